"""Tells how the date of a deadline was counted: from which day, by which provision, day by day."""

from __future__ import annotations

from datetime import date

from complaints_service.domain.calendar import CalendarEnds
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import ACKNOWLEDGE, RESPOND, Deadline, deadlines_of
from complaints_service.domain.london import london_date
from complaints_service.domain.stage_view import calendar_of, stage_view

from .errors import NotFound
from .reveal import day
from .rules_in_use import rules
from .view_parts import Json


def reckoning(complaint: Complaint, kind: str, item: str) -> Json:
    """Return how the deadline's date came about; a date that somebody gave has no days counted.

    Raises `NotFound` where the complaint has no such deadline.
    """
    found = next((one for one in deadlines_of(complaint, rules())
                  if (one.kind, one.item) == (kind, item)), None)
    if found is None:
        raise NotFound("the complaint has no such deadline")
    start = _start(complaint, kind)
    return {
        "kind": kind,
        "item": item,
        "due_on": day(found.due_on),
        "starts_on": day(start),
        "provisions": _provisions(complaint, kind),
        "days": _days(complaint, start, found),
    }


def _start(complaint: Complaint, kind: str) -> date | None:
    if kind not in (*ACKNOWLEDGE, *RESPOND):
        return None
    stage = _stage(kind)
    record, view = complaint.stage_record(stage), stage_view(complaint, stage, rules())
    if kind in ACKNOWLEDGE or view is None:
        return record.started_on
    if record.acknowledged_at is None:
        return view.acknowledge_by
    return london_date(record.acknowledged_at)


def _stage(kind: str) -> int:
    return 1 if kind.startswith("stage_1") else 2


def _provisions(complaint: Complaint, kind: str) -> list[str]:
    """The paragraphs that set the limit, one for each Code that holds."""
    limit = kind.replace("stage_1_", "stage_1.").replace("stage_2_", "stage_2.")
    codes = (
        rules().codes[edition]
        for key, edition in complaint.rules.code_editions.items() if key in complaint.codes
    )
    return [code.limit_provisions[limit] for code in codes if limit in code.limit_provisions]


def _days(complaint: Complaint, start: date | None, deadline: Deadline) -> list[Json]:
    if start is None or deadline.due_on is None:
        return []
    calendar = calendar_of(complaint, rules())
    try:
        working_days = calendar.working_days_between(start, deadline.due_on)
        passed = calendar.explain(start, max(0, working_days))
    except CalendarEnds:
        return []
    return [
        {"on": day(one.day), "counted": one.number is not None, "why": one.reason}
        for one in passed
    ]
