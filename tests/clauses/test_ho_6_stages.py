"""Both Codes, section 6: what each stage must do, by when, and what its letters must say."""

from __future__ import annotations

from datetime import date

import pytest
from support.casebook import SORRY
from support.clauses import clause
from support.mailroom import Mailroom

from complaints_service.domain.commands.parts import PointAnswer, PointGiven, RemedyGiven
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.stages import State, Timeliness

LANDLORD, OTHER = "housing-repairs", "refuse-recycling"
BOTH_WAYS = pytest.mark.parametrize("service", [LANDLORD, OTHER])
LATER = {"reason": "third_party", "reason_text": "We wait for the surveyor's report"}


def received(service: str = LANDLORD, on: str = "2026-03-02") -> Mailroom:
    return Mailroom(on).received(service)


def investigating(service: str = LANDLORD, *points: PointGiven) -> Mailroom:
    return received(service).accepted(*points).acknowledged("2026-03-04")


def reviewing(service: str = LANDLORD, *findings: str) -> Mailroom:
    points = [PointGiven(text=f"Matter {n}") for n in range(1, (len(findings) or 1) + 1)]
    book = investigating(service, *points).responded("2026-03-10", *findings)
    book.escalated("2026-03-12").do("acknowledge_stage_2")
    return book


def refused(book: Mailroom, name: str, by: str = "hal", role: str = "handler",
            **data: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        book.do(name, by=by, role=role, **data)
    return caught.value


@clause("HO 6.1", "LGSCO 6.1")
def test_an_early_answer_is_a_full_stage_1_answer() -> None:
    """Simple matters are answered at once, with everything that a stage 1 answer must hold."""
    book = investigating()
    bare = refused(book, "respond_stage_1", points=(), resolved_early=True)
    assert bare.rule == "point_unanswered", "early is no excuse for less"
    book.responded("2026-03-05", resolved_early=True)
    assert book.complaint.stage_1.resolved_early
    assert book.complaint.state is State.STAGE_1_RESPONDED
    assert "request_stage_2" in book.open()


@clause("HO 6.1", "LGSCO 6.1")
def test_whether_somebody_is_at_risk_is_recorded_from_the_first_day() -> None:
    book = received()
    assert "set_adjustments" in book.open()
    book.do("set_adjustments", vulnerability=True)
    assert book.reveal(book.complaint.vulnerability) is True


@BOTH_WAYS
@clause("HO 6.2", "LGSCO 6.2")
def test_stage_1_is_acknowledged_within_five_working_days_of_receipt(service: str) -> None:
    # Received on the Thursday before Easter 2026: Friday 3 and Monday 6 April do not count
    book = received(service, "2026-04-02")
    assert book.due("stage_1_acknowledge") == "2026-04-13"
    book.accepted()
    assert book.at("2026-04-13T22:30").ack_timely() is Timeliness.OPEN_IN_TIME
    assert book.at("2026-04-14").ack_timely() is Timeliness.OPEN_OVERDUE
    book.acknowledged("2026-04-14")
    assert book.ack_timely() is Timeliness.LATE, "late stays late"


@clause("HO 6.2")
def test_opening_the_acknowledgement_stops_nothing_only_sending_it_does() -> None:
    book = received().accepted()
    refused(book, "acknowledge", definition="", outcomes_sought="Dry")
    assert book.deadline("stage_1_acknowledge").open
    book.acknowledged("2026-03-04", send_by="post")
    assert book.deadline("stage_1_acknowledge").open, "printed, not yet posted"
    book.at("2026-03-05").do("record_dispatch", letter=book.complaint.letters[-1].id,
                             method="post", sent_on=date(2026, 3, 5))
    assert book.deadline("stage_1_acknowledge").met_at is not None
    assert book.due("stage_1_respond") == "2026-03-19"


@BOTH_WAYS
@clause("HO 6.3", "LGSCO 6.3")
def test_stage_1_is_answered_within_ten_working_days_of_the_acknowledgement(service: str) -> None:
    book = investigating(service)
    assert book.due("stage_1_respond") == "2026-03-18"
    assert "18 March 2026" in book.block("due_date"), "and the person is told the date"
    assert book.at("2026-03-18").timely() is Timeliness.OPEN_IN_TIME
    assert book.at("2026-03-19").timely() is Timeliness.OPEN_OVERDUE


@pytest.mark.parametrize(
    ("service", "stage", "most", "provision"),
    [
        (LANDLORD, 1, 10, "HO 6.4"),
        (OTHER, 1, 10, "LGSCO 6.4"),
        (LANDLORD, 2, 20, "HO 6.15"),
        (OTHER, 2, 20, "LGSCO 6.16"),
    ],
)
@clause("HO 6.4", "HO 6.15", "LGSCO 6.4", "LGSCO 6.16")
def test_further_time_has_a_cap_a_reason_and_a_new_date(
    service: str, stage: int, most: int, provision: str
) -> None:
    book = investigating(service) if stage == 1 else reviewing(service)
    by = ("hal", "handler") if stage == 1 else ("rhona", "reviewer")
    given = {"stage": stage, "working_days": most, **LATER}
    over = refused(book, "extend", *by, **(given | {"working_days": most + 1}))
    assert (over.rule, over.provision) == ("extension_over_cap", provision)
    silent = refused(book, "extend", *by, **(given | {"reason_text": " "}))
    assert (silent.rule, silent.provision) == ("reason_missing", provision)
    kind = f"stage_{stage}_respond"
    before = book.due(kind)
    book.do("extend", by=by[0], role=by[1], **given)
    assert book.due(kind) > before
    assert "We wait for the surveyor's report" in book.block("reason")
    due = date.fromisoformat(book.due(kind))
    assert f"{due.day} {due:%B %Y}" in book.block("new_date")


@pytest.mark.parametrize(
    ("service", "stage", "provision", "named"),
    [
        (LANDLORD, 1, "HO 6.5", "0300 111 3000"),
        (OTHER, 1, "LGSCO 6.5", "0300 061 0614"),
        (LANDLORD, 2, "HO 6.16", "0300 111 3000"),
        (OTHER, 2, "LGSCO 6.17", "0300 061 0614"),
    ],
)
@clause("HO 6.5", "HO 6.16", "LGSCO 6.5", "LGSCO 6.17")
def test_word_of_further_time_gives_the_ombudsmans_details(
    service: str, stage: int, provision: str, named: str
) -> None:
    book = investigating(service) if stage == 1 else reviewing(service)
    by, role = ("hal", "handler") if stage == 1 else ("rhona", "reviewer")
    book.do("extend", by=by, role=role, stage=stage, working_days=5, **LATER)
    assert book.last.kind == "extension"
    assert named in book.block("ombudsman")
    cited = next(one.provision for one in book.last.blocks if one.key == "ombudsman")
    assert cited == provision


@BOTH_WAYS
@clause("HO 6.6", "LGSCO 6.6")
def test_the_answer_does_not_wait_for_the_work_and_the_work_is_not_forgotten(service: str) -> None:
    book = investigating(service)
    plaster = RemedyGiven(kind="action_on_delay", description="Plaster the ceiling",
                          due_on=date(2026, 5, 1))
    book.responded("2026-03-10", "upheld", remedies=(plaster,),
                   outstanding="A survey of the roof")
    assert "A survey of the roof" in book.block("outstanding")
    book.do("close")
    assert book.due("remedy", "1") == "2026-05-01", "closing forgets nothing"
    assert book.deadline("remedy", "1").overdue(date(2026, 5, 2))
    silent = refused(book, "change_remedy_date", n=1, due_on=date(2026, 5, 8), reason="")
    assert silent.rule == "reason_missing"
    book.do("change_remedy_date", n=1, due_on=date(2026, 5, 8), reason="The plasterer is ill")
    assert book.last.kind == "update"
    assert "8 May 2026" in book.last.text
    unproved = refused(book, "complete_remedy", n=1, evidence=" ")
    assert unproved.rule == "evidence_missing"
    book.do("complete_remedy", n=1, evidence="Photograph of 7 May")
    assert not book.deadline("remedy", "1").open


@pytest.mark.parametrize(
    ("service", "stage", "provision"),
    [
        (LANDLORD, 1, "HO 6.7"),
        (OTHER, 1, "LGSCO 6.7"),
        (LANDLORD, 2, "HO 6.18"),
        (OTHER, 2, "LGSCO 6.7"),
    ],
)
@clause("HO 6.7", "HO 6.18", "LGSCO 6.7")
def test_no_answer_leaves_a_point_out_or_a_finding_without_reasons(
    service: str, stage: int, provision: str
) -> None:
    if stage == 1:
        book = investigating(service, PointGiven(text="Leak"), PointGiven(text="No reply"))
        name, by, more = "respond_stage_1", ("hal", "handler"), {}
    else:
        book = reviewing(service, "not_upheld", "not_upheld")
        name, by, more = "respond_stage_2", ("rhona", "reviewer"), {"stage_1_changed": "no"}
    full = book.answers("not_upheld", "not_upheld")
    one = (full[0],)
    unreasoned = (full[0], PointAnswer(n=2, finding="not_upheld", reasons="\t"))
    for answers in ((), one, unreasoned):
        refusal = refused(book, name, *by, points=answers, **more)
        assert (refusal.rule, refusal.provision) == ("point_unanswered", provision)
    book.do(name, by=by[0], role=by[1], points=full, **more)
    assert "The record shows it" in book.block("reasons")


@clause("HO 6.7")
def test_policy_and_law_relied_on_stand_in_the_letter() -> None:
    book = investigating()
    answer = PointAnswer(n=1, finding="not_upheld", reasons="Repairs were in time",
                         sources=("Repairs policy, section 4", "Housing Act 2004, section 9"))
    book.do("respond_stage_1", by="hal", role="handler", points=(answer,))
    for source in answer.sources:
        assert source in book.block("reasons")


@pytest.mark.parametrize(
    ("service", "provision"), [(LANDLORD, "HO 6.8"), (OTHER, "LGSCO 6.9")]
)
@clause("HO 6.8", "LGSCO 6.9")
def test_new_matters_join_or_become_a_complaint_of_their_own(service: str, provision: str) -> None:
    book = investigating(service)
    due = book.due("stage_1_respond")
    unrelated = refused(book, "add_point", point=PointGiven(text="My rent"), related=False)
    assert (unrelated.rule, unrelated.provision) == ("not_allowed", provision)
    book.do("add_point", by="hal", role="handler", point=PointGiven(text="The wall"), related=True)
    assert book.due("stage_1_respond") == due, "a point that joins moves no date"
    book.responded("2026-03-10")
    assert refused(book, "add_point", point=PointGiven(text="Late"), related=True).rule == \
        "not_allowed"
    child = book.do("open_linked_complaint", description="The wall again",
                    points=(PointGiven(text="The wall"),))
    assert child.received_on == date(2026, 3, 10)
    assert child.ref in {one.ref for one in book.complaint.links}


SEVEN = ("stage", "definition", "decision", "reasons", "remedy", "outstanding")


@clause("HO 6.9", "LGSCO 6.8")
@BOTH_WAYS
def test_the_stage_1_letter_has_its_seven_items(service: str) -> None:
    book = investigating(service).responded(
        "2026-03-10", "upheld", remedies=(SORRY,), outstanding="A survey of the roof")
    assert book.last.kind == "stage_1_response"
    for key in (*SEVEN, "escalation"):
        assert book.block(key).strip(), key
    assert "stage 1" in book.block("stage").lower()
    assert "A leak" in book.block("definition")
    assert "The record shows it" in book.block("reasons")
    assert "We say sorry" in book.block("remedy")
    assert "31 December 2030" in book.block("remedy")
    assert "stage 2" in book.block("escalation")


@clause("HO 6.19", "LGSCO 6.18")
@BOTH_WAYS
def test_the_final_letter_has_its_seven_items(service: str) -> None:
    book = reviewing(service, "upheld")
    book.reviewed("2026-03-20", "upheld", remedies=(SORRY,), no_remedy_because=None,
                  outstanding="A survey of the roof", stage_1_changed="no")
    assert book.last.kind == "stage_2_response"
    for key in (*SEVEN, "ombudsman"):
        assert book.block(key).strip(), key
    assert "stage 2" in book.block("stage").lower()
    assert "We say sorry" in book.block("remedy")
    assert "12 months" in book.block("ombudsman")


@clause("HO 6.19", "LGSCO 6.18")
def test_each_ombudsmans_time_limit_is_its_own() -> None:
    """One counts from our final response, the other from when the person came to know."""
    told = {}
    for service in (LANDLORD, OTHER):
        book = reviewing(service)
        book.reviewed("2026-03-20")
        told[service] = book.block("ombudsman")
    assert "final response" in told[LANDLORD]
    assert "does not start again with our final response" in told[OTHER]


@pytest.mark.parametrize(
    ("points", "left_open"),
    [
        # All of it, unless only part is named
        ((), (1, 2)),
        ((2,), (2,)),
    ],
)
@clause("HO 6.10", "LGSCO 6.10")
def test_all_or_part_goes_to_stage_2_whatever_was_found(
    points: tuple[int, ...], left_open: tuple[int, ...]
) -> None:
    book = investigating(LANDLORD, PointGiven(text="Leak"), PointGiven(text="No reply"))
    book.responded("2026-03-10", "upheld", "not_upheld")
    book.do("request_stage_2", by="iris", role="intake", points=points)
    assert book.complaint.state is State.STAGE_2_REQUESTED
    book.do("assign_reviewer", reviewer="rhona@example.org")
    book.do("acknowledge_stage_2")
    short = tuple(one for one in book.answers("not_upheld", "not_upheld") if one.n in left_open)
    book.do("respond_stage_2", by="rhona", role="reviewer", points=short, stage_1_changed="no")
    assert book.complaint.state is State.STAGE_2_RESPONDED


@clause("HO 6.10", "LGSCO 6.10")
def test_a_remedy_taken_or_a_file_closed_bars_nobody_from_stage_2() -> None:
    book = investigating().responded("2026-03-10", "upheld", remedies=(SORRY,))
    book.do("record_remedy_reply", n=1, reply="accepted")
    assert "request_stage_2" in book.open()
    book.do("close")
    assert "request_stage_2" in book.open()
    book.at("2027-02-01").do("request_stage_2")
    assert book.complaint.state is State.STAGE_2_REQUESTED, "neither Code sets a last day for it"


@BOTH_WAYS
@clause("HO 6.11", "LGSCO 6.11")
def test_stage_2_is_acknowledged_within_five_working_days_of_the_request(service: str) -> None:
    book = investigating(service).responded("2026-03-10").at("2026-03-31")
    # Asked of a caretaker on Friday 27 March, recorded the Tuesday after; Easter lies between
    book.do("request_stage_2", when="2026-03-27T15:00")
    assert book.due("stage_2_acknowledge") == "2026-04-07"
    assert book.at("2026-04-08").ack_timely(2) is Timeliness.OPEN_OVERDUE


@clause("HO 6.12", "LGSCO 6.13")
def test_nobody_must_say_why_they_ask_for_stage_2() -> None:
    book = investigating().responded("2026-03-10")
    assert "do not have to give a reason" in book.block("escalation")
    for reason in (None, "", "   "):
        again = investigating().responded("2026-03-10")
        again.do("request_stage_2", by="complainant", role="complainant", reason=reason)
        assert again.complaint.state is State.STAGE_2_REQUESTED
        assert again.complaint.points[0].n == 1
        again.do("record_contact", channel="phone", direction="out", summary="Asked what is left")
        again.do("acknowledge_stage_2")
        assert again.last.kind == "stage_2_acknowledgement"
    grounds = {one.key for one in book.rules.vocabularies["escalation_grounds"]}
    assert not any("reason" in one for one in grounds), "silence is no ground for refusing"


@pytest.mark.parametrize(
    ("service", "provision"), [(LANDLORD, "HO 6.13"), (OTHER, "LGSCO 6.14")]
)
@clause("HO 6.13", "LGSCO 6.14")
def test_stage_2_is_considered_by_somebody_else(service: str, provision: str) -> None:
    book = received(service).accepted()
    book.do("assign", handler="both@example.org")
    book.at("2026-03-04").do("acknowledge", by="both", role="handler", definition="A leak",
                             outcomes_sought="A dry roof")
    book.at("2026-03-10").do("respond_stage_1", by="both", role="handler", points=book.answers())
    book.do("request_stage_2")
    refusal = refused(book, "assign_reviewer", "olive", "officer", reviewer="both@example.org")
    assert (refusal.rule, refusal.provision) == ("same_reviewer", provision)
    book.do("assign", handler="hope@example.org")
    again = refused(book, "assign_reviewer", "olive", "officer", reviewer="both@example.org")
    assert again.rule == "same_reviewer", "handing the file on washes nothing off"


@BOTH_WAYS
@clause("HO 6.14", "LGSCO 6.15")
def test_stage_2_is_answered_within_twenty_working_days_of_its_acknowledgement(
    service: str,
) -> None:
    book = investigating(service).responded("2026-03-10").escalated("2026-03-12")
    book.at("2026-03-16").do("acknowledge_stage_2")
    # Monday 16 March and twenty working days on, Good Friday and Easter Monday left out
    assert book.due("stage_2_respond") == "2026-04-15"
    assert "15 April 2026" in book.block("due_date")
    assert book.at("2026-04-15").timely(2) is Timeliness.OPEN_IN_TIME
    assert book.at("2026-04-16").timely(2) is Timeliness.OPEN_OVERDUE


@clause("HO 6.17")
def test_the_final_answer_does_not_wait_for_the_work_either() -> None:
    book = reviewing(LANDLORD, "upheld")
    plaster = RemedyGiven(kind="action_on_delay", description="Plaster the ceiling",
                          due_on=date(2026, 5, 1))
    book.reviewed("2026-03-20", "upheld", remedies=(plaster,), outstanding="The roof")
    assert book.complaint.state is State.STAGE_2_RESPONDED
    assert "The roof" in book.block("outstanding")
    number = str(book.complaint.remedies[-1].n)
    assert book.due("remedy", number) == "2026-05-01"
    book.do("close")
    assert book.deadline("remedy", number).open


@clause("HO 6.20", "LGSCO 6.19")
def test_the_reviewer_gives_the_final_answer_and_nobody_stands_in() -> None:
    book = reviewing()
    with pytest.raises((Refusal, InvalidData)):
        book.do("respond_stage_2", by="hal", role="handler", points=book.answers(),
                stage_1_changed="no")
    book.reviewed("2026-03-20")
    assert "final response" in book.last.text
    assert book.events[book.ref][-1].actor == "rhona"
