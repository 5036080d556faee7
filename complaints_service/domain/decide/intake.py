"""Decisions that open a complaint: first contact, from a service request, from new issues."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from complaints_service.domain.commands import intake as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event, NewEvent
from complaints_service.domain.fold import evolve
from complaints_service.domain.london import london_date, write_instant
from complaints_service.domain.refusals import InvalidData
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import Private, Sealed, private, seal

from .adjusting import adjustments_data
from .context import Context, Decision, event
from .letters import automatic_letter
from .people import complainants_data, person_again, representative_data
from .points import codes_of, points_data, proposed_ombudsman
from .wording import known_term, not_future, say


def receive(command: ask.Receive, context: Context) -> Decision:
    """Record a contact; nothing that is missing may turn a person away (HO 3.2, LGSCO 3.2)."""
    rules, today = context.rules, context.today
    service = known_term(rules, "services", command.service, "service", today)
    if not command.complainants and not command.anonymous:
        raise InvalidData("complainants", "'complainants' is empty; name the person who complains, "
                          "or set 'anonymous' to true")
    for name in ("issue_on", "aware_on"):
        day = getattr(command, name)
        if day is not None:
            not_future(day, today, name)
    people = complainants_data(command.complainants, context)
    tenure = people[0]["tenure"] if people else None
    data = {
        "service": service,
        "channel": known_term(rules, "channels", command.channel, "channel", today),
        "category": command.category
        and known_term(rules, "categories", command.category, "category", today),
        "description": private(say(command.description, "description", "say what is wrong")),
        "outcomes_sought": private(command.outcomes_sought),
        "issue_on": _iso(command.issue_on),
        "aware_on": _iso(command.aware_on),
        "dissatisfaction_expressed": command.dissatisfaction_expressed,
        "complaint_offered": command.complaint_offered,
        "given_as": command.kind,
        "anonymous": bool(command.anonymous),
        "complainants": people,
        "representative": representative_data(command.representative, context),
        "codes": codes_of([proposed_ombudsman(rules, service, tenure)]),
        "points": [],
        "links": [],
    }
    if command.adjustments:
        data["adjustments"] = adjustments_data(command.adjustments, context)
    ref = context.new_ref()
    opened = opening(ref, data, context, context.occurred_at, context.occurred_at)
    return Decision((), {ref: (opened,)}, answer=ref)


def _iso(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())


def rules_for(rules: Rules, received_at: datetime) -> dict[str, Any]:
    """The rules that a complaint received then runs under, now and later."""
    day = london_date(received_at)
    return {
        "workflow": rules.lifecycle.edition,
        "code_editions": {
            key: rules.code_in_force(key, day).edition for key in ("lgsco", "housing")
        },
        "calendar_version": rules.calendar.version,
    }


def opening(
    ref: str, data: dict[str, Any], context: Context, received_at: datetime,
    first_contact_at: datetime, *, like: Complaint | None = None,
) -> NewEvent:
    """The `received` event of a complaint, with its receipt (HO 3.7, LGSCO 3.7).

    The receipt already obeys the adjustments told with the contact, or those of the complaint that
    it is opened from (`like`).
    """
    whole = {
        "ref": ref,
        "organisation": context.organisation,
        "predecessor": context.predecessor,
        "received_at": write_instant(received_at),
        "first_contact_at": write_instant(first_contact_at),
        "rules": rules_for(context.rules, received_at),
        **data,
    }
    happened = event(context, "received", **whole)
    draft, inside = _as_folded(happened, context)
    if like is not None:
        draft = replace(draft, adjustments=like.adjustments)
    return happened.sending(automatic_letter(draft, inside, "receipt"))


def _as_folded(happened: NewEvent, context: Context) -> tuple[Complaint, Context]:
    """The complaint as this event will make it, and a context that can read what it holds."""
    held: dict[str, Any] = {}

    def keep(payload: Any) -> str:
        held[digest := f"{len(held):064d}"] = payload
        return digest

    def reveal(value: Sealed | None) -> Any:
        known = value is not None and value.sha256 in held
        return held[value.sha256] if value and known else context.reveal(value)

    made = Event(1, "received", seal(happened.data, keep), happened.occurred_at, context.now,
                 context.actor, context.role)
    return evolve(None, made), replace(context, reveal=reveal)


def raise_as_complaint(
    complaint: Complaint, command: ask.RaiseAsComplaint, context: Context
) -> Decision:
    """Open a complaint from a service request, which stays open (HO 1.5, LGSCO 1.7).

    A misclassified one was a complaint from the first contact, and keeps that date.
    """
    misclassified = command.why == "misclassified"
    first = complaint.first_contact_at
    received_at = first if misclassified else context.occurred_at
    ref = context.new_ref()
    child = _child(complaint, context, "raised_from", command.points, complaint.description)
    opened = opening(ref, child, context, received_at, first, like=complaint)
    parent = event(context, "raised_as_complaint", opened=ref, why=command.why)
    return Decision((parent,), {ref: (opened, *_adjusted(complaint, context))}, answer=ref)


def open_linked_complaint(
    complaint: Complaint, command: ask.OpenLinkedComplaint, context: Context
) -> Decision:
    """New issues after stage 1 become a complaint of their own (HO 6.8, LGSCO 6.9)."""
    text = private(say(command.description, "description", "say what the new issues are"))
    ref = context.new_ref()
    child = _child(complaint, context, "raised_during", command.points, text)
    opened = opening(ref, child, context, context.occurred_at, context.occurred_at,
                     like=complaint)
    parent = event(context, "linked_complaint_opened", ref=ref, kind="led_to", removed=False)
    return Decision((parent,), {ref: (opened, *_adjusted(complaint, context))}, answer=ref)


def _child(
    complaint: Complaint, context: Context, tie: str, points: Any, text: Private | Sealed | None
) -> dict[str, Any]:
    """What a new complaint takes over from the one it comes from."""
    given = points_data(points, complaint, context.rules)
    codes = codes_of(one["ombudsman"] for one in given) or list(complaint.codes)
    return {
        "service": complaint.service,
        "channel": complaint.channel,
        "category": complaint.category,
        "description": _again(text, context),
        "outcomes_sought": _again(complaint.outcomes_sought, context),
        "issue_on": _iso(complaint.issue_on),
        "aware_on": _iso(complaint.aware_on),
        "dissatisfaction_expressed": True,
        "anonymous": complaint.anonymous,
        "complainants": [person_again(one, context) for one in complaint.complainants],
        "representative": person_again(complaint.representative, context)
        if complaint.representative
        else None,
        "codes": codes,
        "points": given,
        "links": [{"ref": complaint.ref, "kind": tie}],
        "ward": complaint.ward,
    }


def _adjusted(complaint: Complaint, context: Context) -> tuple[NewEvent, ...]:
    """What was agreed once is obeyed in the new complaint too (HO 5.10, LGSCO 5.6)."""
    known = [(one, context.reveal(one.details)) for one in complaint.adjustments]
    held = [{"details": Private(details), "review_on": _iso(one.review_on)}
            for one, details in known if details]
    vulnerable = context.reveal(complaint.vulnerability)
    if not held and vulnerable is None:
        return ()
    return (event(context, "adjustments_set", adjustments=held,
                  vulnerability=None if vulnerable is None else Private(vulnerable)),)


def _again(text: Private | Sealed | None, context: Context) -> Private | None:
    """Sealed words are sealed anew under the new complaint, so that each can be erased alone."""
    if isinstance(text, Sealed):
        return private(context.reveal(text))
    return text
