"""How an Ombudsman's case and what it asks look from outside."""

from __future__ import annotations

from complaints_service.domain.ombudsman_cases import (
    HeadFinding,
    Obligation,
    OmbudsmanCase,
    OmbudsmanRequest,
)

from .reveal import Reveal, day, instant, pounds
from .view_parts import Json


def ombudsman_json(case: OmbudsmanCase, reveal: Reveal) -> Json:
    """One Ombudsman's case on the file."""
    return {
        "id": case.id,
        "body": case.body,
        "reference": reveal.value(case.reference),
        "status": case.status,
        "notified_at": instant(case.notified_at),
        "due_on": day(case.due_on),
        "what": reveal.value(case.what),
        "channel": case.channel,
        "requests": [_request(one, reveal) for one in case.requests],
        "findings": [_finding(one, reveal) for one in case.findings],
        "obligations": [obligation_json(one, reveal) for one in case.obligations],
        "already_remedied": case.already_remedied,
        "code_breach": case.code_breach,
        "public_report": case.public_report,
        "decided_on": day(case.decided_on),
    }


def _request(request: OmbudsmanRequest, reveal: Reveal) -> Json:
    return {
        "n": request.n,
        "what": reveal.value(request.what),
        "due_on": day(request.due_on),
        "asked_at": instant(request.asked_at),
        "sent_on": day(request.sent_on),
        "evidence": reveal.value(request.evidence),
        "ended_on": day(request.ended_on),
    }


def _finding(finding: HeadFinding, reveal: Reveal) -> Json:
    return {
        "head": reveal.value(finding.head),
        "points": list(finding.points),
        "category": finding.category,
    }


def obligation_json(obligation: Obligation, reveal: Reveal) -> Json:
    """What an Ombudsman asked; the amount in pounds."""
    return {
        "n": obligation.n,
        "kind": obligation.kind,
        "type": obligation.type,
        "description": reveal.value(obligation.description),
        "amount": pounds(obligation.amount_pence),
        "due_on": day(obligation.due_on),
        "done_at": instant(obligation.done_at),
        "sent_on": day(obligation.sent_on),
        "accepted_on": day(obligation.accepted_on),
        "evidence": reveal.value(obligation.evidence),
        "owner": reveal.email(obligation.owner),
        "paid_on": day(obligation.paid_on),
    }
