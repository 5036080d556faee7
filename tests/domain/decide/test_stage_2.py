"""Stage 2 and the two Ombudsmen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from support.casebook import Casebook
from support.clauses import clause

from complaints_service.domain.commands.parts import (
    ObligationGiven,
    OmbudsmanFinding,
    PointGiven,
)
from complaints_service.domain.facts import facts_of
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.stages import Finding, Stage, State, Timeliness


def answered(*findings: str) -> Casebook:
    points = [PointGiven(text=f"Point {n}") for n in range(len(findings) or 1)]
    book = Casebook("2026-04-01").received().accepted(*points).acknowledged("2026-04-09")
    return book.responded("2026-04-22", *findings)


def refusal_of(book: Casebook, name: str, by: str = "olive", role: str = "officer",
               **data: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        book.do(name, by=by, role=role, **data)
    return caught.value


@clause("HO 6.10", "LGSCO 6.10", "HO 6.11", "LGSCO 6.11", "HO 6.12", "LGSCO 6.13", "HO 6.14",
        "LGSCO 6.15")
def test_stage_2_is_asked_for_without_a_reason_and_runs_its_own_clock() -> None:
    book = answered().at("2026-04-24")
    book.do("request_stage_2", by="iris", role="intake")
    assert book.complaint.state is State.STAGE_2_REQUESTED
    assert book.due("stage_2_acknowledge") == "2026-05-01"
    book.at("2026-04-30").do("acknowledge_stage_2")
    assert book.due("stage_2_respond") == "2026-06-01"


def test_it_counts_from_the_day_it_reached_anyone() -> None:
    book = answered().at("2026-05-08")
    book.do("request_stage_2", when="2026-04-30")
    assert book.due("stage_2_acknowledge") == "2026-05-08"
    earlier = answered().at("2026-05-08")
    with pytest.raises(Refusal, match="before the stage 1 response"):
        earlier.do("request_stage_2", when="2026-04-20")


@clause("HO 6.13", "LGSCO 6.14")
def test_whoever_considered_stage_1_may_not_review_it() -> None:
    book = Casebook("2026-03-02").received().accepted()
    book.do("assign", handler="both@example.org")
    book.acknowledged("2026-03-04")
    book.do("respond_stage_1", by="both", role="handler", points=book.answers())
    book.do("request_stage_2")
    refusal = refusal_of(book, "assign_reviewer", reviewer="both@example.org")
    assert (refusal.rule, refusal.provision) == ("same_reviewer", "HO 6.13")
    book.do("assign_reviewer", reviewer="rhona@example.org")
    book.do("acknowledge_stage_2")
    data = {"points": book.answers(), "stage_1_changed": "no"}
    assert refusal_of(book, "respond_stage_2", "both", "reviewer", **data).rule == "same_reviewer"
    book.do("respond_stage_2", by="rhona", role="reviewer", **data)


def test_an_officer_who_only_sent_the_acknowledgement_is_not_barred() -> None:
    book = Casebook("2026-03-02").received().accepted()
    book.do("acknowledge", definition="A leak", outcomes_sought="A dry roof")
    book.responded("2026-03-10")
    assert "olive" not in book.complaint.considered_by
    assert "hal" in book.complaint.considered_by


@clause("HO 5.6", "LGSCO 6.12")
def test_the_definition_carries_over_unless_set_anew() -> None:
    book = answered().escalated("2026-04-24")
    book.do("acknowledge_stage_2")
    assert book.reveal(book.complaint.stage_2.definition) == "A leak"
    other = answered().escalated("2026-04-24")
    other.do("acknowledge_stage_2", definition="The reply was wrong", outcomes_sought="A new one")
    assert other.reveal(other.complaint.stage_2.definition) == "The reply was wrong"


@clause("HO 6.18")
def test_only_the_disputed_points_must_be_answered() -> None:
    book = answered("upheld", "not_upheld").at("2026-04-24")
    book.do("request_stage_2", points=(2,))
    book.do("assign_reviewer", reviewer="rhona@example.org")
    book.do("acknowledge_stage_2")
    from complaints_service.domain.commands.parts import PointAnswer

    book.do("respond_stage_2", by="rhona", role="reviewer", stage_1_changed="yes",
            points=(PointAnswer(n=2, finding="upheld", reasons="We erred"),),
            no_remedy_because="Put right already")
    assert book.complaint.finding(2) is Finding.UPHELD
    assert book.complaint.state is State.STAGE_2_RESPONDED


def test_by_default_all_points_are_disputed() -> None:
    book = answered("upheld", "not_upheld").escalated("2026-04-24")
    book.do("acknowledge_stage_2")
    refusal = refusal_of(book, "respond_stage_2", "rhona", "reviewer",
                         points=book.answers("upheld")[:1], stage_1_changed="no",
                         no_remedy_because="x")
    assert refusal.rule == "point_unanswered"


def test_the_final_response_says_whether_the_decision_changed() -> None:
    book = answered().escalated("2026-04-24")
    book.do("acknowledge_stage_2")
    refusal = refusal_of(book, "respond_stage_2", "rhona", "reviewer", points=book.answers())
    assert (refusal.rule, refusal.field) == ("reason_missing", "stage_1_changed")


@clause("HO 5.11", "LGSCO 5.7")
@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ({"explanation": "x", "policy_paragraph": "6"}, "ground_missing"),
        ({"ground": "already_considered", "policy_paragraph": "6"}, "reason_missing"),
        ({"ground": "already_considered", "explanation": "x"}, "reason_missing"),
    ],
)
def test_stage_2_is_refused_only_with_valid_reasons(data: dict[str, str], rule: str) -> None:
    assert refusal_of(answered().escalated("2026-04-24"), "decline_stage_2", **data).rule == rule


def test_a_refused_request_may_be_made_again() -> None:
    book = answered().escalated("2026-04-24")
    book.do("decline_stage_2", ground="already_considered", explanation="x", policy_paragraph="6")
    assert book.complaint.state is State.STAGE_1_RESPONDED
    assert book.timely(2) is Timeliness.EXCLUDED
    book.at("2026-05-12").do("request_stage_2")
    assert book.due("stage_2_acknowledge") == "2026-05-19"


def test_asked_for_while_stage_1_is_overdue_it_waits_with_its_clock_running() -> None:
    book = Casebook("2026-03-02").received().accepted().acknowledged("2026-03-04")
    assert "request_stage_2" not in book.open()
    book.at("2026-03-19").do("request_stage_2")
    assert book.complaint.state is State.STAGE_1_INVESTIGATING
    assert book.due("stage_2_acknowledge") == "2026-03-26"
    assert "request_stage_2" not in book.open()
    book.responded("2026-03-20")
    assert book.complaint.state is State.STAGE_2_REQUESTED
    assert book.due("stage_2_acknowledge") == "2026-03-26"


@clause("HO 6.15", "HO 6.16", "LGSCO 6.16", "LGSCO 6.17")
def test_stage_2_may_be_extended_by_twenty_days() -> None:
    book = answered().escalated("2026-04-24").at("2026-04-30")
    book.do("acknowledge_stage_2")
    why = {"reason": "complexity", "reason_text": "Three services answer"}
    book.do("extend", by="rhona", role="reviewer", stage=2, working_days=20, **why)
    assert book.due("stage_2_respond") == "2026-06-29"
    refusal = refusal_of(book, "extend", "rhona", "reviewer", stage=2, working_days=1, **why)
    assert (refusal.rule, refusal.provision) == ("extension_over_cap", "HO 6.15")


@clause("HO 6.20", "LGSCO 6.19", "HO 5.3")
def test_after_stage_2_there_is_no_third_stage() -> None:
    book = answered().escalated("2026-04-24")
    book.do("acknowledge_stage_2")
    book.reviewed("2026-05-20")
    again = {"request_stage_2", "acknowledge", "respond_stage_1", "respond_stage_2"}
    assert not again & book.open()
    book.do("close")
    assert "request_stage_2" not in book.open()


def test_a_response_sent_again_keeps_its_first_date() -> None:
    book = answered()
    first = book.complaint.stage_1.responded_at
    book.at("2026-05-01").do("reissue_response", stage=1, reason="A page was missing")
    assert book.complaint.stage_1.responded_at == first
    assert book.letters[-1].kind == "stage_1_response"
    with pytest.raises(InvalidData, match="not been answered"):
        book.do("reissue_response", stage=2, reason="x")


# ---- The Ombudsmen ------------------------------------------------------------------------------


def notified(body: str = "housing") -> Casebook:
    book = answered().at("2026-06-01")
    book.do("notify_ombudsman", body=body, reference="202612345")
    return book


def decide(book: Casebook, stage: str = "final", obligations: tuple[ObligationGiven, ...] = (),
           category: str = "maladministration", case: str = "housing-1") -> None:
    book.do("record_ombudsman_decision", ombudsman=case, stage=stage, decided_on=book.today,
            findings=(OmbudsmanFinding(head="Repairs", category=category, points=(1,)),),
            obligations=obligations)


ORDER = ObligationGiven(kind="order", description="Pay £300", due_on=date(2026, 7, 1),
                        amount=Decimal(300))


def test_both_ombudsmen_may_look_at_once_but_each_only_once() -> None:
    book = notified()
    book.do("notify_ombudsman", body="lgsco", reference="26 001 234")
    assert [one.body for one in book.complaint.ombudsman] == ["housing", "lgsco"]
    assert book.complaint.stage is Stage.OMBUDSMAN
    assert "notify_ombudsman" not in book.open()


def test_an_open_case_of_the_same_body_is_refused() -> None:
    assert refusal_of(notified(), "notify_ombudsman", body="housing", reference="1").rule == \
        "not_allowed"


def test_a_notice_may_come_in_any_state() -> None:
    book = Casebook("2026-03-02").received()
    book.do("notify_ombudsman", body="housing", reference="202612345")
    assert (book.complaint.state, book.complaint.stage) == (State.RECEIVED, Stage.OMBUDSMAN)


def test_its_requests_carry_the_date_it_gave() -> None:
    book = notified()
    book.do("record_ombudsman_request", ombudsman="housing-1", what="The file",
            due_on=date(2026, 6, 22))
    assert book.due("ombudsman_request", "housing-1.1") == "2026-06-22"
    assert book.complaint.ombudsman[0].status == "investigating"


@pytest.mark.parametrize(
    ("instruction", "state"),
    [
        ("accept", State.STAGE_1_ACCEPTED),
        ("respond_stage_1", State.STAGE_1_INVESTIGATING),
        ("escalate", State.STAGE_2_REQUESTED),
        ("respond_stage_2", State.STAGE_2_INVESTIGATING),
    ],
)
@clause("HO 2.4")
def test_an_instruction_leads_to_the_stage_it_names(instruction: str, state: State) -> None:
    book = Casebook("2026-03-02").received()
    book.do("decline", ground="already_considered", explanation="x", policy_paragraph="4")
    book.at("2026-05-01").do("notify_ombudsman", body="housing", reference="202612345")
    book.do("record_ombudsman_instruction", ombudsman="housing-1", instruction=instruction,
            due_on=date(2026, 5, 15))
    assert book.complaint.state is state
    assert book.complaint.ombudsman[0].status == "returned_premature"
    assert book.due("ombudsman_instruction", "1") == "2026-05-15"
    assert book.complaint.declined is None


def test_an_instruction_forgives_no_earlier_lateness() -> None:
    book = Casebook("2026-03-02").received().accepted().acknowledged("2026-03-04")
    book.at("2026-04-20").do("notify_ombudsman", body="housing", reference="202612345")
    book.do("record_ombudsman_instruction", ombudsman="housing-1", instruction="respond_stage_1",
            due_on=date(2026, 4, 27))
    book.responded("2026-04-24")
    assert book.timely() is Timeliness.LATE
    assert book.deadline("ombudsman_instruction", "1").state(book.today) == "met"


def test_a_decision_without_obligations_ends_the_case() -> None:
    book = notified()
    decide(book, "draft", category="no_maladministration")
    assert book.complaint.ombudsman[0].status == "draft"
    decide(book, category="no_maladministration")
    assert book.complaint.ombudsman[0].status == "decided"
    assert book.complaint.stage is Stage.STAGE_1


def test_obligations_are_tracked_to_the_last() -> None:
    book = notified()
    decide(book, obligations=(ORDER, ORDER))
    assert book.complaint.ombudsman[0].status == "compliance"
    assert book.due("obligation", "housing-1.1") == "2026-07-01"
    assert book.complaint.ombudsman[0].obligations[0].amount_pence == 30000
    refusal = refusal_of(book, "complete_obligation", ombudsman="housing-1", n=1,
                         sent_on=date(2026, 6, 1))
    assert refusal.rule == "evidence_missing"
    for n in (1, 2):
        book.do("complete_obligation", ombudsman="housing-1", n=n, evidence="Receipt",
                sent_on=date(2026, 6, 1))
    assert book.complaint.ombudsman[0].status == "closed"
    assert book.deadline("obligation", "housing-1.1").state(book.today) == "met"


@pytest.mark.parametrize(
    ("case", "category", "word"),
    [
        ("housing-9", "maladministration", "no case on this complaint"),
        # Each body has words of its own.
        ("housing-1", "upheld", "not a word that this Ombudsman uses"),
    ],
)
def test_findings_are_in_the_bodys_own_words(case: str, category: str, word: str) -> None:
    with pytest.raises(InvalidData, match=word):
        decide(notified(), case=case, category=category)


def test_nothing_follows_a_closed_case() -> None:
    book = notified()
    decide(book)
    assert refusal_of(book, "record_ombudsman_request", ombudsman="housing-1", what="x",
                      due_on=date(2026, 7, 1)).rule == "not_allowed"


def test_an_answer_of_which_we_hold_no_letter_cannot_be_sent_again() -> None:
    book = answered()
    assert "reissue_response" in book.open()
    imported = replace(book.complaint.stage_1, response_letter=None)
    complaint = replace(book.complaint, stage_1=imported)
    assert not facts_of(complaint, book.rules, book.today).some_stage_answered
