"""How an Ombudsman's case and what it asks look from outside."""

from __future__ import annotations

from complaints_service.domain.parts import HeadFinding, Obligation, OmbudsmanCase

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
        "findings": [_finding(one, reveal) for one in case.findings],
        "obligations": [obligation_json(one, reveal) for one in case.obligations],
        "already_remedied": case.already_remedied,
        "code_breach": case.code_breach,
        "public_report": case.public_report,
        "decided_on": day(case.decided_on),
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
    }
