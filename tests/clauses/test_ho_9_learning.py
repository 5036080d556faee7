"""Both Codes, section 9: what is learnt from a complaint, and told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from support.casebook import Casebook
from support.clauses import clause

from complaints_service.domain.commands.improvements import (
    CreateImprovement,
    Done,
    ProposePublication,
)
from complaints_service.domain.events import Event, NewEvent
from complaints_service.domain.improvement import Improvement, PublicationState, evolve
from complaints_service.domain.improvements import Desk, allowed, create, decide
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import seal

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
WORDS = {"told": "Visits were cancelled without a word", "found": "Texts named no date",
         "changed": "Texts now name the contractor and the day"}


def desk(actor: str = "hal") -> Desk:
    return Desk(now=NOW, actor=actor, id="IMP-0001", organisation="alderbourne", owner="hal",
                reveal=lambda value: "Texts about visits")


def after(improvement: Improvement | None, new: NewEvent, actor: str = "hal") -> Improvement:
    version = improvement.version if improvement else 0
    data = seal(new.data, lambda payload: "0" * 64)
    event = Event(version + 1, new.type, data, NOW, NOW, actor, "manager")
    return evolve(improvement, event, "IMP-0001")


def planned() -> Improvement:
    asked = CreateImprovement(title="Texts about visits", went_wrong="Visits were missed",
                              will_change="The words of the texts", service="housing-repairs",
                              due_on=date(2026, 6, 1), complaints=("CMP-1", "CMP-2", "CMP-1"))
    return after(None, create(asked, desk()))


@clause("HO 9.1", "LGSCO 9.1")
@pytest.mark.parametrize(
    ("service", "provision"), [("housing-repairs", "HO 9.1"), ("refuse-recycling", "LGSCO 9.1")]
)
def test_each_complaint_can_hold_what_was_learnt_or_why_nothing_was(
    service: str, provision: str
) -> None:
    book = Casebook("2026-03-02").received(service).accepted()
    for blank in ({}, {"summary": " "}, {"none_because": ""}):
        with pytest.raises(Refusal) as refused:
            book.do("add_lesson", **blank)
        assert (refused.value.rule, refused.value.provision) == ("reason_missing", provision)
    book.do("add_lesson", summary="Texts must name the day", improvement="IMP-0001")
    book.do("add_lesson", none_because="The storm was nobody's doing")
    first, second = book.complaint.lessons
    assert book.reveal(first.summary) == "Texts must name the day"
    assert first.improvement == "IMP-0001"
    assert book.reveal(second.none_because) == "The storm was nobody's doing"


@clause("HO 9.2", "LGSCO 9.2")
def test_what_lay_behind_it_is_recorded_in_one_list_of_causes() -> None:
    book = Casebook("2026-03-02").received().accepted().acknowledged("2026-03-04")
    with pytest.raises(InvalidData, match="causes"):
        book.do("record_cause", cause="bad_luck")
    book.do("record_cause", cause="outside_control", prevention="A second roofer on call")
    assert book.complaint.cause == "outside_control"
    assert "A second roofer on call" in book.texts.values()


@clause("HO 9.2", "LGSCO 9.2")
def test_an_improvement_is_tied_to_its_complaints_and_ends_with_proof() -> None:
    improvement = planned()
    assert improvement.complaints == ("CMP-1", "CMP-2")
    with pytest.raises(Refusal) as refused:
        decide("done", Done(evidence=" "), improvement, desk())
    assert refused.value.rule == "evidence_missing"
    improvement = after(improvement, decide("done", Done(evidence="A text"), improvement, desk()))
    assert improvement.done_on == date(2026, 5, 4)
    assert "check_effect" in allowed(improvement, "hal")


@clause("HO 9.3", "LGSCO 9.3")
def test_what_was_learnt_is_told_to_the_public_in_words_that_somebody_else_approved() -> None:
    improvement = planned()
    new = decide("propose_publication", ProposePublication(**WORDS), improvement, desk())
    improvement = after(improvement, new)
    with pytest.raises(Refusal) as refused:
        decide("approve_publication", None, improvement, desk("hal"))
    assert refused.value.rule == "self_approval"
    new = decide("approve_publication", None, improvement, desk("petra"))
    improvement = after(improvement, new, "petra")
    assert improvement.publication is not None
    assert improvement.publication.state is PublicationState.PUBLISHED
    assert improvement.publication.approved_by == "petra"
    assert improvement.published_first_at == NOW, "when it was told is on record"


@clause("HO 9.3", "LGSCO 9.3")
def test_a_lesson_told_to_the_public_points_to_nobody() -> None:
    for words, rule in (
        ("Call Ann on 01632 960101", "personal_data"),
        ("3 people told us", "small_numbers"),
    ):
        with pytest.raises(Refusal) as refused:
            decide("propose_publication", ProposePublication(**(WORDS | {"told": words})),
                   planned(), desk())
        assert refused.value.rule == rule
