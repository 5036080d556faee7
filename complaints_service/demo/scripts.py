"""How one invented complaint goes: a script that acts, waits, and acts again."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from complaints_service.domain.commands import intake, stage_1
from complaints_service.domain.commands import records as file
from complaints_service.domain.commands.parts import ComplainantGiven, PointGiven, RemedyGiven

from . import borough, wording
from .answering import chance_finding, likely_cause, point_answer, some_remedies
from .borough import Member
from .chance import LANDLORD, LATELY, Act, Case, Script, after, office_hour
from .later import stage_2_script


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
                              explanation="The law gives this a way of its own; we passed it on.")
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
        dissatisfaction_expressed=case.kind != "service_request",
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
    if rng.random() < 0.1 and not case.eager and acknowledged > LATELY:
        return  # never answered: it stands overdue on the list
    share = borough.IN_TIME.get(case.service, borough.IN_TIME_ELSEWHERE)
    in_time = case.eager or rng.random() < share
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
    findings = [chance_finding(rng) for _ in range(points)]
    remedies = some_remedies(case, respond.date()) if "upheld" in " ".join(findings).replace(
        "not_upheld", "") else ()
    yield Act(respond, handler, "respond_stage_1", stage_1.RespondStage1(
        points=tuple(point_answer(rng, n, word) for n, word in enumerate(findings, 1)),
        remedies=remedies,
        resolved_early=rng.random() < 0.05 or None,
        cause=likely_cause(rng, findings),
    ))
    if remedies:
        yield from _followed_up(case, handler, respond, remedies)
    share = borough.ESCALATED.get(case.service, borough.ESCALATED_ELSEWHERE)
    if case.eager or rng.random() < share:
        yield from stage_2_script(case, officer, respond, findings, len(remedies))
    elif rng.random() < 0.85:
        put_away = after(case, respond.date(), rng.randrange(15, 30))
        yield Act(put_away, officer, "close", stage_1.Close(reason="Nothing more was asked for"))


def _days(rng: random.Random, in_time: bool) -> int:
    if in_time:
        return max(1, min(10, round(rng.lognormvariate(2.05, 0.35))))
    return 11 + min(30, int(rng.expovariate(0.22)))


def _followed_up(
    case: Case, handler: Member, answered: datetime, remedies: tuple[RemedyGiven, ...]
) -> Script:
    rng = case.rng
    if rng.random() < 0.4:
        yield Act(answered + timedelta(minutes=4), handler, "add_lesson",
                  file.AddLesson(summary=rng.choice(wording.LESSONS)))
    for n, remedy in enumerate(remedies, 1):
        if (rng.random() < 0.85 or answered < LATELY) and remedy.due_on:
            done = after(case, answered.date(), rng.randrange(1, 18))
            yield Act(done, handler, "complete_remedy",
                      file.CompleteRemedy(n=n, evidence="Noted on the service's own record."))
