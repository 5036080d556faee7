"""Judges the days of one row: readable, not in the future, and in an order that can be true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from complaints_service.content.register.columns import EVENT_DATES, PLANNED_DATES
from complaints_service.content.register.dates import DateOrder, Unreadable, read_day
from complaints_service.content.register.table import Cell

Days = Mapping[str, date | None]
_FURTHEST_PLAN = timedelta(days=550)
_SHORTEST_STAGE_1 = timedelta(days=14)
"""Ten working days never take less than fourteen days."""

_NAMES = {
    "received": "the complaint was received",
    "acknowledged": "it was acknowledged",
    "stage_1_responded": "stage 1 was answered",
    "stage_2_requested": "stage 2 was asked for",
    "stage_2_acknowledged": "stage 2 was acknowledged",
    "stage_2_responded": "stage 2 was answered",
    "ombudsman_notified": "the Ombudsman gave notice",
    "ombudsman_decided": "the Ombudsman decided",
    "closed": "it was closed",
    "stage_1_extended_to": "the day to which stage 1 was extended",
    "stage_2_extended_to": "the day to which stage 2 was extended",
    "issue_on": "the matter arose",
}

# The later of each pair may fall on the same day as the earlier, never before it.
_ORDER = (
    ("received", "acknowledged"),
    ("received", "stage_1_responded"),
    ("acknowledged", "stage_1_responded"),
    ("received", "stage_1_extended_to"),
    ("received", "stage_2_requested"),
    ("stage_2_requested", "stage_2_acknowledged"),
    ("stage_2_requested", "stage_2_responded"),
    ("stage_2_acknowledged", "stage_2_responded"),
    ("stage_2_requested", "stage_2_extended_to"),
    ("stage_1_responded", "stage_2_acknowledged"),
    ("stage_1_responded", "stage_2_responded"),
    ("received", "ombudsman_notified"),
    ("received", "ombudsman_decided"),
    ("ombudsman_notified", "ombudsman_decided"),
    ("received", "closed"),
    ("stage_1_responded", "closed"),
    ("stage_2_responded", "closed"),
    ("issue_on", "received"),
)

# Where the first stands, the second must too.
_NEEDS = (
    ("stage_2_acknowledged", "stage_2_requested"),
    ("stage_2_responded", "stage_2_requested"),
    ("stage_2_extended_to", "stage_2_requested"),
    ("stage_2_acknowledged", "stage_1_responded"),
    ("stage_2_responded", "stage_1_responded"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: the column and one sentence with the mend."""

    column: str
    why: str
    other_order: bool = False


def read_days(
    cells: Mapping[str, Cell],
    happened: Callable[[Cell], bool],
    order: DateOrder,
    *,
    from_1904: bool,
) -> Days | Fault:
    """Return the day in each column of dates (None where empty), or the leftmost fault."""
    days: dict[str, date | None] = {}
    for column, cell in cells.items():
        day = read_day(cell, order, from_1904=from_1904) if happened(cell) else None
        if isinstance(day, Unreadable):
            return Fault(column, day.why, day.other_order)
        days[column] = day
    return days


def fault_in(days: Days, today: date) -> Fault | None:
    """Return the first thing that cannot be true of these days, None where all is sound.

    Nothing lies in the future but plans, nothing precedes what it follows. Stage 2 may be asked
    for before stage 1 is answered, but only once stage 1 could be overdue (HO 6.10, LGSCO 6.10).
    """
    if days.get("received") is None:
        return Fault("received", "The day of receipt is missing; no clock can start. Add it.")
    for check in (_future, _disorder, _missing, _too_early):
        fault = check(days, today)
        if fault is not None:
            return fault
    return None


def _future(days: Days, today: date) -> Fault | None:
    for column in (*EVENT_DATES, "issue_on"):
        day = days.get(column)
        if day is not None and day > today:
            return Fault(column, f"{in_words(day)} lies in the future; correct the day.")
    for column in PLANNED_DATES:
        day = days.get(column)
        begun = days.get("stage_2_requested" if "stage_2" in column else "received")
        if day is not None and begun is not None and day > begun + _FURTHEST_PLAN:
            return Fault(
                column,
                f"{in_words(day)} is more than eighteen months after {in_words(begun)}, when the "
                "stage began; correct the year.",
            )
    return None


def _disorder(days: Days, today: date) -> Fault | None:
    for earlier, later in _ORDER:
        first, second = days.get(earlier), days.get(later)
        if first is not None and second is not None and second < first:
            return Fault(
                "issue_on" if earlier == "issue_on" else later,
                f"{in_words(second)} ({_NAMES[later]}) is before {in_words(first)} "
                f"({_NAMES[earlier]}); correct one of the two days.",
            )
    return None


def _missing(days: Days, today: date) -> Fault | None:
    for column, needed in _NEEDS:
        if days.get(column) is not None and days.get(needed) is None:
            return Fault(
                needed,
                f"It is empty, though a later step has its day: add the day on which "
                f"{_NAMES[needed]}.",
            )
    return None


def _too_early(days: Days, today: date) -> Fault | None:
    requested, answered = days.get("stage_2_requested"), days.get("stage_1_responded")
    if requested is None or (answered is not None and answered <= requested):
        return None
    started = days.get("acknowledged") or days.get("received")
    if started is not None and requested > started + _SHORTEST_STAGE_1:
        return None
    return Fault(
        "stage_2_requested",
        f"{in_words(requested)} is before stage 1 was answered and before its answer could be "
        "overdue; correct the day, or add the day of the stage 1 answer.",
    )


def in_words(day: date) -> str:
    """Return a day as people write it, such as 8 July 2025."""
    return f"{day.day} {day:%B %Y}"
