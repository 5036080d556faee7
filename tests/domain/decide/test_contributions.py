"""What colleagues and contractors are asked: whom, what they may be shown, and until when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.casebook import GONE, Casebook

from complaints_service.domain.contributing import state_of, waiting
from complaints_service.domain.deadlines import CODE_CLOCKS, deadlines_of
from complaints_service.domain.refusals import InvalidData, Refusal

HOPE = "hope@example.org"
GUEST = {"name": "Yard Foreman", "email": "yard@contractor.example"}


@pytest.fixture
def book() -> Casebook:
    return Casebook().received().accepted().at("2026-03-04")


def ask(book: Casebook, **data: Any) -> Any:
    given = {"to": HOPE, "question": "When was the roof mended?"} | data
    return book.do("request_contribution", **given)


def test_an_answer_is_wanted_on_the_fifth_working_day(book: Casebook) -> None:
    """Wednesday 4 March 2026: the weekend does not count, so Wednesday 11 March."""
    [asked] = ask(book).contributions
    assert asked.due_on.isoformat() == "2026-03-11"


def test_bank_holidays_move_the_usual_day() -> None:
    """Good Friday and Easter Monday lie between 2 and 10 April 2026."""
    [asked] = ask(Casebook("2026-04-01").received().accepted().at("2026-04-01")).contributions
    assert asked.due_on.isoformat() == "2026-04-10"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        # Nobody is asked
        ({"to": None}, "to"),
        # A stranger without a name cannot be written to
        ({"to": "nobody@elsewhere.example"}, "name"),
        ({"to": None, "email": "yard@contractor.example"}, "name"),
        # An account that is closed
        ({"to": GONE}, "to"),
        # A point that is none
        ({"points": (7,)}, "points[0]"),
        # A day that has gone
        ({"due_on": date(2026, 3, 3)}, "date_order"),
        # Nothing is asked
        ({"question": "  "}, "reason_missing"),
    ],
)
def test_a_question_that_cannot_be_put_is_refused(
    book: Casebook, data: dict[str, Any], rule: str
) -> None:
    with pytest.raises((InvalidData, Refusal)) as refused:
        ask(book, **data)
    assert rule in (getattr(refused.value, "rule", None), refused.value.field)


def test_somebody_without_an_account_is_known_by_an_id_alone(book: Casebook) -> None:
    ask(book, to=None, **GUEST)
    [event] = [one for one in book.events[book.ref] if one.type == "contribution_requested"]
    assert event.data["to"].startswith("guest:")
    assert "contractor.example" not in repr(event.data)
    assert "Foreman" not in repr(event.data)


def test_nobody_is_asked_about_a_complaint_about_themselves(book: Casebook) -> None:
    book.do("record_complained_of", people=(HOPE,))
    with pytest.raises(Refusal) as refused:
        ask(book)
    assert refused.value.rule == "conflict_of_interest"


def test_a_restricted_complaint_is_asked_about_within_its_list_alone(book: Casebook) -> None:
    book.do("restrict_access", people=("hal@example.org",), reason="A colleague.")
    for data in ({}, {"to": None, **GUEST}):
        with pytest.raises(Refusal) as refused:
            ask(book, **data)
        assert refused.value.rule == "restricted"
    assert ask(book, to="hal@example.org").contributions


def test_who_was_asked_answers_their_own_question(book: Casebook) -> None:
    ask(book)
    ask(book, to="hal@example.org")
    with pytest.raises(InvalidData, match="no open question of yours"):
        book.do("contribute", by="hope", role="handler", n=99, text="Mine.")
    found = book.do("contribute", by="hope", role="contributor", text="In March.")
    first, second = found.contributions
    assert (first.answered_by, first.recorded_for) == ("hope", False)
    assert second.answered_at is None


def test_a_contributor_never_answers_for_another(book: Casebook) -> None:
    ask(book)
    ask(book, to="hal@example.org")
    with pytest.raises(InvalidData):
        book.do("contribute", by="hope", role="contributor", n=2, text="Not mine.")


def test_of_several_questions_the_number_says_which(book: Casebook) -> None:
    ask(book)
    ask(book)
    with pytest.raises(InvalidData, match="say which one"):
        book.do("contribute", by="hope", role="contributor", text="Which?")
    found = book.do("contribute", by="hope", role="contributor", n=2, text="The second.")
    assert [one.answered_at is None for one in found.contributions] == [True, False]


def test_what_a_contractor_says_by_telephone_is_written_down_for_them(book: Casebook) -> None:
    ask(book, to=None, **GUEST)
    [asked] = book.do("contribute", text="They rang: it was done.").contributions
    assert asked.recorded_for
    assert asked.answered_by == "olive"


def test_a_document_of_another_complaint_is_refused(book: Casebook) -> None:
    ask(book)
    with pytest.raises(InvalidData, match="no document of this complaint"):
        book.do("contribute", by="hope", role="contributor", text="See it.", documents=("DOC-9",))


def test_a_question_that_is_taken_back_waits_no_more(book: Casebook) -> None:
    ask(book)
    found = book.do("withdraw_contribution", n=1)
    assert not waiting(found)
    assert state_of(found, found.contributions[0]) == "withdrawn"
    with pytest.raises(Refusal) as refused:
        book.do("contribute", by="hope", role="contributor", text="Too late.")
    assert refused.value.rule == "not_allowed"


def test_a_question_lapses_when_its_stage_is_answered(book: Casebook) -> None:
    book.acknowledged("2026-03-04")
    ask(book)
    found = book.responded("2026-03-10").complaint
    [asked] = found.contributions
    assert state_of(found, asked) == "lapsed"
    [due] = [one for one in deadlines_of(found, book.rules) if one.kind == "contribution"]
    assert due.state(book.now.date()) == "void"


def test_its_day_is_a_deadline_of_our_own_and_never_of_a_code(book: Casebook) -> None:
    found = ask(book)
    [due] = [one for one in deadlines_of(found, book.rules) if one.kind == "contribution"]
    assert due.owner == "hope"
    assert due.kind not in CODE_CLOCKS
    guest = ask(book, to=None, **GUEST)
    owners = [one.owner for one in deadlines_of(guest, book.rules) if one.kind == "contribution"]
    assert owners == ["hope", "olive"], "who asked watches over somebody without an account"
