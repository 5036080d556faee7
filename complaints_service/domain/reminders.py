"""Which reminder is due for which date, and when an email about it may leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from complaints_service.domain.calendar import CalendarEnds, WorkingCalendar
from complaints_service.domain.london import LONDON

RECIPIENTS = ("handler", "cover", "team", "manager", "head")
"""Who is reminded, nearest first: whoever has it, who stands in for them while they are away, the
complaints team, the service's manager, and whom the council names above the managers."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ladder:
    """The steps at which the dates of some kinds are chased; empty `kinds` means all others.

    `steps` gives, for each of `RECIPIENTS`, the numbers of working days left, most first; 0 is
    the due day itself, and -1 means overdue by one working day.
    """

    kinds: frozenset[str]
    steps: dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class ReminderRules:
    """The ladders, the hours in which emails about dates leave (London), and the words for kinds.

    `asleep_hours` is the pause after which the worker says that it was asleep, `calendar_notice`
    the days before the calendar's end at which it says so.
    """

    ladders: tuple[Ladder, ...]
    opens: time
    closes: time
    asleep_hours: int
    calendar_notice_days: int
    words: dict[str, str]

    def named_kinds(self) -> frozenset[str]:
        """The kinds that a ladder names; the ladder without kinds takes all others."""
        return frozenset(kind for ladder in self.ladders for kind in ladder.kinds)


class Band(NamedTuple):
    """The due dates, `first` to `last` inclusive, for which `step` is the latest one reached.

    `late_until` is the last due date for which the step was reached before today. `earlier` are
    the same recipient's steps that it stands in for. Dates are Europe/London.
    """

    kinds: frozenset[str]
    recipient: str
    step: str
    working_days_left: int
    first: date
    last: date
    late_until: date
    earlier: tuple[str, ...]


def bands(rules: ReminderRules, today: date, calendar: WorkingCalendar) -> tuple[Band, ...]:
    """Return the latest step reached on `today`, for every recipient and every due date.

    Of several steps that fell due while nobody ran them only the latest counts, so a worker that
    slept for days sends each recipient one reminder a date.
    """
    return tuple(
        band
        for ladder in rules.ladders
        for recipient in RECIPIENTS
        for band in _bands(ladder, recipient, today, calendar)
    )


def _bands(
    ladder: Ladder, recipient: str, today: date, calendar: WorkingCalendar
) -> Iterator[Band]:
    steps = ladder.steps.get(recipient, ())
    names = tuple(step_name(recipient, left) for left in steps)
    ends = [reached_until(today, left, calendar) for left in steps]
    for place, left in enumerate(steps):
        first = ends[place + 1] + _DAY if place + 1 < len(steps) else date.min
        if first <= ends[place]:
            yield Band(
                kinds=ladder.kinds,
                recipient=recipient,
                step=names[place],
                working_days_left=left,
                first=first,
                last=ends[place],
                late_until=reached_until(today - _DAY, left, calendar),
                earlier=names[:place],
            )


def step_name(recipient: str, working_days_left: int) -> str:
    """Name a step as the outbox's keys do: `handler_5`, `team_0`, `manager_overdue_1`."""
    overdue = "overdue_" if working_days_left < 0 else ""
    return f"{recipient}_{overdue}{abs(working_days_left)}"


def reached_until(today: date, working_days_left: int, calendar: WorkingCalendar) -> date:
    """Return the last due date that has at most so many working days left on `today`.

    Where the calendar ends, days of the week stand in: a reminder is no statutory date, and one
    on a bank holiday is better than none. The worker raises an alarm about the calendar itself.
    """
    try:
        return _reached_until(today, working_days_left, calendar.is_working)
    except CalendarEnds:
        return _reached_until(today, working_days_left, lambda day: day.weekday() < 5)


def _reached_until(today: date, left: int, is_working: Callable[[date], bool]) -> date:
    if left >= 0:
        day, remaining = today, left + 1
        while remaining:
            day += _DAY
            remaining -= is_working(day)
    else:
        day, remaining = today + _DAY, -left
        while remaining:
            day -= _DAY
            remaining -= is_working(day)
    return day - _DAY


def opens_at(now: datetime, rules: ReminderRules, calendar: WorkingCalendar) -> datetime:
    """Return `now` within London working hours, else the moment they next begin (UTC)."""
    local = now.astimezone(LONDON)
    day = local.date()
    if _is_working(day, calendar):
        if rules.opens <= local.time() < rules.closes:
            return now.astimezone(UTC)
        if local.time() < rules.opens:
            return _opening(day, rules)
    day += _DAY
    while not _is_working(day, calendar):
        day += _DAY
    return _opening(day, rules)


def _opening(day: date, rules: ReminderRules) -> datetime:
    return datetime.combine(day, rules.opens, tzinfo=LONDON).astimezone(UTC)


def _is_working(day: date, calendar: WorkingCalendar) -> bool:
    try:
        return calendar.is_working(day)
    except CalendarEnds:
        return day.weekday() < 5
