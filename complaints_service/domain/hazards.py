"""A hazard reported with a complaint: what was done about it, and the dates it must be done by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .calendar import CalendarEnds, WorkingCalendar
from .hazard_rules import HazardClock, HazardRules
from .london import london_date
from .sealing import Sealed


@dataclass(frozen=True)
class HazardStep:
    """Something done about a hazard; `found` is what an investigation found."""

    step: str
    done_at: datetime
    found: str | None = None
    evidence: Sealed | None = None


@dataclass(frozen=True)
class Hazard:
    """A hazard in a home that the council lets, with clocks of its own.

    `grade` is as it was reported, `aware_at` when the council first knew of it, by anybody.
    """

    n: int
    kind: str
    grade: str
    service: str
    edition: str
    aware_at: datetime
    opened_at: datetime
    what: Sealed
    where: Sealed | None = None
    point: int | None = None
    owner: str | None = None
    steps: tuple[HazardStep, ...] = ()

    def first(self, *steps: str) -> HazardStep | None:
        """Return the earliest of these steps that was taken."""
        done = [one for one in self.steps if one.step in steps]
        return min(done, key=lambda one: one.done_at, default=None)

    @property
    def investigated_at(self) -> datetime | None:
        """When the investigation ended; None while it goes on."""
        first = self.first("investigated")
        return None if first is None else first.done_at

    @property
    def stands_as(self) -> str:
        """How bad it is: as the latest investigation found, else as it was reported."""
        found = [one.found for one in self.steps if one.found is not None]
        return found[-1] if found else self.grade

    @property
    def over(self) -> bool:
        """Nothing is left to record: the works are done, or there was no hazard and they know."""
        if self.first("works_completed") is not None:
            return True
        if self.stands_as == "none":
            return self.first("summary_sent") is not None
        return False


@dataclass(frozen=True)
class HazardDue:
    """A date that a hazard sets. `due_at` is the instant where hours are counted, else None and
    the whole London day `due_on` is in time; both are None where the calendar does not reach."""

    clock: HazardClock
    due_on: date | None
    due_at: datetime | None
    starts_at: datetime
    met_at: datetime | None = None
    ended_on: date | None = None

    def missed(self, now: datetime) -> bool:
        """Say whether its time passed unmet, or it was met too late; `now` is aware."""
        if self.met_at is None and self.ended_on is not None:
            return self.due_on is not None and self.ended_on > self.due_on
        done = self.met_at or now
        if self.due_at is not None:
            return done > self.due_at
        return self.due_on is not None and london_date(done) > self.due_on


def hazard_dates(
    hazard: Hazard, rules: HazardRules, calendar: WorkingCalendar
) -> tuple[HazardDue, ...]:
    """Return every date that runs or ran for a hazard, in the order of the rules.

    Clocks from the end of the investigation begin with it. What the investigation does not bear
    out ends with it: void where that was in time. Source: SI 2025/1042.
    """
    return tuple(_dates(hazard, rules, calendar))


def _dates(
    hazard: Hazard, rules: HazardRules, calendar: WorkingCalendar
) -> Iterator[HazardDue]:
    investigated = hazard.investigated_at
    for clock in rules.clocks:
        start = _start(hazard, clock)
        if start is None:
            continue
        met = hazard.first(*clock.met_by)
        ended = None
        if met is None and investigated is not None and hazard.stands_as not in clock.of:
            ended = london_date(investigated)
        due_on, due_at = _due(clock, start, calendar)
        yield HazardDue(clock, due_on, due_at, start, met.done_at if met else None, ended)


def _start(hazard: Hazard, clock: HazardClock) -> datetime | None:
    """The instant that a clock runs from; None where it does not run for this hazard."""
    investigated = hazard.investigated_at
    if clock.starts == "investigated":
        return investigated if hazard.stands_as in clock.of else None
    if hazard.grade in clock.of:
        return hazard.aware_at
    # Reported as less than it was found to be: nobody could act on it before that.
    by_step = "investigated" not in clock.met_by
    return investigated if by_step and hazard.stands_as in clock.of else None


def _due(
    clock: HazardClock, start: datetime, calendar: WorkingCalendar
) -> tuple[date | None, datetime | None]:
    if clock.hours is not None:
        at = start + timedelta(hours=clock.hours)
        return london_date(at), at
    if clock.weeks is not None:
        return london_date(start) + timedelta(weeks=clock.weeks), None
    try:
        return calendar.after(london_date(start), clock.days or 0), None
    except CalendarEnds:
        return None, None
