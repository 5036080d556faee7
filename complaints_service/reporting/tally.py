"""Counts everything a report asks for, by every breakdown, in one scan of each kind of row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    bindparam,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Session

from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.periods import Period
from complaints_service.reporting.counts import (
    COUNTS,
    Count,
    Family,
    base_of,
    c,
    rows_of,
)
from complaints_service.reporting.lengths import LENGTHS, Days, working_days_until
from complaints_service.reporting.measures import MEASURES, counts_of

ALL = "all"
NOT_RECORDED = "none"
"""The key of what has no service, category … recorded: shown, never dropped."""

DIMENSIONS: Mapping[str, ColumnElement[Any]] = {
    "service": c.service,
    "category": c.category,
    "channel": c.channel,
    "ground": c.declined_ground,
    "ward": c.ward,
    "cause": c.cause,
}


@dataclass(frozen=True)
class Scope:
    """What is counted: the organisations (a council with its predecessors), the period and the
    London date of the count; what happened on that day is in."""

    organisations: tuple[str, ...]
    period: Period
    today: date

    @property
    def end(self) -> date:
        """The day whose end the state of things is taken at."""
        return min(self.period.last, self.today)


@dataclass
class Tally:
    """Counts and days by (breakdown, key); the whole council is (`all`, ``)."""

    counts: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    days: dict[tuple[str, str], dict[str, dict[int, int]]] = field(default_factory=dict)

    def count(self, breakdown: str, key: str, name: str) -> int:
        """One count; nought where no row has that key."""
        return self.counts.get((breakdown, key), {}).get(name, 0)

    def days_of(self, breakdown: str, key: str, name: str) -> Mapping[int, int]:
        """How many took how many working days."""
        return self.days.get((breakdown, key), {}).get(name, {})

    def keys(self, breakdown: str) -> tuple[str, ...]:
        """The keys found in a breakdown, in order."""
        return tuple(sorted(key for kind, key in self.counts if kind == breakdown))


@dataclass(frozen=True)
class Reader:
    """Runs a statement with the values that the conditions name."""

    session: Session
    options: Mapping[str, Any]
    values: dict[str, Any]

    def rows(self, statement: Select[Any]) -> Iterable[RowMapping]:
        """The statement's rows by column name."""
        found = self.session.execute(statement, self.values, execution_options=self.options)
        return found.mappings()


def tally(
    session: Session,
    scope: Scope,
    measures: Sequence[str],
    breakdowns: Mapping[str, Sequence[str]],
    calendar: WorkingCalendar,
    options: Mapping[str, Any] | None = None,
) -> Tally:
    """Count `measures` for the whole scope, and each by the breakdowns it is wanted in.

    `breakdowns` maps a dimension to the measures wanted by it; `options` are execution options,
    such as those of `as_it_stood`.
    """
    found = Tally()
    values = parameters(scope, calendar)
    reader = Reader(session, options or {}, values)
    for family in Family:
        wanted = _wanted(family, measures, breakdowns)
        if wanted:
            asked = {MEASURES[one].days for one in measures}
            days = LENGTHS.get(family)
            if days is not None and not asked.intersection(days.counted):
                days = None
            _count(reader, family, wanted, days, found)
    _sum_parts(found)
    return found


def behind(
    session: Session, scope: Scope, count: str, breakdown: str = ALL, key: str = ""
) -> list[str]:
    """The references behind one count, in order: as many as the figure says."""
    one = COUNTS[count]
    statement = _of_scope(select(c.ref), one.family).where(one.condition).order_by(c.ref)
    if breakdown != ALL:
        statement = statement.where(_key_of(breakdown) == key)
    return list(session.scalars(statement, _dates(scope)))


def parameters(scope: Scope, calendar: WorkingCalendar) -> dict[str, Any]:
    """The values that the conditions and the count of working days are computed with."""
    return {
        **_dates(scope),
        "working_days": working_days_until(calendar),
        "calendar_starts": calendar.first_day,
    }


