"""Answers are words for people and JSON for programs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from complaints_service.cli import output

SUMMER = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        # instants are UTC with microseconds, whatever their zone
        (datetime(2026, 7, 1, 0, 30, tzinfo=SUMMER), "2026-06-30T23:30:00.000000Z"),
        (datetime(2026, 7, 1, 12, 0, 0, 5, tzinfo=UTC), "2026-07-01T12:00:00.000005Z"),
        # dates are dates
        (date(2026, 7, 1), "2026-07-01"),
    ],
)
def test_times_in_json(capsys: pytest.CaptureFixture[str], value: object, written: str) -> None:
    output.say({"at": value}, "never printed", as_json=True)
    assert json.loads(capsys.readouterr().out) == {"at": written}


def test_words_are_made_only_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    output.say({}, lambda: "Größe – £5", as_json=False)
    assert capsys.readouterr().out == "Größe – £5\n"


def test_rows_are_lines(capsys: pytest.CaptureFixture[str]) -> None:
    output.say_rows([{"n": 1}, {"n": 2, "text": "a\nb"}])
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"n": 1}, {"n": 2, "text": "a\nb"}
    ]
