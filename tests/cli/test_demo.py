"""`complaints demo`: what stops it before anything is made."""

from __future__ import annotations

import socket

import pytest

from complaints_service.cli import exit_status, main


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
