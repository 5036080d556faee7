"""Reads the closures of each nation and builds the calendars, older versions kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from complaints_service.content.problems import WorkflowError, problem
from complaints_service.content.toml_fields import Day, Tables, TomlSchema, Whole, Words
from complaints_service.content.tomlfiles import load_toml
from complaints_service.domain.calendar import Closure, WorkingCalendar

ENGLAND_AND_WALES = "england-and-wales"
NATIONS = (ENGLAND_AND_WALES, "scotland", "northern-ireland")
UNITED_KINGDOM = "united-kingdom"

_ONE_OF_THE_NATIONS = "write one of " + ", ".join(NATIONS)


class ClosureTable(TomlSchema):
    """One day on which no working day is counted."""

    day = Day(required=True)
    name = Words(required=True)


class YearTable(TomlSchema):
    """All bank holidays of one year."""

    year = Whole(required=True)
    closures = Tables(ClosureTable, required=True)


class ClosuresFile(TomlSchema):
    """A nation's bank holidays, as shipped."""

    nation = Words(required=True)
    title = Words(required=True)
    version = Words(required=True)
    checked_on = Day(required=True)
    source = Words(required=True)
    first_year = Whole(required=True)
    last_year = Whole(required=True)
    proclaimed_to = Whole(required=True)
    year = Tables(YearTable, required=True)


class FurtherClosuresFile(TomlSchema):
    """Days that an installation adds, or whole years that have been proclaimed since."""

    nation = Words(required=True)
    version = Words(required=True)
    checked_on = Day(required=True)
    source = Words(required=True)
    year = Tables(YearTable)
    closure = Tables(ClosureTable)


@dataclass(frozen=True)
class _Years:
    """Closures by year, and the last year that is proclaimed."""

    nation: str
    title: str
    version: str
    proclaimed_to: int
    by_year: Mapping[int, tuple[Closure, ...]]

    def calendar(self) -> WorkingCalendar:
        years = sorted(self.by_year)
        return WorkingCalendar(
            version=self.version,
            nation=self.nation,
            first_day=date(years[0], 1, 1),
            last_day=date(years[-1], 12, 31),
            closures=tuple(c for year in years for c in self.by_year[year]),
            provisional_years=frozenset(y for y in years if y > self.proclaimed_to),
        )


def load_calendars(
    nation: str, shipped: Path, overlay: Path | None
) -> tuple[WorkingCalendar, ...]:
    """Return the nation's calendars, the shipped one first and the current one last.

    Each file of `overlay` adds to those before it, in the order of their versions; no proclaimed
    day is ever removed. Raises WorkflowError with file, key, value and mend.
    """
    years = _shipped(shipped / f"{nation}.toml", nation)
    calendars = [years.calendar()]
    for file, tables in _further(overlay, nation):
        if tables["version"] <= years.version:
            mend = f'it must come after "{years.version}"; give it a later name'
            raise WorkflowError([problem(file, "version", tables["version"], mend)])
        years = _added(file, years, tables)
        calendars.append(years.calendar())
    return tuple(calendars)


def check_closures(file: Path, schema: type[TomlSchema]) -> None:
    """Read one file of closures by itself. Raises WorkflowError with every fault."""
    tables = load_toml(file, schema)
    if tables["nation"] not in NATIONS:
        raise WorkflowError([problem(file, "nation", tables["nation"], _ONE_OF_THE_NATIONS)])
    _by_year(file, tables.get("year", ()), tables.get("proclaimed_to", 9999))


def united_kingdom(calendars: Sequence[WorkingCalendar]) -> WorkingCalendar:
    """Join the nations: a day closed in any of them is closed.

    Freedom of Information Act 2000, section 10(6), counts no bank holiday in any part of the
    United Kingdom; no Code clock uses this calendar.
    """
    versions = sorted({calendar.version for calendar in calendars})
    return WorkingCalendar(
        version="+".join(versions),
        nation=UNITED_KINGDOM,
        first_day=max(calendar.first_day for calendar in calendars),
        last_day=min(calendar.last_day for calendar in calendars),
        closures=tuple(_joined(calendars)),
        provisional_years=frozenset().union(*(c.provisional_years for c in calendars)),
    )


