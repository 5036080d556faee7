"""Faults about people, lists and ties seen in other systems for complaints."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest
from support.casebook import GONE, Casebook, shipped
from support.mailroom import Mailroom

from complaints_service.domain.commands.parts import (
    AdjustmentGiven,
    ComplainantGiven,
    PointGiven,
    RepresentativeGiven,
)
from complaints_service.domain.deadlines import deadlines_of
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.rules import Rules
from complaints_service.domain.stages import State, Timeliness
from complaints_service.domain.vocabularies import Vocabulary

ROB = {"name": "Rob Adviser", "email": "rob@example.org", "authority": "Form of 1 March"}


def retired(vocabulary: str, key: str, last: date) -> Rules:
    """The rules once a word of a list is no longer to be chosen after `last`."""
    rules = shipped()
    words = rules.vocabularies[vocabulary]
    terms = tuple(replace(one, to_on=last) if one.key == key else one for one in words)
    lists = {**rules.vocabularies, vocabulary: Vocabulary(words.key, words.title, terms)}
    return replace(rules, vocabularies=MappingProxyType(lists))


def investigating(book: Casebook | None = None) -> Casebook:
    return (book or Casebook("2026-03-02")).received().accepted().acknowledged("2026-03-04")


def test_bug_28_a_retired_service_keeps_its_complaints() -> None:
    rules = retired("services", "housing-repairs", date(2026, 3, 31))
    book = investigating(Casebook("2026-03-02", rules)).responded("2026-03-10")
    book.do("close")
    dates = deadlines_of(book.complaint, rules)
    book.at("2026-05-04")
    assert book.complaint.service == "housing-repairs"
    assert deadlines_of(book.complaint, rules) == dates
    book.do("reopen", reason="She wrote again")
    book.escalated("2026-05-05").do("acknowledge_stage_2")
    assert book.reviewed("2026-05-06").complaint.state is State.STAGE_2_RESPONDED
    with pytest.raises(InvalidData, match="services"):
        book.received("housing-repairs")


def test_bug_29_work_is_given_only_to_somebody_who_is_there() -> None:
    """Nobody is chosen by turns; a person names a person, and never one who has left."""
    book = investigating()
    for command, field in (("assign", "handler"), ("assign_reviewer", "reviewer")):
        with pytest.raises(InvalidData, match="no account in use"):
            book.do(command, **{field: GONE})
    assert book.complaint.stage_1.handler == "hal"


def test_bug_34_a_merge_loses_nothing_and_can_be_undone() -> None:
    book = Casebook("2026-03-02").received()
    first = book.ref
    book.at("2026-03-03").received().accepted()
    second = book.ref
    book.do("offer_remedy", kind="apology", description="Sorry", due_on=date(2026, 4, 1))
    assert book.of(first).links == ()
    before = book.complaint
    book.do("merge", into=first)
    assert book.timely() is Timeliness.EXCLUDED, "counted once"
    assert book.due("remedy", "1") == "2026-04-01", "what was promised stays promised"
    assert {one.ref for one in book.of(first).links} == {second}
    book.do("unmerge")
    after = book.complaint
    assert (after.state, after.points, after.remedies) == (before.state, before.points,
                                                            before.remedies)
    assert book.due("stage_1_acknowledge") == "2026-03-10"
    assert book.timely() is Timeliness.OPEN_IN_TIME
    assert after.links == book.of(first).links == (), "and no tie is left hanging"


@pytest.mark.parametrize(
    ("change", "to_whom"),
    [
        # Removed after the answer was begun, before it is sent
        ({"representative": None}, "Ann Example"),
        # The authority is withdrawn, or has run out on the day
        ({"representative": RepresentativeGiven(name="Rob Adviser", email="rob@example.org")},
         "Ann Example"),
        ({"representative": RepresentativeGiven(**ROB, expires_on=date(2026, 3, 9))},
         "Ann Example"),
        # Its last day still counts
        ({"representative": RepresentativeGiven(**ROB, expires_on=date(2026, 3, 10))},
         "Rob Adviser"),
    ],
)
def test_bug_36_authority_is_looked_at_when_the_letter_goes(
    change: dict[str, RepresentativeGiven | None], to_whom: str
) -> None:
    book = Mailroom("2026-03-02").received(representative=RepresentativeGiven(**ROB))
    book.accepted().acknowledged("2026-03-04")
    assert "Rob Adviser" in book.last.text
    book.do("set_representative", **change)
    book.responded("2026-03-10")
    assert to_whom in book.last.text
    assert ("Rob Adviser" in book.last.text) is (to_whom == "Rob Adviser")


def test_bug_37_a_new_correspondent_is_written_to_from_then_on_and_the_old_letters_stay() -> None:
    book = Mailroom("2026-03-02").received()
    receipt = book.last
    book.do("set_complainants", complainants=(
        ComplainantGiven(name="Bea Other", address="2 Hill Street", postcode="ZZ99 9ZZ"),))
    book.accepted().acknowledged("2026-03-04")
    assert "Bea Other" in book.last.text
    assert "2 Hill Street" in book.last.text
    assert "Ann Example" not in book.last.text
    assert book.letters[-1].send_by == "post", "and by the way that reaches them"
    assert "Ann Example" in receipt.text


def test_bug_41_what_is_not_given_is_not_touched() -> None:
    """A form that hides a value must not save the hiding over it."""
    book = Casebook("2026-03-02").received()
    book.do("set_adjustments", vulnerability=True, adjustments=(AdjustmentGiven(kind="braille"),))
    book.do("set_adjustments", adjustments=(AdjustmentGiven(kind="large_print"),))
    assert book.reveal(book.complaint.vulnerability) is True
    people, words = book.complaint.complainants, book.complaint.description
    book.do("correct_fact", field="channel", value="phone", reason="She rang")
    assert (book.complaint.complainants, book.complaint.description) == (people, words)
    with pytest.raises(InvalidData):
        book.do("correct_fact", field="description", value="  ", reason="x")


def test_bug_44_a_complaint_that_nobody_handles_has_its_dates_all_the_same() -> None:
    book = Casebook("2026-03-02").received()
    book.do("accept", points=(PointGiven(text="Leak"),))
    assert book.complaint.stage_1.handler is None
    dates = deadlines_of(book.complaint, book.rules)
    assert {one.owner for one in dates} == {None}
    assert book.at("2026-03-10").ack_timely() is Timeliness.OPEN_OVERDUE


def test_bug_59_a_word_retired_while_in_use_stays_and_is_no_longer_chosen() -> None:
    rules = retired("categories", next(iter(shipped().vocabularies["categories"])).key,
                    date(2026, 3, 31))
    key = next(iter(rules.vocabularies["categories"])).key
    book = Casebook("2026-03-02", rules).received(category=key).accepted()
    book.acknowledged("2026-03-04").responded("2026-04-07")
    assert book.complaint.category == book.complaint.points[0].category == key
    assert book.rules.vocabularies["categories"].get(key).label
    with pytest.raises(InvalidData):
        book.do("correct_fact", field="category", value=key, reason="x")
    with pytest.raises(InvalidData):
        book.received(category=key)


def test_bug_59_a_point_takes_no_word_of_another_list() -> None:
    book = Casebook("2026-03-02").received()
    with pytest.raises(InvalidData):
        book.do("accept", points=(PointGiven(text="Leak", category="no_such_category"),))


def test_bug_23_a_refusal_leaves_no_half_of_itself() -> None:
    """State and history can never differ: what is refused writes neither."""
    book = investigating()
    before = (book.complaint, len(book.events[book.ref]), len(book.letters))
    with pytest.raises(Refusal):
        book.do("respond_stage_1", by="hal", role="handler", points=())
    assert (book.complaint, len(book.events[book.ref]), len(book.letters)) == before
