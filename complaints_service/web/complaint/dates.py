"""The dates of a complaint as its page shows them: what breaks next, and every deadline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from complaints_service.domain.calendar import CalendarEnds
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import Deadline, deadlines_of
from complaints_service.domain.rules import Rules
from complaints_service.domain.stage_view import calendar_of
from complaints_service.services.hazard_counts import hazard_due
from complaints_service.web.shown import words

NUMBERED = frozenset({
    "promised_update", "remedy", "ombudsman_instruction", "adjustment_review",
    "contribution",
})
"""Kinds of which there may be several, told apart by a number."""
MANY = frozenset({"obligation", "ombudsman_request"})


@dataclass(frozen=True)
class Due:
    """One deadline; `left` counts the working days from today to its day, negative when over.

    `which` tells several of one kind apart; None and blank where there is but one. `left` is None
    for what is done, and where the calendar does not reach.
    """

    kind: str
    item: str
    which: str
    due_on: date | None
    state: str
    met_at: datetime | None
    left: int | None
    overdue: bool
    why: str


def due_list(complaint: Complaint, rules: Rules, today: date) -> tuple[Due, ...]:
    """Return every deadline, what is open first and by its day."""
    found = [_due(complaint, one, rules, today) for one in deadlines_of(complaint, rules)]
    return tuple(sorted(found, key=lambda one: (not _open(one), one.due_on or date.max)))


def next_of(found: Iterable[Due]) -> tuple[Due, ...]:
    """Return what still has to be done, by its day."""
    return tuple(one for one in found if _open(one))


def _open(one: Due) -> bool:
    return one.state == "open" or one.overdue


def _due(complaint: Complaint, deadline: Deadline, rules: Rules, today: date) -> Due:
    return Due(
        kind=deadline.kind,
        item=deadline.item,
        which=_which(complaint, deadline, rules),
        due_on=deadline.due_on,
        state=deadline.state(today),
        met_at=deadline.met_at,
        left=_left(complaint, deadline, rules, today),
        overdue=deadline.overdue(today),
        why=why_address(complaint.ref, deadline.kind, deadline.item),
    )


def why_address(ref: str, kind: str, item: str = "") -> str:
    """Return the address of the page that explains a deadline."""
    return f"/complaints/{quote(ref)}/why/{quote(kind)}" + (f"/{quote(item)}" if item else "")


def _which(complaint: Complaint, deadline: Deadline, rules: Rules) -> str:
    if deadline.kind == "hazard":
        due = hazard_due(complaint, deadline.item, rules)
        return f"{deadline.item.split('.')[0]}: {due.clock.title}" if due else deadline.item
    if deadline.kind in NUMBERED:
        return deadline.item
    if deadline.kind == "promised_answer":
        return f"stage {deadline.item}"
    if deadline.kind == "new_date_to_tell":
        return "(" + words(deadline.item, "due").lower() + ")"
    if deadline.kind == "obligation" or "." in deadline.item:
        case, _, number = deadline.item.rpartition(".")
        return f"{number} ({case})"
    return deadline.item if deadline.kind in MANY else ""


def _left(complaint: Complaint, deadline: Deadline, rules: Rules, today: date) -> int | None:
    if deadline.due_on is None or not deadline.open:
        return None
    try:
        return calendar_of(complaint, rules).working_days_between(today, deadline.due_on)
    except CalendarEnds:
        return None
