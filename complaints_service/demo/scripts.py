"""How one invented complaint goes: a script that acts, waits, and acts again."""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.commands import intake, ombudsman, stage_1, stage_2
from complaints_service.domain.commands import records as file
from complaints_service.domain.commands.parts import (
    ComplainantGiven,
    ObligationGiven,
    OmbudsmanFinding,
    PointAnswer,
    PointGiven,
    RemedyGiven,
)
from complaints_service.domain.london import LONDON

from . import borough, wording
from .borough import Member


@dataclass(frozen=True)
class Act:
    """One thing done: when (aware UTC), by whom (None: the public), and the command's data."""

    at: datetime
    by: Member | None
    command: str
    data: object
    occurred_at: datetime | None = None


Script = Generator[Act, str, None]
"""Yields acts; after the first it is sent the reference."""

LANDLORD = frozenset({"housing-repairs", "housing-tenancy"})


@dataclass(frozen=True)
class Case:
    """What the dice decided about one contact before it began."""

    received: datetime
    service: str
    channel: str
    kind: str
    """accepted, service_request, not_accepted or other_procedure."""
    rng: random.Random
    calendar: WorkingCalendar


def weighted(rng: random.Random, weights: dict[str, int]) -> str:
    """One key by weight."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def office_hour(rng: random.Random, day: date) -> datetime:
    """Some minute of the council's day, as UTC."""
    clock = time(9 + rng.randrange(8), rng.randrange(60), rng.randrange(60))
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)


def after(case: Case, day: date, working_days: int) -> datetime:
    """Some minute of the n-th working day after `day`."""
    return office_hour(case.rng, case.calendar.after(day, working_days))


def script(case: Case) -> Script:
    """The whole life of a contact."""
    rng = case.rng
    officer = rng.choice(borough.TEAM)
    by = None if case.channel in ("web", "portal") else rng.choice(borough.INTAKE)
    yield Act(case.received, by, "receive", _received(case))
    triage = after(case, case.received.date(), rng.choice((1, 1, 1, 2, 2)))
    if case.kind == "service_request":
        yield from _service_request(case, officer, triage)
    elif case.kind == "not_accepted":
        yield from _not_accepted(case, officer, triage)
    elif case.kind == "other_procedure":
        data = intake.HandOff(procedure=rng.choice(("parking_appeal", "insurance_claim",
                                                    "data_protection", "councillor_conduct")),
                              explanation="The law gives this a way of its own; we have passed it on.")
        yield Act(triage, officer, "hand_off", data)
    else:
        yield from _accepted(case, officer, triage)


def _received(case: Case) -> intake.Receive:
    rng = case.rng
    name = f"{rng.choice(wording.FIRST_NAMES)} {rng.choice(wording.LAST_NAMES)}"
    mailbox = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalpha())
    tenure = rng.choice(("council_tenant", "council_tenant", "sheltered_tenant", "leaseholder")) \
        if case.service in LANDLORD else None
    person = ComplainantGiven(
        name=name,
        email=f"{mailbox}{rng.randrange(100)}@example.org" if rng.random() < 0.9 else None,
        phone=f"01632 960{rng.randrange(1000):03d}",
        address=f"{rng.randrange(1, 140)} {rng.choice(wording.STREETS)}\nAlderbourne",
        postcode=f"ZZ99 {rng.randrange(1, 9)}{rng.choice('ABCDE')}{rng.choice('ABCDE')}",
        tenure=tenure,
    )
    first = case.received.date()
    return intake.Receive(
        organisation=borough.MAIN,
        service=case.service,
        channel=case.channel,
        category=rng.choice(("delay", "failure_to_provide", "poor_quality", "poor_communication",
                             "decision_or_policy", "staff_attitude")),
        description=rng.choice(wording.SAID[case.service]),
        outcomes_sought=rng.choice(wording.SOUGHT) if rng.random() < 0.8 else None,
        complainants=(person,),
        issue_on=first - timedelta(days=rng.randrange(3, 90)),
        aware_on=first - timedelta(days=rng.randrange(1, 3)),
        dissatisfaction_expressed=True,
    )


def _service_request(case: Case, officer: Member, at: datetime) -> Script:
    yield Act(at, officer, "treat_as_service_request", intake.TreatAsServiceRequest(
        reason="It asks for a service that we have not yet had a chance to give.",
        explanation="We have passed it to the team, which will be in touch within five days.",
    ))
    done = after(case, at.date(), case.rng.randrange(2, 12))
    yield Act(done, officer, "close_service_request",
              intake.CloseServiceRequest(outcome="The work was done and the resident told."))


def _not_accepted(case: Case, officer: Member, at: datetime) -> Script:
    ground = case.rng.choice(("already_considered", "legal_proceedings", "already_considered"))
    yield Act(at, officer, "decline", intake.Decline(
        ground=ground,
        explanation="The same matter was answered in full under our policy last year."
        if ground == "already_considered"
        else "A claim form and particulars on the same matter are before the county court.",
        policy_paragraph="Section 4, paragraph 2",
    ))


