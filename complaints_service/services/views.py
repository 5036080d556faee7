"""A complaint as its readers see it: the fields of the API, computed from the snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from complaints_service.domain.calendar import CalendarEnds
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import code_overdue, next_due
from complaints_service.domain.events import Event
from complaints_service.domain.last_contact import last_contact_on
from complaints_service.domain.rules import Rules
from complaints_service.domain.stage_view import extension_view
from complaints_service.persistence.complaints import kind_of

from .reveal import Reveal, day, instant
from .view_contributions import contributions_json
from .view_hazards import hazards_json
from .view_ombudsman import ombudsman_json
from .view_parts import (
    Json,
    adjustment_json,
    complainant_json,
    contact_limit_json,
    correction_json,
    declined_json,
    draft_json,
    extension_json,
    lesson_json,
    point_json,
    remedy_json,
    representative_json,
    triage_json,
)
from .view_quality import quality_json
from .view_stages import stage_1_json, stage_2_json


def complaint_json(
    complaint: Complaint,
    rules: Rules,
    private: Mapping[str, Any],
    accounts: Mapping[str, str],
    today: date,
) -> Json:
    """The whole view of a complaint on the London date `today`.

    `private` holds the payloads by digest (an erased one is null in the view), `accounts` the
    email addresses by account id.
    """
    reveal = Reveal(rules, private, accounts, today)
    return {
        **_facts(complaint, reveal),
        "points": [point_json(one, reveal) for one in complaint.points],
        "stage_1": stage_1_json(complaint, reveal),
        "stage_2": stage_2_json(complaint, reveal),
        "extensions": [
            extension_json(one, valid, by, reveal)
            for one, valid, by in extension_view(complaint, rules)
        ],
        **_people(complaint, reveal),
        "declined": declined_json(complaint.declined, reveal),
        "escalation_declined": declined_json(complaint.escalation_declined, reveal),
        "ombudsman": [ombudsman_json(one, reveal) for one in complaint.ombudsman],
        "remedies": [remedy_json(one, reveal) for one in complaint.remedies],
        "hazards": hazards_json(complaint, reveal),
        "cause": complaint.cause,
        "lessons": [lesson_json(one, reveal) for one in complaint.lessons],
        "quality_checks": [quality_json(one, reveal) for one in complaint.quality_checks],
        "contributions": contributions_json(complaint, rules, reveal),
        "drafts": [draft_json(one, reveal) for one in complaint.drafts],
        "corrections": [correction_json(one, reveal) for one in complaint.corrections],
        "links": [{"ref": one.ref, "kind": one.kind} for one in complaint.links],
        "rules": _rules(complaint),
        "overdue": code_overdue(complaint, rules, today),
        "next_due": _next_due(complaint, rules),
        "last_contact": _last_contact(complaint, rules, today),
    }


def _rules(complaint: Complaint) -> Json:
    return {
        "workflow": complaint.rules.workflow,
        "code_editions": dict(complaint.rules.code_editions),
        "calendar_version": complaint.rules.calendar_version,
    }


def _facts(complaint: Complaint, reveal: Reveal) -> Json:
    return {
        "ref": complaint.ref,
        "old_reference": complaint.old_reference,
        "organisation": complaint.organisation,
        "predecessor": complaint.predecessor,
        "version": complaint.version,
        "state": complaint.state.value,
        "stage": complaint.stage.value,
        "codes": list(complaint.codes),
        "category": complaint.category,
        "service": complaint.service,
        "contractor": reveal.value(complaint.contractor),
        "ward": complaint.ward,
        "channel": complaint.channel,
        "first_contact_at": instant(complaint.first_contact_at),
        "received_at": instant(complaint.received_at),
        "received_on": day(complaint.received_on),
        "recorded_at": instant(complaint.recorded_at),
        "issue_on": day(complaint.issue_on),
        "aware_on": day(complaint.aware_on),
        "description": reveal.value(complaint.description),
        "definition": reveal.value(complaint.definition),
        "outcomes_sought": reveal.value(complaint.outcomes_sought),
        "outcomes_not_stated": complaint.outcomes_not_stated,
        "dissatisfaction_expressed": complaint.dissatisfaction_expressed,
        "complaint_offered": complaint.complaint_offered,
        "kind": kind_of(complaint),
        "given_as": complaint.given_as,
        "triage": triage_json(complaint.triage, reveal),
        "passed_to": reveal.email(complaint.compliment.passed_to if complaint.compliment else None),
        "anonymous": complaint.anonymous,
        "handed_off_to": complaint.handed_off_to,
        "raised_as": complaint.raised_as,
    }


def _people(complaint: Complaint, reveal: Reveal) -> Json:
    return {
        "complainants": [complainant_json(one, reveal) for one in complaint.complainants],
        "representative": representative_json(complaint.representative, reveal),
        "adjustments": [adjustment_json(one, reveal) for one in complaint.adjustments],
        "vulnerability": reveal.value(complaint.vulnerability),
        "contact_limits": [contact_limit_json(one, reveal) for one in complaint.contact_limits],
        "restricted": complaint.restricted,
        "access": [reveal.email(one) for one in complaint.access],
        "complained_of": [reveal.email(one) for one in complaint.complained_of],
    }


def _last_contact(complaint: Complaint, rules: Rules, today: date) -> Json:
    """The day of the last contact, and how many working days have passed since."""
    on = last_contact_on(complaint)
    try:
        ago = rules.calendar.working_days_between(on, today) if on <= today else 0
    except CalendarEnds:
        return {"on": day(on), "working_days_ago": None}
    return {"on": day(on), "working_days_ago": ago}


def _next_due(complaint: Complaint, rules: Rules) -> Json | None:
    deadline = next_due(complaint, rules)
    if deadline is None:
        return None
    return {"kind": deadline.kind, "due_on": day(deadline.due_on)}


def event_json(ref: str, event: Event, prev_hash: str, hash_: str) -> Json:
    """An event exactly as it stands in the chain: digests, and nothing that anyone can read."""
    return {
        "ref": ref,
        "seq": event.seq,
        "type": event.type,
        "occurred_at": instant(event.occurred_at),
        "recorded_at": instant(event.recorded_at),
        "actor": event.actor,
        "role": event.role,
        "data": event.data,
        "prev_hash": prev_hash,
        "hash": hash_,
    }


def letter_json(row: Any) -> Json:
    """A letter from its row; the words themselves are at its content."""
    return {
        "id": row.id,
        "ref": row.ref,
        "kind": row.kind,
        "stage": row.stage,
        "send_by": row.send_by,
        "issued_at": instant(row.issued_at),
        "dispatched_at": instant(row.dispatched_at),
        "delivery": row.delivery,
        "sha256": row.sha256,
        "template": row.template,
        "template_version": row.template_version,
        "blocks": row.blocks,
    }