def _joined(calendars: Sequence[WorkingCalendar]) -> Iterable[Closure]:
    days = sorted({closure.day for calendar in calendars for closure in calendar.closures})
    for day in days:
        closed = [(c.nation, closure) for c in calendars for closure in c.closures
                  if closure.day == day]
        name = closed[0][1].name
        if len(closed) < len(calendars):
            name += " (" + ", ".join(nation.replace("-", " ").title() for nation, _ in closed) + ")"
        yield Closure(day, name, any(closure.provisional for _, closure in closed))


def _shipped(file: Path, nation: str) -> _Years:
    tables = load_toml(file, ClosuresFile)
    if tables["nation"] != nation:
        mend = f'the file is named {file.name}; write "{nation}"'
        raise WorkflowError([problem(file, "nation", tables["nation"], mend)])
    proclaimed_to = tables["proclaimed_to"]
    by_year = _by_year(file, tables["year"], proclaimed_to)
    for year in range(tables["first_year"], tables["last_year"] + 1):
        if year not in by_year:
            raise WorkflowError([
                problem(file, "year", year, "the year is missing; add its bank holidays")
            ])
    return _Years(nation, tables["title"], tables["version"], proclaimed_to, by_year)


def _further(overlay: Path | None, nation: str) -> list[tuple[Path, dict[str, Any]]]:
    if overlay is None:
        return []
    found = sorted(overlay.glob("*.toml"))
    files = [(file, load_toml(file, FurtherClosuresFile)) for file in found]
    for file, tables in files:
        if tables["nation"] not in NATIONS:
            raise WorkflowError([problem(file, "nation", tables["nation"], _ONE_OF_THE_NATIONS)])
    ours = [(file, tables) for file, tables in files if tables["nation"] == nation]
    return sorted(ours, key=lambda pair: str(pair[1]["version"]))


def _added(file: Path, years: _Years, tables: dict[str, Any]) -> _Years:
    by_year = dict(years.by_year)
    proclaimed_to = years.proclaimed_to
    for year, closures in sorted(_by_year(file, tables.get("year", []), 9999).items()):
        if year != proclaimed_to + 1:
            expected = proclaimed_to + 1
            mend = f"the next year to be proclaimed is {expected}; no year is replaced"
            raise WorkflowError([problem(file, "year", year, mend)])
        by_year[year] = closures
        proclaimed_to = year
    for table in tables.get("closure", []):
        day: date = table["day"]
        if day.year not in by_year:
            mend = f"the calendar ends in {max(by_year)}; add the whole year first"
            raise WorkflowError([problem(file, "day", day, mend)])
        if day not in {closure.day for closure in by_year[day.year]}:
            further = Closure(day, table["name"], day.year > proclaimed_to)
            by_year[day.year] = tuple(sorted((*by_year[day.year], further), key=lambda c: c.day))
    return _Years(years.nation, years.title, tables["version"], proclaimed_to, by_year)


def _by_year(
    file: Path, tables: Sequence[Mapping[str, Any]], proclaimed_to: int
) -> dict[int, tuple[Closure, ...]]:
    by_year: dict[int, tuple[Closure, ...]] = {}
    problems: list[str] = []
    for table in tables:
        year = table["year"]
        if year in by_year:
            problems.append(problem(file, "year", year, "it stands twice; keep one"))
        if not table["closures"]:
            problems.append(problem(file, f"closures of {year}", [], "no year has none; add them"))
        days = [closure["day"] for closure in table["closures"]]
        for day in sorted({day for day in days if days.count(day) > 1}):
            problems.append(problem(file, "day", day, "it stands twice; keep one"))
        for day in days:
            if day.year != year:
                problems.append(problem(file, "day", day, f"it stands under {year}; move it"))
        by_year[year] = tuple(
            Closure(c["day"], c["name"], year > proclaimed_to)
            for c in sorted(table["closures"], key=lambda c: c["day"])
        )
    if problems:
        raise WorkflowError(problems)
    return by_year
