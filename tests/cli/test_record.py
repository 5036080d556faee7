"""check, audit and rebuild as an operator runs them: answers, exit statuses, words."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from support.command_line import complaints
from support.walked import tamper, walked_copy

pytestmark = pytest.mark.slow


@pytest.fixture
def installation() -> Iterator[dict[str, str]]:
    """Lend a filled installation as its environment."""
    with walked_copy() as (url, _):
        yield {"COMPLAINTS_DATABASE_URL": url, "COMPLAINTS_ENV": "test"}


def test_an_untouched_installation_passes_every_check(installation: dict[str, str]) -> None:
    """Exit status 0, and the answers in the shapes that others rely on."""
    checked = complaints("check", "--json", env=installation)
    assert (checked.status, checked.answer["ok"], checked.answer["violations"]) == (0, True, [])
    assert checked.answer["checked"]["I01"] > 40
    assert checked.err == ""

    head = complaints("audit", "head", "--json", env=installation).answer
    assert set(head) == {"n", "hash", "recorded_at"}
    verified = complaints("audit", "verify", "--anchor", head["hash"], "--json", env=installation)
    assert (verified.status, verified.answer["ok"], verified.answer["faults"]) == (0, True, [])
    assert verified.answer["entries"] == head["n"]

    rebuilt = complaints("rebuild", "--check", "--json", env=installation)
    assert (rebuilt.status, rebuilt.answer) == (0, {"diff": []})


def test_a_broken_installation_fails_every_check(installation: dict[str, str]) -> None:
    """Exit status 1, one sentence on stderr, and each fault with its reference."""
    url = installation["COMPLAINTS_DATABASE_URL"]
    tamper(url, "UPDATE event SET actor = 'ACC-auditor' WHERE type = 'accepted'")
    tamper(url, "UPDATE complaint SET state = 'closed' WHERE state = 'received'")
    for verb in (("check",), ("audit", "verify"), ("rebuild", "--check")):
        ended = complaints(*verb, "--json", env=installation)
        assert ended.status == 1
        assert ended.err.count("\n") == 1
        assert "Traceback" not in ended.err
        told = ended.answer.get("violations") or ended.answer.get("faults") or ended.answer["diff"]
        assert told
    violation = complaints("check", "--json", env=installation).answer["violations"][0]
    assert set(violation) == {"id", "ref", "detail"}
    words = complaints("check", env=installation)
    assert violation["ref"] in words.out


def test_the_export_is_json_lines_of_events_and_entries(installation: dict[str, str]) -> None:
    """With the contract's fields exactly."""
    lines = [json.loads(line)
             for line in complaints("audit", "export", env=installation).out.splitlines()]
    fields = {one["kind"]: set(one) for one in lines}
    assert fields == {
        "event": {"kind", "ref", "seq", "type", "occurred_at", "recorded_at", "actor", "role",
                  "data", "prev_hash", "hash"},
        "entry": {"kind", "n", "recorded_at", "events", "prev_hash", "hash"},
    }


@pytest.mark.parametrize(("arguments", "said"), [
    # An anchor is 64 hexadecimal digits.
    (("audit", "verify", "--anchor", "abc"), "64 digits"),
    # There is nothing to do without --check: stored rows are never written over.
    (("rebuild",), "--check"),
])
def test_bad_usage_is_told_in_one_sentence(
    arguments: tuple[str, ...], said: str, installation: dict[str, str]
) -> None:
    """Exit status 2."""
    ended = complaints(*arguments, env=installation)
    assert ended.status == 2
    assert said in ended.err
    assert ended.out == ""


def test_a_database_before_its_migration_is_not_ready(empty_database_url: str) -> None:
    """Exit status 3, and what to run."""
    for verb in (("check",), ("audit", "head"), ("rebuild", "--check")):
        ended = complaints(*verb, env={"COMPLAINTS_DATABASE_URL": empty_database_url})
        assert ended.status == 3
        assert "db upgrade" in ended.err
