"""Housing Ombudsman's Code, section 1, and LGSCO's, section 1: what a complaint is."""

from __future__ import annotations

import pytest
from support.casebook import ANN
from support.clauses import clause
from support.mailroom import Mailroom

from complaints_service.domain.commands.parts import ComplainantGiven, RepresentativeGiven
from complaints_service.domain.refusals import Refusal
from complaints_service.domain.stages import Stage, State, Timeliness

REQUEST = {"reason": "A first report of a leak", "explanation": "A plumber comes on Friday"}


def a_request() -> Mailroom:
    book = Mailroom("2026-03-02").received(dissatisfaction_expressed=True)
    book.do("treat_as_service_request", **REQUEST)
    return book


@clause("HO 1.2", "LGSCO 1.4")
@pytest.mark.parametrize(
    "words",
    [
        # No word is needed, least of all "complaint"
        "Nobody came.",
        "I have told you three times about the damp",
        # Actions, inaction, staff, and people acting for the council
        "The man from your contractor was rude to my mother",
        "You did nothing about the noise",
    ],
)
def test_dissatisfaction_in_any_words_is_taken_as_it_was_said(words: str) -> None:
    book = Mailroom("2026-03-02").received(description=words)
    assert book.reveal(book.complaint.description) == words
    assert book.due("stage_1_acknowledge") == "2026-03-09"


@clause("HO 1.2")
def test_a_group_of_residents_complains_together_and_is_answered_by_its_lead() -> None:
    street = tuple(
        ComplainantGiven(name=f"Resident {n}", email=f"r{n}@example.org", lead=n == 3)
        for n in (1, 2, 3)
    )
    book = Mailroom("2026-03-02").received(complainants=street)
    assert len(book.complaint.complainants) == 3
    assert "Resident 3" in book.last.text
    assert "Resident 1" not in book.last.text


@clause("HO 1.3", "LGSCO 5.3")
def test_whoever_is_unhappy_is_offered_the_choice_to_complain() -> None:
    """The decision that a contact is a request cannot be told without the right to complain."""
    book = a_request()
    assert book.complaint.dissatisfaction_expressed
    assert "complain" in book.block("right_to_complain").lower()
    assert "raise_as_complaint" in book.open()


@clause("HO 1.3", "LGSCO 1.5")
def test_a_complaint_through_somebody_else_runs_the_same_clock() -> None:
    own = Mailroom("2026-03-02").received()
    through = Mailroom("2026-03-02").received(
        channel="councillor",
        representative=RepresentativeGiven(name="Cllr Day", kind="councillor",
                                           email="day@example.org"),
    )
    assert through.due("stage_1_acknowledge") == own.due("stage_1_acknowledge")
    assert through.open() == own.open()
    assert "Cllr Day" in through.last.text


@clause("HO 1.4", "LGSCO 1.8", "LGSCO 1.3")
def test_a_request_is_recorded_apart_and_is_no_complaint() -> None:
    book = a_request()
    assert book.complaint.state is State.SERVICE_REQUEST
    assert book.complaint.stage is Stage.CONTACT
    assert book.timely() is Timeliness.EXCLUDED
    assert "plumber comes on Friday" in book.block("next_steps") + book.block("explanation")
    with pytest.raises(Refusal) as refused:
        book.do("close_service_request", outcome=" ")
    assert refused.value.rule == "reason_missing"
    book.do("close_service_request", outcome="The pipe was mended")
    assert book.complaint.state is State.CLOSED


@clause("LGSCO 1.2")
@pytest.mark.parametrize(
    "reason",
    ["Asks for a service", "Asks us to put something right", "Asks us to look at a decision again"],
)
def test_each_kind_of_request_can_be_recorded_with_its_reason(reason: str) -> None:
    book = Mailroom("2026-03-02").received("refuse-recycling")
    book.do("treat_as_service_request", reason=reason, explanation="We will see to it")
    event = book.events[book.ref][-1]
    assert event.type == "treated_as_service_request"
    assert reason in book.texts.values()


@clause("HO 1.5", "LGSCO 1.7")
def test_unhappy_with_the_answer_is_a_complaint_while_work_goes_on() -> None:
    book = a_request().at("2026-03-12")
    raised = book.do("raise_as_complaint", why="dissatisfied")
    assert raised.state is State.RECEIVED
    assert book.last.kind == "receipt"
    assert book.complaint.state is State.SERVICE_REQUEST, "the request stays open"
    assert {"close_service_request", "record_contact", "offer_remedy"} <= book.open()
    assert raised.links[0].ref == book.ref


@clause("HO 1.5", "LGSCO 1.7")
def test_the_complainant_may_raise_it_alone_and_a_closed_request_was_not_closed_by_it() -> None:
    book = a_request()
    book.do("raise_as_complaint", by="complainant", role="complainant", why="dissatisfied")
    assert "closed" not in book.events[book.ref][-1].type
    assert book.complaint.state is State.SERVICE_REQUEST


def test_the_people_of_a_request_stand_on_the_complaint_raised_from_it() -> None:
    book = a_request()
    raised = book.do("raise_as_complaint", why="dissatisfied")
    assert book.reveal(raised.complainants[0].details)["name"] == ANN.name
