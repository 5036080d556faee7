"""How the parts of a complaint look from outside: points, people, remedies, extensions, lessons."""

from __future__ import annotations

from datetime import date
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.drafts import Draft
from complaints_service.domain.parts import (
    Adjustment,
    Answer,
    ContactLimit,
    Correction,
    Declined,
    Extension,
    Lesson,
    Person,
    Point,
    Remedy,
    Triage,
)
from complaints_service.domain.sealing import Sealed

from .reveal import Reveal, day, instant, pounds

Json = dict[str, Any]
PERSONAL = ("name", "email", "phone", "address", "postcode")


def point_json(point: Point, reveal: Reveal) -> Json:
    """A point to answer, with the answers of both stages."""
    return {
        "n": point.n,
        "text": reveal.value(point.text),
        "category": point.category,
        "service": point.service,
        "contractor": reveal.value(point.contractor),
        "acts_for_council": point.acts_for_council,
        "ombudsman": point.ombudsman,
        "responsibility": point.responsibility,
        "declined": point.declined,
        "stage_1": _answer(point.stage_1, reveal),
        "stage_2": _answer(point.stage_2, reveal),
    }


def _answer(answer: Answer | None, reveal: Reveal) -> Json | None:
    if answer is None:
        return None
    return {
        "finding": answer.finding.value,
        "reasons": reveal.value(answer.reasons),
        "sources": [reveal.value(source) for source in answer.sources],
    }


def complainant_json(person: Person, reveal: Reveal) -> Json:
    """Somebody who complains; what was erased is null."""
    return {
        "id": person.id,
        **_personal(person, reveal),
        "tenure": person.tenure,
        "preferred_channel": person.preferred_channel,
        "lead": person.lead,
    }


def representative_json(person: Person | None, reveal: Reveal) -> Json | None:
    """Who speaks for the complainant; `authority` is what shows it, `authorised` that it stands."""
    if person is None:
        return None
    details = reveal.value(person.details) or {}
    return {
        "id": person.id,
        **_personal(person, reveal),
        "kind": person.kind,
        "authority_kind": person.authority_kind,
        "authority": details.get("authority"),
        "scope": details.get("scope"),
        "agreed_by_all": person.for_all,
        "authorised": person.authority,
        "expires_on": day(person.expires_on),
    }


def _personal(person: Person, reveal: Reveal) -> Json:
    details = reveal.value(person.details) or {}
    return {name: details.get(name) for name in PERSONAL}


def adjustment_json(adjustment: Adjustment, reveal: Reveal) -> Json:
    """A reasonable adjustment agreed."""
    details = reveal.value(adjustment.details) or {}
    return {
        "kind": details.get("kind"),
        "detail": details.get("detail"),
        "agreed_at": instant(adjustment.agreed_at),
        "review_on": day(adjustment.review_on),
    }


def extension_json(
    extension: Extension, valid: bool, new_respond_by: date | None, reveal: Reveal
) -> Json:
    """An extension, whether it counts, and the date that it promised."""
    return {
        "stage": extension.stage,
        "working_days": extension.working_days,
        "reason": extension.reason,
        "reason_text": reveal.value(extension.reason_text),
        "good_reason": reveal.value(extension.good_reason),
        "approved_by": reveal.email(extension.approved_by),
        "told_at": instant(extension.told_at),
        "new_respond_by": day(new_respond_by),
        "valid": valid,
    }


def remedy_json(remedy: Remedy, reveal: Reveal) -> Json:
    """A remedy; the amount in pounds."""
    return {
        "n": remedy.n,
        "points": list(remedy.points),
        "kind": remedy.kind,
        "description": reveal.value(remedy.description),
        "amount": pounds(remedy.amount_pence),
        "owner": reveal.email(remedy.owner),
        "due_on": day(remedy.due_on),
        "status": remedy.status,
        "told_at": instant(remedy.told_at),
        "done_at": instant(remedy.done_at),
        "evidence": reveal.value(remedy.evidence),
        "head": remedy.head,
    }


def triage_json(triage: Triage | None, reveal: Reveal) -> Json | None:
    """What the contact was decided to be, and what a threshold had advised; None before."""
    if triage is None:
        return None
    advice = {"key": triage.threshold, "advised": triage.advised, "found": triage.found,
              "followed": triage.followed}
    return {
        "decision": triage.decision,
        "decided_at": instant(triage.decided_at),
        "reason": reveal.value(triage.reason),
        "threshold": advice if triage.threshold else None,
    }


def declined_json(declined: Declined | None, reveal: Reveal) -> Json | None:
    """Why the complaint, or stage 2, was not accepted."""
    if declined is None:
        return None
    return {
        "ground": declined.ground,
        "explanation": reveal.value(declined.explanation),
        "policy_paragraph": reveal.value(declined.policy_paragraph),
        "discretion_considered": reveal.value(declined.discretion),
    }


def lesson_json(lesson: Lesson, reveal: Reveal) -> Json:
    """What was learnt, or why nothing was."""
    return {
        "summary": reveal.value(lesson.summary),
        "improvement": lesson.improvement,
        "none_because": reveal.value(lesson.none_because),
    }


def contact_limit_json(limit: ContactLimit, reveal: Reveal) -> Json:
    """A restriction on contact."""
    return {
        "restriction": reveal.value(limit.restriction),
        "reason": reveal.value(limit.reason),
        "review_on": day(limit.review_on),
    }


def draft_json(draft: Draft, reveal: Reveal) -> Json:
    """A draft with its data, for those who see the complaint."""
    return {
        "n": draft.n,
        "command": draft.command,
        "data": reveal.value(draft.data),
        "author": reveal.email(draft.author),
        "saved_at": instant(draft.saved_at),
        "state": draft.state.value,
        "decided_by": reveal.email(draft.decided_by),
        "decided_at": instant(draft.decided_at),
        "reason": reveal.value(draft.reason),
    }


def correction_json(correction: Correction, reveal: Reveal) -> Json:
    """A fact put right, with both values."""
    return {
        "field": correction.field,
        "old": _either(correction.old, reveal),
        "new": _either(correction.new, reveal),
        "reason": reveal.value(correction.reason),
        "corrected_at": instant(correction.corrected_at),
    }


def _either(value: str | Sealed | None, reveal: Reveal) -> Any:
    return reveal.value(value) if isinstance(value, Sealed) else value


def accounts_named(complaint: Complaint) -> set[str]:
    """Every account that a view of the complaint names."""
    named = {
        complaint.stage_1.handler,
        complaint.stage_2.handler,
        complaint.compliment.passed_to if complaint.compliment else None,
        *complaint.access,
        *complaint.complained_of,
        *(one.author for one in complaint.drafts),
        *(one.decided_by for one in complaint.drafts),
        *(one.approved_by for one in complaint.extensions),
        *(one.owner for one in complaint.remedies),
        *(one.checked_by for one in complaint.quality_checks),
        *(one.owner for one in complaint.hazards),
        *(one.owner for case in complaint.ombudsman for one in case.obligations),
        *(one.to for one in complaint.contributions),
        *(one.asked_by for one in complaint.contributions),
        *(one.answered_by for one in complaint.contributions),
    }
    return {account for account in named if account is not None}
