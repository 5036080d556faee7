"""What stage 1 left open, for whoever reviews it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from support.casebook import Casebook

from complaints_service.domain.commands.parts import PointGiven, RemedyGiven
from complaints_service.domain.left_open import left_open

SORRY = RemedyGiven(kind="apology", description="We say sorry", due_on=date(2026, 3, 20))


def accepted() -> Casebook:
    """Two points, acknowledged."""
    return Casebook("2026-03-02").received().accepted(
        PointGiven(text="The leak"), PointGiven(text="The call")).acknowledged("2026-03-03")


def kinds(book: Casebook) -> list[tuple[str, int | None]]:
    """What is left open, by kind and number."""
    return [(one.kind, one.n) for one in left_open(book.complaint, book.rules, book.today)]


ROWS: list[tuple[str, Callable[[], Casebook], list[tuple[str, int | None]]]] = [
    ("everything answered, in time", lambda: accepted().responded(
        "2026-03-10", "not_upheld", "not_upheld"), []),
    ("one point could not be decided", lambda: accepted().responded(
        "2026-03-10", "not_upheld", "unable_to_decide"), [("undecided", 2)]),
    ("answered late", lambda: accepted().responded(
        "2026-04-10", "not_upheld", "not_upheld"), [("late", None)]),
    ("promised and not done", lambda: accepted().responded(
        "2026-03-10", "upheld", "not_upheld", remedies=(SORRY,)), [("remedy_due", 1)]),
    ("something is still to be done", lambda: accepted().responded(
        "2026-03-10", "not_upheld", "not_upheld", outstanding="A visit"), [("outstanding", None)]),
    ("nothing offered", lambda: accepted().responded(
        "2026-03-10", "not_upheld", "not_upheld", no_remedy_because="It was done before"),
     [("nothing_offered", None)]),
]


@pytest.mark.parametrize(("what", "stands", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_what_stage_1_left_open(
    what: str, stands: Callable[[], Casebook], expected: list[tuple[str, int | None]]
) -> None:
    assert kinds(stands()) == expected


def test_a_remedy_that_was_refused_is_told_and_one_that_was_done_is_not() -> None:
    book = accepted().responded("2026-03-10", "upheld", "not_upheld", remedies=(SORRY, SORRY))
    book.do("record_remedy_reply", n=1, reply="refused")
    book.do("complete_remedy", n=2, evidence="The letter")
    assert kinds(book) == [("remedy_refused", 1)]


def test_stage_2_asked_for_while_stage_1_is_overdue_finds_nothing_answered() -> None:
    book = accepted().at("2026-05-01")
    book.do("request_stage_2")
    assert kinds(book) == [("not_answered", None), ("late", None)]