def _accepted(case: Case, officer: Member, triage: datetime) -> Script:
    rng = case.rng
    handlers = [one for one in borough.HANDLERS if case.service in one.services]
    handler = rng.choice(handlers)
    text = rng.choice(wording.SAID[case.service])
    points = [PointGiven(text=text, service=case.service)]
    if rng.random() < 0.25:
        points.append(PointGiven(text="Nobody kept me told of what was happening."))
    yield Act(triage, officer, "accept", intake.Accept(points=tuple(points)))
    yield Act(triage + timedelta(minutes=6), officer, "assign",
              stage_1.Assign(handler=handler.email))
    if rng.random() < 0.03:
        evidence = "By telephone to the complaints team, noted the same day."
        yield Act(after(case, triage.date(), 2), officer, "withdraw",
                  stage_1.Withdraw(evidence=evidence))
        return
    days = rng.choice((1, 2, 2, 3, 4)) if rng.random() < 0.96 else rng.randrange(6, 10)
    ack_day = max(case.calendar.after(case.received.date(), days), triage.date())
    acknowledged = max(office_hour(rng, ack_day), triage + timedelta(minutes=20))
    yield Act(acknowledged, handler, "acknowledge", stage_1.Acknowledge(
        definition=f"You complain that: {text[0].lower()}{text[1:]}",
        outcomes_sought=rng.choice(wording.SOUGHT),
    ))
    yield from _answered(case, officer, handler, acknowledged, len(points))


def _answered(
    case: Case, officer: Member, handler: Member, acknowledged: datetime, points: int
) -> Script:
    rng = case.rng
    if rng.random() < 0.012:
        return  # never answered: it stands overdue on the list
    in_time = rng.random() < borough.IN_TIME.get(case.service, borough.IN_TIME_ELSEWHERE)
    extended = rng.random() < 0.09
    start = acknowledged.date()
    days = 10 + rng.randrange(1, 10) if extended and in_time else _days(rng, in_time)
    if extended:
        told = after(case, start, rng.randrange(6, 10))
        yield Act(told, handler, "extend", stage_1.Extend(
            stage=1, working_days=10, reason="third_party",
            reason_text="We are waiting for the contractor's report and want to answer in full.",
        ))
    respond = after(case, start, days)
    findings = [_finding(rng) for _ in range(points)]
    remedies = _remedies(case, respond.date()) if "upheld" in " ".join(findings).replace(
        "not_upheld", "") else ()
    yield Act(respond, handler, "respond_stage_1", stage_1.RespondStage1(
        points=tuple(_answer(rng, n, finding) for n, finding in enumerate(findings, 1)),
        remedies=remedies,
        resolved_early=rng.random() < 0.05 or None,
        cause=_cause(rng, findings),
    ))
    if remedies:
        yield from _followed_up(case, handler, respond, remedies)
    if rng.random() < borough.ESCALATED.get(case.service, borough.ESCALATED_ELSEWHERE):
        yield from _stage_2(case, officer, respond, points, findings)


def _days(rng: random.Random, in_time: bool) -> int:
    if in_time:
        return max(1, min(10, round(rng.lognormvariate(2.05, 0.35))))
    return 11 + min(30, int(rng.expovariate(0.22)))


def _finding(rng: random.Random) -> str:
    return rng.choices(("upheld", "partly_upheld", "not_upheld"), weights=(26, 12, 60))[0]


def _answer(rng: random.Random, n: int, finding: str) -> PointAnswer:
    reasons = {"upheld": wording.WHY_UPHELD, "partly_upheld": wording.WHY_PARTLY,
               "not_upheld": wording.WHY_NOT}[finding]
    return PointAnswer(n=n, finding=finding, reasons=rng.choice(reasons),
                       sources=("The service's published standard",))


def _cause(rng: random.Random, findings: list[str]) -> str:
    if all(one == "not_upheld" for one in findings):
        return rng.choices(("disagreement", "expectation", "no_update"), weights=(4, 2, 3))[0]
    weights = {"backlog": 14, "awaiting_contractor": 10, "no_update": 14, "no_reply": 8,
               "missed_round": 12, "incomplete_work": 8, "temporary_fix": 9, "no_reasons": 5,
               "attitude": 5, "hand_over_lost": 5, "adjustment_missed": 3, "vacancy": 2}
    return weighted(rng, weights)


def _remedies(case: Case, day: date) -> tuple[RemedyGiven, ...]:
    rng = case.rng
    kinds = ["apology"]
    if rng.random() < 0.55:
        kinds.append("action_on_delay")
    pays = 0.32 if case.service in LANDLORD else 0.05
    if rng.random() < pays:
        kinds.append("financial_remedy")
    due = case.calendar.after(day, rng.choice((10, 15, 20)))
    return tuple(
        RemedyGiven(kind=kind, description=wording.WILL_DO[kind][0], due_on=due,
                    amount=_pounds(rng) if kind == "financial_remedy" else None)
        for kind in kinds
    )


