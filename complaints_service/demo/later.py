"""What happens after stage 1: stage 2, and now and then an Ombudsman."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from complaints_service.domain.commands import ombudsman, records, stage_2
from complaints_service.domain.commands.parts import ObligationGiven, OmbudsmanFinding

from . import borough
from .answering import point_answer, some_remedies
from .borough import Member
from .chance import LANDLORD, LATELY, Act, Case, Script, after


def stage_2_script(
    case: Case, officer: Member, answered: datetime, findings: list[str], remedies: int
) -> Script:
    """From the wish for stage 2 on; `remedies` were offered before."""
    rng = case.rng
    waits = rng.randrange(2, 6) if case.eager else rng.randrange(3, 25)
    asked = after(case, answered.date(), waits)
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
    offered = some_remedies(case, respond.date()) if better else ()
    yield Act(respond, reviewer, "respond_stage_2", stage_2.RespondStage2(
        points=tuple(point_answer(rng, n, word) for n, word in enumerate(second, 1)),
        stage_1_changed="partly" if better else "no",
        remedies=offered,
        no_remedy_because=None if better else "What was offered at stage 1 puts it right.",
    ))
    for n, one in enumerate(offered, remedies + 1):
        if one.due_on and (rng.random() < 0.85 or respond < LATELY):
            done = after(case, respond.date(), rng.randrange(1, 10))
            yield Act(done, officer, "complete_remedy", records.CompleteRemedy(
                n=n, evidence="Noted on the service's own record."))
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
