"""Working days of one nation, counted from a list of closures that says how far it is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import NamedTuple

_WEEKEND = ("Saturday", "Sunday")


class CalendarEnds(LookupError):
    """A day lies outside the years whose closures are known; no date is ever guessed there."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A day, other than a Saturday or Sunday, on which the working-day count does not move.

    `provisional` marks a day of a year whose bank holidays are not yet proclaimed.
    """

    day: date
    name: str
    provisional: bool = False


class DayCounted(NamedTuple):
    """One day of a count: `number` is its place in the count, or None when it was skipped."""

    day: date
    number: int | None
    reason: str
    provisional: bool


@dataclass(frozen=True)
class WorkingCalendar:
    """Monday to Friday less the closures, from `first_day` to `last_day`, both inclusive.

    Built once: every later question is a look-up in two arrays. `version` names the state of
    the closures and travels with each complaint. Days are Europe/London dates.
    Neither Code defines a working day; this is the definition of SI 2009/309, regulation 2.
    """

    version: str
    nation: str
    first_day: date
    last_day: date
    closures: tuple[Closure, ...]
    provisional_years: frozenset[int] = frozenset()
    _origin: int = field(init=False, repr=False, compare=False)
    _working_up_to: list[int] = field(init=False, repr=False, compare=False)
    _working_days: list[date] = field(init=False, repr=False, compare=False)
    _names: dict[date, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Number every working day once."""
        names: dict[date, str] = {}
        for closure in self.closures:
            names.setdefault(closure.day, closure.name)
        origin = self.first_day.toordinal()
        working_up_to: list[int] = []
        working_days: list[date] = []
        for ordinal in range(origin, self.last_day.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if day.weekday() < 5 and day not in names:
                working_days.append(day)
            working_up_to.append(len(working_days))
        if not working_days:
            raise ValueError(f"The calendar {self.version} of {self.nation} has no working day.")
        for name, value in (
            ("_origin", origin),
            ("_working_up_to", working_up_to),
            ("_working_days", working_days),
            ("_names", names),
        ):
            object.__setattr__(self, name, value)

    def is_working(self, day: date) -> bool:
        """Say whether `day` is a working day. Raises CalendarEnds outside the known years."""
        self._must_know(day)
        return day.weekday() < 5 and day not in self._names

    def after(self, day: date, n: int) -> date:
        """Return the `n`-th working day after `day`, n ≥ 0.

        Day 1 is the first working day after `day`, whatever day that is: an arrival at a weekend
        earns no further day. n = 0 gives `day` itself. Raises CalendarEnds outside the known
        years, ValueError for a negative `n`. Source: the convention adopted with the Codes'
        "within n working days of" (HO 6.2, LGSCO 6.2).
        """
        if n > 0:
            offset = day.toordinal() - self._origin
            if offset >= 0:
                try:
                    return self._working_days[self._working_up_to[offset] + n - 1]
                except IndexError:
                    pass
            raise self._ends(day, n)
        if n < 0:
            raise ValueError(f"The number of working days must be 0 or more; it is {n}.")
        self._must_know(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days in (start, end]; negative when `end` is before `start`.

        Raises CalendarEnds outside the known years.
        """
        self._must_know(start)
        self._must_know(end)
        counts, origin = self._working_up_to, self._origin
        return counts[end.toordinal() - origin] - counts[start.toordinal() - origin]

    def explain(self, day: date, n: int) -> tuple[DayCounted, ...]:
        """List each day that `after(day, n)` passes, counted or skipped, with the reason."""
        end = self.after(day, n)
        days: list[DayCounted] = []
        number = 0
        for ordinal in range(day.toordinal() + 1, end.toordinal() + 1):
            passed = date.fromordinal(ordinal)
            reason = self.closed_because(passed)
            number += reason is None
            counted = number if reason is None else None
            provisional = passed.year in self.provisional_years
            days.append(DayCounted(passed, counted, reason or "working day", provisional))
        return tuple(days)

    def closed_because(self, day: date) -> str | None:
        """Name why `day` is not a working day; None on a working day."""
        self._must_know(day)
        if day in self._names:
            return self._names[day]
        return _WEEKEND[day.weekday() - 5] if day.weekday() >= 5 else None

    def is_provisional(self, start: date, end: date) -> bool:
        """Say whether any day from `start` to `end`, both inclusive, is not yet proclaimed."""
        first, last = start.year, end.year
        if first == last:
            return first in self.provisional_years
        years = range(min(first, last), max(first, last) + 1)
        return not self.provisional_years.isdisjoint(years)

    def with_closures(
        self, extra: Iterable[Closure], version: str | None = None
    ) -> WorkingCalendar:
        """Return a calendar with further closures; none is ever taken away.

        `version` names the result; without it the name is derived from the days added. Raises
        ValueError when a day lies outside the known years.
        """
        added = tuple(c for c in sorted(extra, key=lambda c: c.day) if c.day not in self._names)
        for closure in added:
            if not self.first_day <= closure.day <= self.last_day:
                raise ValueError(
                    f"The closure {closure.day} ({closure.name}) lies outside the calendar, "
                    f"{self.first_day} to {self.last_day}; add its whole year first."
                )
        if not added and version is None:
            return self
        return WorkingCalendar(
            version=version or f"{self.version}+{_fingerprint(added)}",
            nation=self.nation,
            first_day=self.first_day,
            last_day=self.last_day,
            closures=tuple(sorted((*self.closures, *added), key=lambda c: c.day)),
            provisional_years=self.provisional_years,
        )

    def _must_know(self, day: date) -> None:
        if not self.first_day <= day <= self.last_day:
            raise self._ends(day, 0)

    def _ends(self, day: date, n: int) -> CalendarEnds:
        wanted = f"working day {n} after {day}" if n else f"{day}"
        return CalendarEnds(
            f"The calendar of {self.nation} ({self.version}) knows {self.first_day} to "
            f"{self.last_day} and cannot give {wanted}; add the bank holidays of that year."
        )


def _fingerprint(closures: tuple[Closure, ...]) -> str:
    return sha256(",".join(c.day.isoformat() for c in closures).encode()).hexdigest()[:8]
