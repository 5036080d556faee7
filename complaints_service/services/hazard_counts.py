"""Counts the days that lead to the date of a hazard's clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from complaints_service.domain.calendar import CalendarEnds
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.hazards import HazardDue, hazard_dates
from complaints_service.domain.london import london_date
from complaints_service.domain.rules import Rules
from complaints_service.domain.stage_view import calendar_of

from .counted_dates import Count, Passed, Start


def hazard_due(complaint: Complaint, item: str, rules: Rules) -> HazardDue | None:
    """Return the date of a hazard's clock by a deadline's `item`, such as `1.summary`."""
    number, _, key = item.partition(".")
    hazard = next((one for one in complaint.hazards if str(one.n) == number), None)
    law = rules.hazards.get(hazard.edition) if hazard else None
    if hazard is None or law is None:
        return None
    dates = hazard_dates(hazard, law, calendar_of(complaint, rules))
    return next((one for one in dates if one.clock.key == key), None)


def hazard_count(
    complaint: Complaint, due: HazardDue, rules: Rules, closed: Mapping[date, str] | None = None
) -> tuple[Count, ...]:
    """Return the count that leads to a hazard's date; empty where hours or weeks run instead.

    `closed` are the days on which the council itself is closed, which move nothing.
    """
    if due.clock.days is None:
        return ()
    begun: Start = "aware" if due.clock.starts == "aware" else "investigated"
    start = london_date(due.starts_at)
    shut = closed or {}
    try:
        days = tuple(
            Passed(one.day, one.number, one.reason, one.provisional, shut.get(one.day))
            for one in calendar_of(complaint, rules).explain(start, due.clock.days)
        )
    except CalendarEnds:
        return (Count("hazard", begun, start, due.clock.days, None, ()),)
    return (Count("hazard", begun, start, due.clock.days, days[-1].on, days),)
