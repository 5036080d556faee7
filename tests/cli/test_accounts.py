"""`complaints user` and `complaints token`, as an operator gives them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.command_line import complaints

from complaints_service.cli.main import run

PASSWORD = "wet tin harbour lamp\n"


@pytest.fixture
def env(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    values = {"COMPLAINTS_ENV": "test", "COMPLAINTS_DATABASE_URL": database_url,
              "COMPLAINTS_DATA_DIR": str(tmp_path)}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_an_account_lives_and_ends(
    env: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    made = complaints(
        "user", "create", "ann@example.org", "--name", "Ann", "--role", "officer", "--role",
        "manager", "--organisation", "weston", "--service", "parking", "--password-stdin",
        "--json", env=env, stdin=PASSWORD,
    )
    assert made.status == 0, made.err
    assert made.answer["roles"] == ["officer", "manager"]
    assert "lamp" not in made.out + made.err
    token = answer(capsys, "token", "create", "--user", "ann@example.org")
    assert token["token"].startswith("cmp_")
    changed = answer(capsys, "user", "roles", "ann@example.org", "--set", "member,auditor")
    assert changed["roles"] == ["member", "auditor"]
    assert answer(capsys, "token", "revoke", token["id"])["revoked"] is True
    assert answer(capsys, "user", "disable", "ann@example.org")["enabled"] is False


@pytest.mark.parametrize(("arguments", "word"), [
    # one sentence that names the value and the mend, and exit status 2
    (["user", "create", "nobody", "--name", "N", "--role", "officer"], "'nobody'"),
    (["user", "create", "a@example.org", "--name", "N", "--role", "king"], "'king'"),
    (["user", "create", "a@example.org", "--name", "N"], "--role"),
    (["user", "disable", "gone@example.org"], "'gone@example.org'"),
    (["user", "roles", "gone@example.org", "--set", "member"], "'gone@example.org'"),
    (["token", "create", "--user", "gone@example.org"], "'gone@example.org'"),
    (["token", "create", "--user", "a@example.org", "--expires", "soon"], "'soon'"),
    (["token", "create", "--user", "a@example.org", "--expires", "2020-01-01"], "2020-01-01"),
    (["token", "revoke", "TOK-0"], "'TOK-0'"),
])
def test_what_cannot_be_done_is_said(
    env: dict[str, str], arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    told = capsys.readouterr().err
    assert word in told
    assert len(told.strip().splitlines()) == 1


def test_a_weak_password_is_refused(env: dict[str, str]) -> None:
    ended = complaints("user", "create", "a@example.org", "--name", "A", "--role", "officer",
                       "--password-stdin", env=env, stdin="Password12345\n")
    assert (ended.status, "password" in ended.err) == (2, True)


def test_a_database_without_its_schema_is_not_ready(
    empty_database_url: str, tmp_path: Path
) -> None:
    env = {"COMPLAINTS_ENV": "test", "COMPLAINTS_DATABASE_URL": empty_database_url,
           "COMPLAINTS_DATA_DIR": str(tmp_path)}
    ended = complaints("token", "revoke", "TOK-0", env=env)
    assert (ended.status, "db upgrade" in ended.err) == (3, True)


def test_the_description_needs_no_settings() -> None:
    ended = complaints("openapi", env={"COMPLAINTS_ENV": "production"})
    assert ended.status == 0, ended.err
    assert ended.answer["openapi"] == "3.1.0"
