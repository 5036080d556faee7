"""Counts the days that lead to a Code's deadline: from which day, how many, and each one passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from complaints_service.domain.calendar import CalendarEnds, DayCounted, WorkingCalendar
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import ACKNOWLEDGE, RESPOND
from complaints_service.domain.london import london_date
from complaints_service.domain.rules import Rules
from complaints_service.domain.stage_view import (
    StageView,
    acknowledge_calendar,
    answer_calendar,
    extension_view,
    limits_of,
    stage_view,
)

Step = Literal["acknowledge", "respond", "extension", "hazard"]
Start = Literal["received", "requested", "acknowledged", "acknowledgement_due", "original_due",
                "aware", "investigated"]


@dataclass(frozen=True)
class Passed:
    """One day of a count; `number` is None where it was skipped, for the `reason` given.

    `closed` names the council's own closure on that day, which moves no Code's date.
    """

    on: date
    number: int | None
    reason: str
    provisional: bool
    closed: str | None = None


@dataclass(frozen=True)
class Count:
    """`working_days` counted after `start`; `end` is the last of them, a London date.

    `end` is None, and `days` empty, where the calendar does not reach so far.
    """

    step: Step
    started_by: Start
    start: date
    working_days: int
    end: date | None
    days: tuple[Passed, ...]

    @property
    def provisional(self) -> bool:
        """Whether a day passed lies in a year whose bank holidays are not yet proclaimed."""
        return any(one.provisional for one in self.days)


def stage_of_kind(kind: str) -> int | None:
    """Return 1 or 2 for a deadline that a Code sets, None for one that somebody gave."""
    if kind not in (*ACKNOWLEDGE, *RESPOND):
        return None
    return 1 if kind.startswith("stage_1") else 2


def counts(
    complaint: Complaint, kind: str, rules: Rules, closed: Mapping[date, str] | None = None
) -> tuple[Count, ...]:
    """Return the counts that lead to a Code's deadline; the last one's `end` is its due date.

    Empty for a deadline that is not counted, and for a stage that has not begun. `closed` are the
    days on which the council itself is closed. Source: HO 6.2-6.4, 6.11, 6.14, 6.15; LGSCO
    6.2-6.4, 6.11, 6.15, 6.16.
    """
    stage = stage_of_kind(kind)
    view = None if stage is None else stage_view(complaint, stage, rules)
    if stage is None or view is None:
        return ()
    acknowledging = _Counter(acknowledge_calendar(complaint, stage, rules), closed or {})
    counter = _Counter(answer_calendar(complaint, stage, rules), closed or {})
    record, limits = complaint.stage_record(stage), limits_of(complaint, rules, stage)
    begun: Start = "received" if stage == 1 else "requested"
    started_on = record.started_on
    if started_on is None:
        return ()
    first = acknowledging.count("acknowledge", begun, started_on, limits.acknowledge)
    if kind in ACKNOWLEDGE:
        return (first,)
    if record.acknowledged_at is not None:
        start = london_date(record.acknowledged_at)
        answer = counter.count("respond", "acknowledged", start, limits.respond)
    elif first.end is None:
        return (first,)
    else:
        answer = counter.count("respond", "acknowledgement_due", first.end, limits.respond)
    return (answer, *_extension(complaint, stage, rules, view, counter))


def _extension(
    complaint: Complaint, stage: int, rules: Rules, view: StageView, counter: _Counter
) -> tuple[Count, ...]:
    """The further days that count, from the original due date."""
    days = sum(one.working_days for one, valid, _ in extension_view(complaint, rules)
               if valid and one.stage == stage)
    if not days or view.original_respond_by is None:
        return ()
    return (counter.count("extension", "original_due", view.original_respond_by, days),)


@dataclass(frozen=True)
class _Counter:
    """Counts on one calendar, and names the council's own closures beside it."""

    calendar: WorkingCalendar
    closed: Mapping[date, str]

    def count(self, step: Step, started_by: Start, start: date, n: int) -> Count:
        """Count `n` working days after `start`."""
        try:
            days = tuple(self._passed(one) for one in self.calendar.explain(start, n))
        except CalendarEnds:
            return Count(step, started_by, start, n, None, ())
        return Count(step, started_by, start, n, days[-1].on if days else start, days)

    def _passed(self, one: DayCounted) -> Passed:
        return Passed(one.day, one.number, one.reason, one.provisional, self.closed.get(one.day))
