"""Both Codes, section 5: two stages, one process, fair handling, a full record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.casebook import SORRY
from support.clauses import clause
from support.mailroom import Mailroom
from support.workflows import CODES

from complaints_service.content.places import shipped
from complaints_service.content.problems import WorkflowError
from complaints_service.content.rules import known_conditions
from complaints_service.content.workflows import load_workflow
from complaints_service.domain.commands.parts import (
    AdjustmentGiven,
    PointAnswer,
    PointGiven,
    RepresentativeGiven,
)
from complaints_service.domain.refusals import Refusal
from complaints_service.domain.stages import Stage, State

LANDLORD, OTHER = "housing-repairs", "refuse-recycling"


def begun(service: str = LANDLORD, *points: PointGiven) -> Mailroom:
    book = Mailroom("2026-03-02").received(service)
    return book.accepted(*points).acknowledged("2026-03-04")


def refused(book: Mailroom, name: str, by: str = "olive", role: str = "officer",
            **data: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        book.do(name, by=by, role=role, **data)
    return caught.value


@clause("HO 5.1", "LGSCO 5.1")
def test_complaints_under_either_code_walk_the_same_way() -> None:
    landlord, other = begun(LANDLORD), begun(OTHER)
    assert (landlord.complaint.codes, other.complaint.codes) == (("housing",), ("lgsco",))
    assert landlord.open() == other.open()
    assert landlord.complaint.rules.workflow == other.complaint.rules.workflow


@clause("HO 5.2", "HO 5.3", "LGSCO 5.2")
@pytest.mark.parametrize(
    ("stands", "instead", "said"),
    [
        # A third stage
        ('[[stage]]\nkey = "stage_2"',
         '[[stage]]\nkey = "stage_3"\ntitle = "Stage 3"\nnumber = 3\n\n[[stage]]\nkey = "stage_2"',
         "exactly two stages"),
        # A panel or an appeal after stage 2, under any label
        ('label = "Stage 2 answered: the final response"', 'label = "Appeal to the panel"',
         "no such stage"),
        # A stage before stage 1, named or informal
        ('label = "Received, waiting for triage"', 'label = "Stage 0"', "no such stage"),
        ('label = "Received, waiting for triage"', 'label = "Informal complaint"',
         "no such stage"),
    ],
)
def test_the_shipped_workflow_cannot_be_given_another_stage(
    tmp_path: Path, stands: str, instead: str, said: str
) -> None:
    text = (shipped("workflows") / "complaint.toml").read_text(encoding="utf-8")
    file = tmp_path / "complaint.toml"
    assert stands in text
    file.write_text(text.replace(stands, instead, 1), encoding="utf-8")
    with pytest.raises(WorkflowError, match=said):
        load_workflow(file, known_conditions(), CODES)


@clause("HO 5.3", "HO 6.20", "LGSCO 6.19")
def test_nothing_follows_the_final_response_but_the_ombudsman_and_the_promises() -> None:
    book = begun().responded("2026-03-10", "upheld", remedies=(SORRY,)).escalated("2026-03-12")
    book.do("acknowledge_stage_2")
    book.reviewed("2026-03-20")
    assert book.complaint.state is State.STAGE_2_RESPONDED
    assert not book.open() & {"request_stage_2", "acknowledge_stage_2", "respond_stage_2",
                              "respond_stage_1", "extend", "decline", "accept"}
    assert {"notify_ombudsman", "complete_remedy"} <= book.open()
    assert "final response" in book.last.text
    assert "Housing Ombudsman Service" in book.block("ombudsman")
    book.do("notify_ombudsman", body="housing", reference="202612345")
    assert book.complaint.stage is Stage.OMBUDSMAN


@clause("HO 5.4")
def test_a_contractors_part_is_a_point_of_stage_1_under_the_same_clocks() -> None:
    """What a contractor did for the council is answered here, with no process of its own."""
    contractor = PointGiven(text="Roofers never came", contractor="Roofs Ltd",
                            acts_for_council=True)
    own, theirs = begun(LANDLORD, PointGiven(text="Nobody rang")), begun(LANDLORD, contractor)
    assert theirs.complaint.points[0].acts_for_council
    for kind in ("stage_1_acknowledge", "stage_1_respond"):
        assert theirs.due(kind) == own.due(kind)
    assert theirs.complaint.codes == ("housing",), "it stays in the landlord's Ombudsman's remit"
    refusal = refused(theirs, "respond_stage_1", "hal", "handler", points=())
    assert refusal.rule == "point_unanswered", "the contractor's point is ours to answer"
    theirs.responded("2026-03-10").escalated("2026-03-12")
    assert theirs.complaint.state is State.STAGE_2_REQUESTED, "then comes stage 2, not a second"


@clause("HO 5.6", "LGSCO 5.4")
def test_the_acknowledgement_sets_the_complaint_out_and_asks_what_is_unclear() -> None:
    book = Mailroom("2026-03-02").received().accepted()
    refusal = refused(book, "acknowledge", outcomes_sought="A dry roof")
    assert (refusal.rule, refusal.provision) == ("definition_missing", "HO 5.6")
    book.acknowledged("2026-03-04", definition="The roof has leaked since May",
                      outcomes_sought="A new roof", clarification="Which room is wet?")
    assert "The roof has leaked since May" in book.block("definition")
    assert "A new roof" in book.block("definition")
    assert "Which room is wet?" in book.block("clarification")


@clause("HO 5.6", "LGSCO 6.12")
def test_stage_2_sets_out_what_is_still_in_issue() -> None:
    book = begun().responded("2026-03-10").escalated("2026-03-12")
    book.do("acknowledge_stage_2", definition="The answer missed the cellar",
            outcomes_sought="A survey")
    assert "The answer missed the cellar" in book.block("definition")
    assert "A survey" in book.block("definition")


@clause("HO 5.7", "LGSCO 6.7")
def test_what_is_not_ours_is_said_and_whose_it_is() -> None:
    book = Mailroom("2026-03-02").received()
    book.accepted(PointGiven(text="The leak"), PointGiven(text="The pressure of the water"))
    book.acknowledged("2026-03-04", not_ours=(2, "The water company sees to the pressure."))
    said = book.block("responsibility")
    assert "The pressure of the water" in said
    assert "The water company sees to the pressure." in said


@clause("HO 5.8", "LGSCO 5.4")
def test_a_finding_rests_on_reasons_and_on_the_evidence_named() -> None:
    book = begun(OTHER)
    bare = PointAnswer(n=1, finding="not_upheld")
    assert refused(book, "respond_stage_1", "hal", "handler", points=(bare,)).provision == \
        "LGSCO 6.7"
    book.do("respond_stage_1", by="hal", role="handler", points=(PointAnswer(
        n=1, finding="not_upheld", reasons="The lorry came on each day",
        sources=("Tracker of lorry 7, March 2026",)),))
    assert "The lorry came on each day" in book.block("reasons")
    assert "Tracker of lorry 7, March 2026" in book.block("reasons")


@clause("HO 5.8", "LGSCO 5.4")
def test_the_complainant_may_put_our_understanding_right() -> None:
    """A fair chance to state the position: the definition is theirs to correct, not ours alone."""
    book = begun()
    book.do("correct_definition", by="complainant", role="complainant",
            definition="Two roofs leak", reason="You left out the shed")
    assert book.reveal(book.complaint.definition) == "Two roofs leak"
    book.responded("2026-03-10")
    assert "Two roofs leak" in book.block("definition")


@clause("HO 5.9", "LGSCO 5.5")
@pytest.mark.parametrize(("service", "provision"), [(LANDLORD, "HO 5.9"), (OTHER, "LGSCO 5.5")])
def test_a_late_answer_is_explained_with_a_new_date_and_steady_news(
    service: str, provision: str
) -> None:
    book = begun(service).at("2026-03-19")
    data = {"stage": 1, "expected_on": date(2026, 3, 27), "update_every_days": 3}
    refusal = refused(book, "notify_delay", "hal", "handler", **data, reason_text=" ")
    assert (refusal.rule, refusal.provision) == ("reason_missing", provision)
    book.do("notify_delay", by="hal", role="handler", **data, reason_text="The surveyor is ill")
    assert "The surveyor is ill" in book.block("reason")
    assert "27 March 2026" in book.block("expected")
    assert "3" in book.block("updates")
    assert book.due("promised_answer", "1") == "2026-03-27"


@clause("HO 5.10", "LGSCO 5.6")
def test_adjustments_agreed_are_on_record_with_their_review() -> None:
    book = begun()
    book.do("set_adjustments", vulnerability=True, adjustments=(
        AdjustmentGiven(kind="easy_read", detail="Dyslexia", review_on=date(2026, 9, 1)),))
    held = book.reveal(book.complaint.adjustments[0].details)
    assert held == {"kind": "easy_read", "detail": "Dyslexia"}
    assert book.complaint.adjustments[0].agreed_at == book.now
    assert book.due("adjustment_review", "1") == "2026-09-01"
    assert book.reveal(book.complaint.vulnerability) is True


@clause("HO 5.11", "LGSCO 5.7")
@pytest.mark.parametrize(("service", "provision"), [(LANDLORD, "HO 5.11"), (OTHER, "LGSCO 5.7")])
def test_stage_2_is_refused_only_with_reasons_and_the_ombudsmans_right(
    service: str, provision: str
) -> None:
    book = begun(service).responded("2026-03-10").escalated("2026-03-12")
    given = {"ground": "already_considered", "explanation": "Answered in May 2025",
             "policy_paragraph": "Exclusions, paragraph 3"}
    for field in given:
        assert refused(book, "decline_stage_2", **(given | {field: None})).provision == provision
    book.do("decline_stage_2", **given)
    assert "Answered in May 2025" in book.block("explanation")
    assert "Ombudsman" in book.block("ombudsman")
    assert "request_stage_2" in book.open(), "the wish may be repeated"


@clause("HO 5.12", "LGSCO 5.8")
def test_the_file_keeps_what_came_when_and_all_that_was_said() -> None:
    book = begun()
    book.do("record_contact", channel="phone", direction="in", summary="She rang on Monday")
    book.do("add_note", text="The contractor's report is in the file")
    book.responded("2026-03-10", "upheld", remedies=(SORRY,)).escalated("2026-03-12")
    book.do("acknowledge_stage_2")
    book.reviewed("2026-03-20")
    kept = list(book.texts.values())
    for words in ("The roof leaks", "She rang on Monday", "The contractor's report is in the file",
                  "The record shows it", "A leak"):
        assert words in kept, words
    assert book.complaint.received_on == date(2026, 3, 2)
    assert [book.complaint.finding(stage) for stage in (1, 2)] == ["upheld", "not_upheld"]
    assert len(book.complaint.letters) == 5, "every letter stands on the file"
    assert [one.seq for one in book.events[book.ref]] == list(range(1, book.complaint.version + 1))


@clause("HO 5.12", "LGSCO 5.8")
def test_a_correction_leaves_what_stood_there_before() -> None:
    book = begun()
    book.do("correct_fact", field="description", value="The roof and the wall leak",
            reason="Misheard on the telephone")
    assert book.reveal(book.complaint.description) == "The roof and the wall leak"
    assert book.reveal(book.complaint.corrections[0].old) == "The roof leaks"


@clause("HO 5.13", "LGSCO 5.9")
def test_a_remedy_may_be_offered_in_every_state() -> None:
    """From the first contact to the closed file; nothing waits for stage 2."""
    offer = {"kind": "financial_remedy", "description": "£50", "due_on": date(2030, 1, 1)}
    book = Mailroom("2026-03-02").received()
    walked = [book.complaint.state]
    for step in (
        lambda: book.accepted(),
        lambda: book.acknowledged("2026-03-04"),
        lambda: book.responded("2026-03-10"),
        lambda: book.escalated("2026-03-12"),
        lambda: book.do("acknowledge_stage_2"),
        lambda: book.reviewed("2026-03-20"),
        lambda: book.do("close"),
    ):
        book.do("offer_remedy", **offer)
        step()
        walked.append(book.complaint.state)
    book.do("offer_remedy", **offer)
    assert len(book.complaint.remedies) == len(set(walked)) == 8


@clause("HO 5.14", "HO 5.15", "LGSCO 5.10", "LGSCO 5.11")
@pytest.mark.parametrize(
    ("service", "provision"), [(LANDLORD, "HO 5.14"), (OTHER, "LGSCO 5.10")]
)
def test_contact_is_restricted_only_with_a_reason_and_a_review(
    service: str, provision: str
) -> None:
    book = begun(service)
    given = {"restriction": "One call a week", "reason": "Abuse on 3 and 5 March; no known need",
             "review_on": date(2026, 9, 1)}
    for field in ("restriction", "reason"):
        refusal = refused(book, "restrict_contact", **(given | {field: " "}))
        assert (refusal.rule, refusal.provision) == ("reason_missing", provision)
    past = refused(book, "restrict_contact", **(given | {"review_on": date(2026, 3, 1)}))
    assert past.rule == "date_order"
    book.do("restrict_contact", **given)
    assert book.due("contact_limit_review") == "2026-09-01"


@clause("HO 5.15", "LGSCO 5.11")
def test_a_restriction_takes_nothing_of_the_complaint_away() -> None:
    free, held = begun(), begun()
    held.do("restrict_contact", restriction="Letters only", reason="Threats on 4 March",
            review_on=date(2026, 9, 1))
    assert held.open() == free.open()
    assert held.due("stage_1_respond") == free.due("stage_1_respond")
    assert held.received().complaint.state is State.RECEIVED, "a new complaint is taken"


def test_a_friend_may_speak_for_somebody_whose_contact_is_restricted() -> None:
    book = begun()
    book.do("restrict_contact", restriction="Letters only", reason="Threats",
            review_on=date(2026, 9, 1))
    book.do("set_representative", representative=RepresentativeGiven(
        name="Fay Friend", email="fay@example.org", authority="Letter of 6 March"))
    book.responded("2026-03-10")
    assert "Fay Friend" in book.last.text
