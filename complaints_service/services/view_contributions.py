"""How a question to a colleague or contractor, and its answer, look from outside."""

from __future__ import annotations

from datetime import date

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.contributing import state_of
from complaints_service.domain.contributions import Contribution
from complaints_service.domain.london import london_date
from complaints_service.domain.rules import Rules
from complaints_service.domain.stage_view import stage_view

from .reveal import Reveal, day, instant
from .view_parts import Json


def contributions_json(complaint: Complaint, rules: Rules, reveal: Reveal) -> list[Json]:
    """Every question of a complaint, in the order asked."""
    return [_contribution(one, complaint, rules, reveal) for one in complaint.contributions]


def _contribution(
    one: Contribution, complaint: Complaint, rules: Rules, reveal: Reveal
) -> Json:
    state = state_of(complaint, one)
    name, email = asked_of(one, reveal)
    return {
        "n": one.n,
        "to": email,
        "name": name,
        "by_link": one.by_link,
        "question": reveal.value(one.question),
        "points": list(one.points),
        "show_complainant": one.show_complainant,
        "stage": one.stage,
        "due_on": day(one.due_on),
        "after_answer_due": _after_answer(one, complaint, rules),
        "state": state,
        "late": _late(one, state, reveal.today),
        "asked_by": reveal.email(one.asked_by),
        "asked_at": instant(one.asked_at),
        "text": reveal.value(one.text),
        "documents": list(one.documents),
        "answered_at": instant(one.answered_at),
        "answered_by": email if one.answered_by == one.to else reveal.email(one.answered_by),
        "recorded_for": one.recorded_for,
    }


def asked_of(one: Contribution, reveal: Reveal) -> tuple[str | None, str | None]:
    """Name and address of who was asked; a colleague has an address alone, and what was erased
    is None."""
    if not one.by_link:
        return None, reveal.email(one.to)
    details = reveal.value(one.person) or {}
    return details.get("name"), details.get("email")


def _after_answer(one: Contribution, complaint: Complaint, rules: Rules) -> bool:
    """The day asked for comes after our own answer is due: too late to be of use."""
    view = stage_view(complaint, one.stage, rules)
    return view is not None and view.respond_by is not None and one.due_on > view.respond_by


def _late(one: Contribution, state: str, today: date) -> bool:
    if one.answered_at is not None:
        return london_date(one.answered_at) > one.due_on
    return state == "open" and today > one.due_on
