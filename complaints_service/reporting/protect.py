"""Lays all public tables of a council side by side, so that small numbers stay hidden in all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from complaints_service.domain.disclosure import Cell, Protection, protect
from complaints_service.domain.disclosure_audit import Key, Relation
from complaints_service.domain.periods import Period, period_of
from complaints_service.reporting.counts import COUNTS
from complaints_service.reporting.tally import ALL


class Place(NamedTuple):
    """Where a count stands in one edition: by what, which one, and what is counted."""

    breakdown: str
    key: str
    counted: str


@dataclass(frozen=True)
class Published:
    """An edition's counts as they truly are, the threshold of each, and which are in the open.

    Before it is decided what to hide, `shown` are those that would be printed at all: not what
    stands only in rows that rest on too few.
    """

    period: Period
    values: Mapping[Place, int]
    thresholds: Mapping[Place, int]
    shown: frozenset[Place]

    def to_facts(self) -> dict[str, Any]:
        """JSON to keep beside the edition, never published."""
        return {
            "period": self.period.key,
            "cells": [
                [*place, value, self.thresholds[place], place in self.shown]
                for place, value in self.values.items()
            ],
        }

    @staticmethod
    def from_facts(facts: Mapping[str, Any]) -> Published:
        """Read what `to_facts` wrote."""
        cells = {Place(*cell[:3]): cell[3:] for cell in facts["cells"]}
        return Published(
            period_of(facts["period"]),
            {place: rest[0] for place, rest in cells.items()},
            {place: rest[1] for place, rest in cells.items()},
            frozenset(place for place, rest in cells.items() if rest[2]),
        )


# (greater, smaller): the second count is a part of the first.
PARTS: tuple[tuple[str, str], ...] = (
    ("service_requests", "requests_raised"),
    ("accepted_or_not", "accepted"),
    ("accepted_or_not", "not_accepted"),
    *(
        (f"{stage}_{whole}", f"{stage}_{part}")
        for stage in ("stage_1", "stage_2")
        for whole, part in (
            ("ack_due", "ack_on_time"),
            ("decided", "in_code_time"),
            ("in_code_time", "on_time"),
            ("decided", "extended"),
            ("extended", "extended_invalid"),
            ("decided", "answered"),
            ("answered", "findings"),
            ("findings", "upheld_or_partly"),
            ("upheld_or_partly", "upheld"),
            ("answered", "changed"),
        )
    ),
)
# What follows by taking one published count from another: printed nowhere, protected all the same.
IMPLIED: tuple[tuple[str, str], ...] = tuple(
    (f"{stage}_{whole}", f"{stage}_{part}")
    for stage in ("stage_1", "stage_2")
    for whole, part in (("upheld_or_partly", "upheld"), ("findings", "upheld_or_partly"))
)
# (a, b, c): a - b = c, wherever all three stand.
DIFFERENCES: tuple[tuple[str, str, str], ...] = tuple(
    (f"{stage}_decided_or_overdue", f"{stage}_late_or_overdue", f"{stage}_in_code_time")
    for stage in ("stage_1", "stage_2")
)


def protected(new: Published, earlier: Sequence[Published]) -> tuple[frozenset[Place], Protection]:
    """Which places of `new` to hide, given every edition that was ever public, oldest first."""
    public = _Public()
    for edition in earlier:
        public.add(edition, fixed=True)
    public.add(new, fixed=False)
    public.join_periods([*earlier, new])
    found = protect(public.cells, public.relations(), public.hidden_before)
    return frozenset(
        place for place in new.values if _name(new, place) in found.hidden
    ), found


class _Public:
    """Every cell that is or was public, and every relation a reader knows between them."""

    def __init__(self) -> None:
        self.cells: dict[Key, Cell] = {}
        self.hidden_before: set[Key] = set()
        self._relations: dict[Relation, None] = {}

    def relations(self) -> list[Relation]:
        """The relations that hold; a corrected edition may break one of an older one."""
        return [one for one in self._relations if self._holds(one)]

    def add(self, edition: Published, *, fixed: bool) -> None:
        """Add an edition's cells and the relations within it; `fixed` once it was public."""
        for place, value in edition.values.items():
            name = _name(edition, place)
            shown = place in edition.shown
            before = self.cells.get(name)
            was_shown = before is not None and before.fixed
            threshold = edition.thresholds[place]
            small = 0 < value < threshold
            self.cells[name] = Cell(
                value,
                threshold,
                fixed=was_shown or (fixed and shown),
                implied=not (shown or small or was_shown),
            )
            if fixed and not shown:
                self.hidden_before.add(name)
        for relation in (*self._totals(edition), *self._within(edition)):
            self._relations[relation] = None

    def join_periods(self, editions: Iterable[Published]) -> None:
        """Quarters make up their year, for each count that adds up."""
        latest = {edition.period.key: edition for edition in editions}
        for year in latest.values():
            quarters = [latest[q.key] for q in year.period.quarters() if q.key in latest]
            if not quarters:
                continue
            for place in year.values:
                parts = [q for q in quarters if place in q.values]
                if place.key and COUNTS[place.counted].additive and parts:
                    terms = [(1, _name(q, place)) for q in parts]
                    terms.append((-1, _name(year, place)))
                    self._relations[Relation(tuple(terms), 0, len(parts) == 4)] = None

    def _totals(self, edition: Published) -> Iterator[Relation]:
        tables: dict[tuple[str, str], list[Place]] = {}
        for place in edition.values:
            if place.breakdown != ALL:
                tables.setdefault((place.breakdown, place.counted), []).append(place)
        for (_, count), places in tables.items():
            whole = Place(ALL, "", count)
            if whole in edition.values:
                terms = [(1, _name(edition, place)) for place in places]
                yield Relation((*terms, (-1, _name(edition, whole))))

    def _within(self, edition: Published) -> Iterator[Relation]:
        for breakdown, key in {(p.breakdown, p.key) for p in edition.values if p.key}:
            names = {
                count: _name(edition, Place(breakdown, key, count))
                for count in COUNTS
                if Place(breakdown, key, count) in edition.values
            }
            for whole, part in PARTS:
                if whole in names and part in names:
                    yield Relation(((1, names[part]), (-1, names[whole])), 0, exact=False)
            for whole, part, rest in DIFFERENCES:
                if whole in names and part in names and rest in names:
                    yield Relation(
                        ((1, names[whole]), (-1, names[part]), (-1, names[rest]))
                    )
            for whole, part in IMPLIED:
                if whole in names and part in names:
                    yield self._difference(edition, Place(breakdown, key, whole), part)

    def _difference(self, edition: Published, place: Place, part: str) -> Relation:
        smaller = Place(place.breakdown, place.key, part)
        value = edition.values[place] - edition.values[smaller]
        name = (*_name(edition, place), "less", *_name(edition, smaller))
        self.cells[name] = Cell(value, edition.thresholds[place], implied=True)
        return Relation(((1, _name(edition, place)), (-1, _name(edition, smaller)), (-1, name)))

    def _holds(self, relation: Relation) -> bool:
        found = sum(factor * self.cells[key].value for factor, key in relation.terms)
        return found == relation.total if relation.exact else found <= relation.total


def _name(edition: Published, place: Place) -> tuple[Any, ...]:
    # Two editions of a period that say the same speak of the same cell; one corrected since is
    # another cell, of which the older figure says nothing exact.
    return (edition.period.key, *place, edition.values[place])
