"""`complaints organisation`, and what `complaints user` says of councils and of duties."""

from __future__ import annotations

import json
from typing import Any

import pytest

from complaints_service.cli.main import run


@pytest.fixture(scope="module")
def council(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """One database for all: the verbs follow each other as an operator gives them."""
    wanted = {"COMPLAINTS_ENV": "test", "COMPLAINTS_DATABASE_URL": shared_database_url,
              "COMPLAINTS_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    with pytest.MonkeyPatch.context() as env:
        for name, value in wanted.items():
            env.setenv(name, value)
        assert run(["organisation", "create", "alderbourne", "--name", "Alderbourne"]) == 0
        assert run(["user", "create", "ann@example.org", "--name", "Ann", "--role", "handler",
                    "--organisation", "alderbourne"]) == 0
        assert run(["user", "create", "ben@example.org", "--name", "Ben", "--role", "handler",
                    "--organisation", "alderbourne"]) == 0
    return wanted


@pytest.fixture(autouse=True)
def installation(council: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in council.items():
        monkeypatch.setenv(name, value)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> Any:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == status, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 2) -> str:
    capsys.readouterr()
    assert run(list(arguments)) == status
    return capsys.readouterr().err


def test_settings_are_set_shown_and_taken_away(
    capsys: pytest.CaptureFixture[str]
) -> None:
    changed = answer(
        capsys, "organisation", "set", "alderbourne", "address=Civic Offices | Station Road",
        "closed_days=2026-12-29 Offices closed | 2026-12-30 Offices closed",
        "approval=decline|respond_stage_2", "colour=#5B2A86", "homes=2,830",
        "allocation.housing-repairs=turns:ann@example.org|ben@example.org", "allocation.*=load",
        "reply_email=answers+{token}@weston.example")
    settings = changed["settings"]
    assert settings["reply_email"] == "answers+{token}@weston.example"
    assert settings["address"] == ["Civic Offices", "Station Road"]
    assert settings["closed_days"][0] == {"day": "2026-12-29", "name": "Offices closed"}
    assert settings["approval"] == ["decline", "respond_stage_2"]
    assert (settings["colour"], settings["homes"]) == ("#5b2a86", 2830)
    rule = settings["allocation"]["housing-repairs"]
    assert (rule["by"], len(rule["people"])) == ("turns", 2)
    gone = answer(capsys, "organisation", "set", "alderbourne", "homes=",
                  "allocation.housing-repairs=")
    assert "homes" not in gone["settings"]
    assert set(gone["settings"]["allocation"]) == {"*"}
    run(["organisation", "show", "alderbourne"])
    assert "closed_days = 2026-12-29 Offices closed | 2026-12-30" in capsys.readouterr().out


@pytest.mark.parametrize(("change", "word"), [
    # the sentence names the setting, the value and the mend
    ("colour=#eeeeee", "choose a darker one"),
    ("approval=king", "'king'"),
    ("closed_days=tomorrow Closed", "2026-12-29"),
    ("team_email=nobody", "complaints@council.example"),
    ("homes=many", "whole number"),
    ("reply_email=answers{token}", "complaints@council.example"),
    ("privacy_url=javascript:x", "https://"),
    ("sampling_percent=101", "0 to 100"),
    ("allocation.parking=turns:gone@example.org", "'gone@example.org'"),
    ("allocation.parking=lottery", "hand, turns, load"),
    ("allocation.flying=load", "services of the list"),
    ("favourite=blue", "is no setting"),
    ("address", "NAME=VALUE"),
])
def test_what_cannot_stand_there(
    capsys: pytest.CaptureFixture[str], change: str, word: str
) -> None:
    assert word in refused(capsys, "organisation", "set", "alderbourne", change)


def test_a_slip_founds_no_council(capsys: pytest.CaptureFixture[str]) -> None:
    slip = ("user", "create", "cat@example.org", "--name", "Cat", "--role", "officer",
            "--organisation", "alderborne")
    assert "'alderbourne' is" in refused(capsys, *slip)
    assert {one["key"] for one in listed(capsys)} == {"alderbourne"}
    assert answer(capsys, *slip, "--new-organisation")["organisation"] == "alderborne"


def listed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(["organisation", "list", "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_another_council_is_founded_and_said_so(
    capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(capsys, "user", "create", "dan@example.org", "--name", "Dan", "--role",
                   "officer", "--organisation", "council-b", status=0)
    assert "'council-b' was not known and has been made" in told


def test_a_council_is_succeeded(capsys: pytest.CaptureFixture[str]) -> None:
    assert "make it first" in refused(
        capsys, "organisation", "succeed", "alderbourne", "vale", "--on", "2027-04-01")
    answer(capsys, "organisation", "create", "vale", "--name", "Vale", "--from", "2027-04-01")
    done = answer(capsys, "organisation", "succeed", "alderbourne", "vale", "--on", "2027-04-01")
    assert (done["successor"], done["succeeded_on"]) == ("vale", "2027-04-01")
    assert "would answer in the end" in refused(
        capsys, "organisation", "succeed", "vale", "alderbourne", "--on", "2028-04-01")


def test_bug_27_the_command_line_lists_duties_and_asks_for_an_heir(
    capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "organisation", "set", "alderbourne", "escalate_to=ann@example.org",
           "allocation.parking=turns:ann@example.org")
    told = refused(capsys, "user", "disable", "ann@example.org", status=4)
    assert "--heir" in told
    assert "allocation alderbourne parking" in told
    held = answer(capsys, "user", "disable", "ann@example.org", status=4)
    assert held["enabled"] is True
    assert {one["kind"] for one in held["duties"]} == {"allocation", "head"}
    done = answer(capsys, "user", "disable", "ann@example.org", "--heir", "ben@example.org")
    assert done["enabled"] is False
    assert len(done["handed_over"]) == 2
