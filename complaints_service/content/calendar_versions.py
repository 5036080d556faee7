"""Makes the next version of every nation's calendar from a published list, and keeps it as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from complaints_service.content.closures import ENGLAND_AND_WALES
from complaints_service.content.govuk_holidays import HolidaysRefused
from complaints_service.domain.calendar import Closure, WorkingCalendar

Nations = Mapping[str, WorkingCalendar]
Years = Mapping[int, tuple[Closure, ...]]


@dataclass(frozen=True)
class Changed:
    """What a new version changes for one nation; `years` became proclaimed with it."""

    added: tuple[Closure, ...]
    removed: tuple[Closure, ...]
    years: tuple[int, ...]

    def __bool__(self) -> bool:
        """Say whether anything is changed."""
        return bool(self.added or self.removed or self.years)


def next_nations(
    current: Nations, published: Mapping[str, Sequence[Closure]], version: str
) -> dict[str, WorkingCalendar]:
    """Return the calendars in use with every published year in place of theirs.

    A nation that is not in the list, and each year that is not, stay as they are; years before
    the calendars begin are left aside. Raises HolidaysRefused for a year of England and Wales with
    fewer holidays than the calendar in use has (a list never shrinks) and for a gap between its
    years. No clock of a Code is counted by another nation's days: a year of theirs that is not
    whole stays as it is, and hinders nothing.
    """
    return {
        nation: _next(calendar, published.get(nation, ()), version)
        for nation, calendar in current.items()
    }


def _next(
    calendar: WorkingCalendar, published: Sequence[Closure], version: str
) -> WorkingCalendar:
    by_year = _by_year(calendar.closures)
    new: Years = {year: days for year, days in _by_year(published).items()
                  if year >= calendar.first_day.year}
    if calendar.nation == ENGLAND_AND_WALES:
        last = _last_year(calendar, by_year, new)
    else:
        last, new = _whole(calendar, by_year, new)
    years, provisional = {**by_year, **new}, calendar.provisional_years - frozenset(new)
    return WorkingCalendar(
        version=version,
        nation=calendar.nation,
        first_day=calendar.first_day,
        last_day=date(last, 12, 31),
        closures=tuple(Closure(one.day, one.name, year in provisional)
                       for year in sorted(years) for one in years[year]),
        provisional_years=provisional,
    )


def _whole(calendar: WorkingCalendar, by_year: Years, new: Years) -> tuple[int, Years]:
    """Return the last year known, and the new years that leave neither a gap nor a day out."""
    last = calendar.last_day.year
    kept: dict[int, tuple[Closure, ...]] = {}
    for year in sorted(new):
        if year <= last + 1 and len(new[year]) >= len(by_year.get(year, ())):
            last, kept[year] = max(last, year), new[year]
    return last, kept


def _last_year(calendar: WorkingCalendar, by_year: Years, new: Years) -> int:
    """Return the last year known when the new years are in place; HolidaysRefused where they
    leave a gap or a holiday out."""
    last = calendar.last_day.year
    for year in sorted(new):
        if year > last + 1:
            raise HolidaysRefused(
                f"The list has holidays of {year} for {calendar.nation}, but none of {last + 1}; "
                "complete it."
            )
        last = max(last, year)
        if len(new[year]) < len(by_year.get(year, ())):
            raise HolidaysRefused(_shrinks(calendar, year, by_year[year], new[year]))
    return last


def _shrinks(
    calendar: WorkingCalendar, year: int, ours: Sequence[Closure], new: Sequence[Closure]
) -> str:
    gone = ", ".join(f"{one.day.isoformat()} ({one.name})" for one in ours
                     if one.day not in {each.day for each in new})
    return (
        f"The list has {len(new)} holidays of {year} for {calendar.nation}, where the calendar in "
        f"use has {len(ours)}; it lacks {gone}. A holiday may be moved, never left out: complete "
        "the list."
    )


def _by_year(closures: Sequence[Closure]) -> dict[int, tuple[Closure, ...]]:
    years: dict[int, tuple[Closure, ...]] = {}
    for one in sorted(closures, key=lambda one: one.day):
        years[one.day.year] = (*years.get(one.day.year, ()), one)
    return years


def changed(before: WorkingCalendar, after: WorkingCalendar) -> Changed:
    """Return what the later version of a nation's calendar changes."""
    old = {one.day for one in before.closures}
    new = {one.day for one in after.closures}
    known = set(range(before.first_day.year, before.last_day.year + 1)) - before.provisional_years
    now = set(range(after.first_day.year, after.last_day.year + 1)) - after.provisional_years
    return Changed(
        added=tuple(one for one in after.closures if one.day not in old),
        removed=tuple(one for one in before.closures if one.day not in new),
        years=tuple(sorted(now - known)),
    )


def next_version(today: date, current: str) -> str:
    """Return a name that comes after `current` in plain order: today's date where it does."""
    if today.isoformat() > current:
        return today.isoformat()
    stem, plus, number = current.rpartition("+")
    if plus and number.isdigit():
        return f"{stem}+{int(number) + 1:02}"
    return f"{current}+01"


def as_data(calendars: Nations) -> dict[str, Any]:
    """Return the calendars as JSON-shaped data."""
    return {
        nation: {
            "first_day": one.first_day.isoformat(),
            "last_day": one.last_day.isoformat(),
            "provisional_years": sorted(one.provisional_years),
            "closures": [[each.day.isoformat(), each.name] for each in one.closures],
        }
        for nation, one in calendars.items()
    }


def from_data(version: str, data: Mapping[str, Any]) -> dict[str, WorkingCalendar]:
    """Return the calendars that `as_data` wrote."""
    return {nation: _calendar(version, nation, one) for nation, one in data.items()}


def _calendar(version: str, nation: str, data: Mapping[str, Any]) -> WorkingCalendar:
    provisional = frozenset(data["provisional_years"])
    return WorkingCalendar(
        version=version,
        nation=nation,
        first_day=date.fromisoformat(data["first_day"]),
        last_day=date.fromisoformat(data["last_day"]),
        closures=tuple(
            Closure(date.fromisoformat(day), name, int(day[:4]) in provisional)
            for day, name in data["closures"]
        ),
        provisional_years=provisional,
    )