def _dates(scope: Scope) -> dict[str, Any]:
    return {
        "organisations": list(scope.organisations),
        "first": scope.period.first,
        "last": scope.end,
        "end": scope.end,
        "today": scope.today,
    }


def _wanted(
    family: Family, measures: Sequence[str], breakdowns: Mapping[str, Sequence[str]]
) -> dict[str, tuple[Count, ...]]:
    """The counts of a family to make: for everything, and by each dimension."""
    asked = {ALL: measures, **breakdowns}
    found = {
        kind: tuple(one for one in _counted(ids) if one.family is family)
        for kind, ids in asked.items()
    }
    return {kind: counts for kind, counts in found.items() if counts}


def _counted(measures: Iterable[str]) -> Iterable[Count]:
    names = [name for one in counts_of(measures) for name in COUNTS[one].parts or (one,)]
    return (COUNTS[name] for name in dict.fromkeys(names))


def _sum_parts(found: Tally) -> None:
    for counts in found.counts.values():
        for one in COUNTS.values():
            if any(part in counts for part in one.parts):
                counts[one.name] = sum(counts.get(part, 0) for part in one.parts)


def _count(
    reader: Reader,
    family: Family,
    wanted: Mapping[str, Sequence[Count]],
    days: Days | None,
    found: Tally,
) -> None:
    """One statement: a filtered aggregate a count, a grouping set a breakdown.

    The whole is the sum of the first breakdown's parts. Days are a part of each group's key:
    medians and percentiles then need no sort in the database.
    """
    kinds = [kind for kind in wanted if kind != ALL]
    counts = {one.name: one for ones in wanted.values() for one in ones}
    statement = _grouped(family, kinds, counts.values(), days)
    for row in reader.rows(statement):
        place = _place_of(row, kinds)
        if place[0] != ALL:
            _add(found, place, [one.name for one in wanted[place[0]]], row, days)
        if place[0] == ALL or place[0] == kinds[0]:
            _add(found, (ALL, ""), [one.name for one in wanted[ALL]], row, days)


def _add(
    found: Tally, place: tuple[str, str], names: Sequence[str], row: Mapping[Any, Any],
    days: Days | None,
) -> None:
    counts = found.counts.setdefault(place, {})
    for name in names:
        counts[name] = counts.get(name, 0) + row[name]
    if days is None or row["length"] is None:
        return
    for name, counted in days.counted.items():
        if row.get(counted):
            lengths = found.days.setdefault(place, {}).setdefault(name, {})
            lengths[row["length"]] = lengths.get(row["length"], 0) + row[counted]


def _grouped(
    family: Family, kinds: Sequence[str], counts: Iterable[Count], days: Days | None
) -> Select[Any]:
    keys = {kind: _key_of(kind) for kind in kinds}
    length = () if days is None else (days.length,)
    columns: list[ColumnElement[Any]] = [key.label(f"key_{kind}") for kind, key in keys.items()]
    columns += [func.grouping(key).label(f"over_{kind}") for kind, key in keys.items()]
    columns += [one.label("length") for one in length]
    columns += [func.count().filter(one.condition).label(one.name) for one in counts]
    sets = [tuple_(key, *length) for key in keys.values()] or [tuple_(*length)]
    return _of_scope(select(*columns), family).group_by(func.grouping_sets(*sets))


def _of_scope(statement: Select[Any], family: Family) -> Select[Any]:
    organisations: Any = bindparam("organisations", expanding=True)
    return (
        statement.select_from(rows_of(family))
        .where(c.organisation.in_(organisations))
        .where(base_of(family))
    )


def _key_of(kind: str) -> ColumnElement[Any]:
    return func.coalesce(DIMENSIONS[kind], text(f"'{NOT_RECORDED}'"))


def _place_of(row: Mapping[Any, Any], kinds: Sequence[str]) -> tuple[str, str]:
    for kind in kinds:
        if not row[f"over_{kind}"]:
            return kind, row[f"key_{kind}"]
    return ALL, ""
