"""`complaints outbox`: what needs a person is listed, and can be sent again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from support.caseload import Caseload
from support.command_line import complaints

from complaints_service.persistence.models.message import LetterRow


@pytest.fixture
def caseload(database_url: str) -> Iterator[Caseload]:
    found = Caseload(database_url)
    found.complaint("C-1")
    found.letter("L-1", "C-1", queued=False, delivery="failed")
    failed = {"state": "needs_attention", "attempts": 49, "next_attempt_at": None}
    found.message("letter:L-1", kind="letter", ref="C-1", letter="L-1", **failed,
                  last_error="server answered 550")
    found.message("reminder:C-1:x", kind="reminder", ref="C-1", **failed)
    [reminder] = found.outbox("reminder")
    found.message("digest:ACC-1:2", kind="digest", facts={"rows": [reminder.id]}, **failed)
    yield found
    found.engine.dispose()


@pytest.fixture
def env(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {
        "COMPLAINTS_ENV": "test", "COMPLAINTS_DATABASE_URL": database_url,
        "COMPLAINTS_DATA_DIR": str(tmp_path),
    }


def _states(caseload: Caseload) -> dict[str, str]:
    return {row.key: row.state for row in caseload.outbox()}


def test_the_list_gives_the_reason_and_no_address(
    caseload: Caseload, env: dict[str, str]
) -> None:
    ended = complaints("outbox", "list", "--json", env=env)
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert [(row["key"], row["last_error"]) for row in rows] == [
        ("letter:L-1", "server answered 550"), ("digest:ACC-1:2", None),
    ]
    assert "@" not in ended.out
    assert "letter:L-1  server answered 550  (49 attempts)" in complaints(
        "outbox", "list", env=env
    ).out


def test_one_message_is_sent_again(caseload: Caseload, env: dict[str, str]) -> None:
    ended = complaints("outbox", "retry", "letter:L-1", "letter:unknown", "--json", env=env)
    assert ended.answer == {"queued": 1}
    assert _states(caseload) == {
        "letter:L-1": "queued", "reminder:C-1:x": "needs_attention",
        "digest:ACC-1:2": "needs_attention",
    }
    assert caseload.rows(select(LetterRow.delivery)) == [("queued",)]


def test_all_are_sent_again_with_what_they_carry(
    caseload: Caseload, env: dict[str, str]
) -> None:
    assert complaints("outbox", "retry", "--all", env=env).out == "2 queued again.\n"
    assert set(_states(caseload).values()) == {"queued"}
    [reminder] = caseload.outbox("reminder")
    assert reminder.next_attempt_at is None
    assert "No message needs attention." in complaints("outbox", "list", env=env).out


@pytest.mark.parametrize("arguments", [[], ["letter:L-1", "--all"]])
def test_a_retry_says_of_what(env: dict[str, str], arguments: list[str]) -> None:
    ended = complaints("outbox", "retry", *arguments, env=env)
    assert (ended.status, ended.out) == (2, "")
    assert "--all" in ended.err
