"""`complaints demo`: what stops it, what it tells, and verbs beside it."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from complaints_service import clock
from complaints_service.cli import demo, exit_status, installation, main
from complaints_service.services.showroom import SignIn


@pytest.mark.enable_socket
def test_a_port_in_use_is_told_before_anything_is_made(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("complaints_service.demo.opening.open_borough", _never)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main.run(["demo", "--port", str(port)]) == exit_status.USAGE
    told = capsys.readouterr()
    assert f"--port is {port}" in told.err
    assert told.err.count("\n") == 1


def _never(*_: object, **__: object) -> None:
    raise AssertionError("the borough is made")


def test_without_a_terminal_the_growth_is_told_in_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter((0.0, 1.0, 5.5, 5.5, 6.0))
    monkeypatch.setattr(demo.time, "monotonic", lambda: next(moments))
    with demo.growth_bar() as advance:
        for done in (25, 50, 75):
            advance(done, 680)
    assert capsys.readouterr().err == "Two years of complaints: 50 of 680 have begun.\n"


def test_the_showroom_s_address_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    people = [SignIn("officer", "Olive Carter", "o@example.org", "p-w", "tok", "Thornley")]
    demo._announce("http://127.0.0.1:8000", people, as_json=False)
    told = capsys.readouterr().out
    assert told.strip().splitlines()[0].endswith("http://127.0.0.1:8000/demo")
    assert "COMPLAINTS_ENV=demo complaints check" in told
    demo._announce("http://127.0.0.1:8000", people, as_json=True)
    assert json.loads(capsys.readouterr().out) == {
        "address": "http://127.0.0.1:8000",
        "sign_ins": [{"role": "officer", "name": "Olive Carter", "email": "o@example.org",
                      "password": "p-w", "token": "tok"}],
    }


# (the environment's own clock, whether a demo's clock lies in the data folder, whose time it is)
@pytest.mark.parametrize(("named", "there", "expected"), [
    # beside a demo, its time
    (False, True, "2026-04-08"),
    # whoever names a clock is obeyed
    (True, True, "2025-01-02"),
    # no demo was ever opened here
    (False, False, ""),
])
def test_verbs_beside_a_demo_live_in_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: bool, there: bool, expected: str
) -> None:
    monkeypatch.setenv("COMPLAINTS_ENV", "demo")
    monkeypatch.setenv("COMPLAINTS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COMPLAINTS_EMBEDDED_DIR", str(tmp_path / "db"))
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", "")
    (tmp_path / "data").mkdir()
    if there:
        (tmp_path / "data" / "clock").write_text("2026-04-08T08:30:00+00:00")
    if named:
        (tmp_path / "own").write_text("2025-01-02T08:30:00+00:00")
        monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(tmp_path / "own"))
    installation.settings()
    assert (clock.now().date().isoformat() == expected) is bool(expected)