def _pounds(rng: random.Random) -> Any:
    from decimal import Decimal

    low, high = rng.choices(((25, 50), (51, 100), (101, 250), (251, 600)), weights=(35, 30, 22, 10))[0]
    return Decimal(rng.randrange(low, high + 1, 5) if low % 5 == 0 else rng.randrange(low, high))


def _followed_up(
    case: Case, handler: Member, answered: datetime, remedies: tuple[RemedyGiven, ...]
) -> Script:
    rng = case.rng
    if rng.random() < 0.4:
        yield Act(answered + timedelta(minutes=4), handler, "add_lesson",
                  file.AddLesson(summary=rng.choice(wording.LESSONS)))
    for n, remedy in enumerate(remedies, 1):
        if rng.random() < 0.85 and remedy.due_on:
            done = after(case, answered.date(), rng.randrange(1, 18))
            yield Act(done, handler, "complete_remedy",
                      file.CompleteRemedy(n=n, evidence="Noted on the service's own record."))


def _stage_2(
    case: Case, officer: Member, answered: datetime, points: int, findings: list[str]
) -> Script:
    rng = case.rng
    asked = after(case, answered.date(), rng.randrange(3, 25))
    yield Act(asked, rng.choice(borough.INTAKE), "request_stage_2", stage_2.RequestStage2())
    if rng.random() < 0.02:
        yield Act(after(case, asked.date(), 3), officer, "decline_stage_2", stage_2.DeclineStage2(
            ground="already_considered",
            explanation="Stage 2 was answered on the same points in an earlier complaint.",
            policy_paragraph="Section 6, paragraph 4",
        ))
        return
    reviewer = rng.choice(borough.REVIEWERS)
    yield Act(asked + timedelta(minutes=9), officer, "assign_reviewer",
              stage_2.AssignReviewer(reviewer=reviewer.email))
    acknowledged = after(case, asked.date(), rng.choice((1, 2, 3, 4)))
    yield Act(acknowledged, officer, "acknowledge_stage_2", stage_2.AcknowledgeStage2())
    days = rng.randrange(11, 21) if rng.random() < 0.84 else rng.randrange(21, 34)
    respond = after(case, acknowledged.date(), days)
    second = [_second(rng, one) for one in findings]
    better = second != findings
    yield Act(respond, reviewer, "respond_stage_2", stage_2.RespondStage2(
        points=tuple(_answer(rng, n, finding) for n, finding in enumerate(second, 1)),
        stage_1_changed="partly" if better else "no",
        remedies=_remedies(case, respond.date()) if better else (),
        no_remedy_because=None if better else "What was offered at stage 1 puts it right.",
    ))
    if rng.random() < 0.3:
        yield from _ombudsman(case, officer, respond)


def _second(rng: random.Random, first: str) -> str:
    if first == "not_upheld" and rng.random() < 0.25:
        return "partly_upheld"
    return first


def _ombudsman(case: Case, officer: Member, answered: datetime) -> Script:
    rng = case.rng
    body = "housing" if case.service in LANDLORD else "lgsco"
    notified = after(case, answered.date(), rng.randrange(20, 60))
    yield Act(notified, officer, "notify_ombudsman", ombudsman.NotifyOmbudsman(
        body=body, reference=f"{notified:%y} {rng.randrange(1000, 99999):06d}"))
    asked = after(case, notified.date(), 5)
    case_id = f"{body}-1"
    yield Act(asked, officer, "record_ombudsman_request", ombudsman.RecordOmbudsmanRequest(
        ombudsman=case_id, what="The complaint file and our comments",
        due_on=case.calendar.after(asked.date(), 15)))
    decided = after(case, asked.date(), rng.randrange(40, 90))
    upheld = rng.random() < 0.5
    category = {"housing": ("maladministration", "no_maladministration"),
                "lgsco": ("upheld", "not_upheld")}[body][0 if upheld else 1]
    obligations = (ObligationGiven(
        kind="order" if body == "housing" else "recommendation",
        description="Write to the complainant and pay what was offered.",
        due_on=case.calendar.after(decided.date(), 20)),) if upheld else ()
    yield Act(decided, officer, "record_ombudsman_decision", ombudsman.RecordOmbudsmanDecision(
        ombudsman=case_id, stage="final", decided_on=decided.date(),
        findings=(OmbudsmanFinding(head="How the matter was handled", category=category),),
        obligations=obligations))
    if upheld:
        proof = after(case, decided.date(), rng.choice((8, 14, 19, 24)))
        yield Act(proof, officer, "complete_obligation", ombudsman.CompleteObligation(
            ombudsman=case_id, n=1, evidence="Letter and payment record", sent_on=proof.date()))
