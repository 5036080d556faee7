"""Which small numbers of a set of public tables are hidden, and which more so that they stay so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from complaints_service.domain.disclosure_audit import (
    UNBOUNDED,
    Bounds,
    Key,
    Puzzle,
    Relation,
    puzzles,
)

MARKER = "c"
"""What stands in place of a hidden figure; never a blank and never a nought."""


class Tier(StrEnum):
    """How sensitive a table is."""

    WHOLE_COUNCIL = "A"
    SERVICE = "B"
    SMALL_AREA = "C"
    EQUALITY = "D"


THRESHOLDS: Mapping[Tier, int] = MappingProxyType(
    {Tier.WHOLE_COUNCIL: 0, Tier.SERVICE: 5, Tier.SMALL_AREA: 5, Tier.EQUALITY: 10}
)


@dataclass(frozen=True)
class Cell:
    """One whole number that may be published.

    `threshold` 0 is never hidden; `fixed` was published before and cannot be hidden any more;
    `implied` is never printed, but follows from what is (so it is protected like the others).
    """

    value: int
    threshold: int = 0
    fixed: bool = False
    implied: bool = False

    @property
    def small(self) -> bool:
        """Whether it must be hidden for itself; noughts are shown."""
        return 0 < self.value < self.threshold

    @property
    def hideable(self) -> bool:
        """Whether it may still be hidden."""
        return self.threshold > 0 and not self.fixed


@dataclass(frozen=True)
class Protection:
    """What to hide, and what stays exact though hidden, because older figures give it away."""

    hidden: frozenset[Key]
    exposed: frozenset[Key]


def protect(
    cells: Mapping[Key, Cell],
    relations: Sequence[Relation],
    hidden_before: Iterable[Key] = (),
) -> Protection:
    """Hide small cells, then further ones, until an exact audit of everything public passes.

    `relations` hold for the cells' true values: totals, parts of a whole, quarters and their
    year, over this and every earlier edition. `hidden_before` stay hidden where they can, so
    that two editions never differ in what they hide. ValueError when a relation does not hold.
    """
    _must_hold(cells, relations)
    truth = {key: cell.value for key, cell in cells.items()}
    hidden = {key for key, cell in cells.items() if cell.implied or _hides_first(cell)}
    hidden.update(key for key in hidden_before if key in cells and cells[key].hideable)
    wanted = _wanted(cells, truth, relations)
    neighbours = _neighbours(relations)
    settled: set[Key] = set()  # hiding more only widens bounds, so what passed once has passed
    helpless: set[Key] = set()
    while True:
        added = False
        for puzzle in puzzles(truth, hidden, relations):
            failing = _failing(puzzle, cells, wanted, settled)
            if failing is None:
                continue
            more = _next_to_hide(failing, cells, hidden, neighbours)
            if more is None:
                settled.add(failing)
                helpless.add(failing)
            else:
                hidden.add(more)
            added = True
        if not added:
            break
    return Protection(
        frozenset(key for key in hidden if not cells[key].implied),
        _exposed(truth, hidden, cells, relations, helpless),
    )


def _hides_first(cell: Cell) -> bool:
    return cell.small and cell.hideable


def _must_hold(cells: Mapping[Key, Cell], relations: Sequence[Relation]) -> None:
    for relation in relations:
        found = sum(factor * cells[key].value for factor, key in relation.terms)
        if found > relation.total or (relation.exact and found != relation.total):
            raise ValueError(f"The figures break {relation}: they give {found}.")


def _wanted(
    cells: Mapping[Key, Cell], truth: Mapping[Key, int], relations: Sequence[Relation]
) -> dict[Key, tuple[int, int]]:
    """For each cell the bounds that hold even if everything that can be hidden is.

    No hiding can widen them: a total of 2 that is public leaves at most 2 to each part.
    """
    free = [key for key, cell in cells.items() if cell.hideable or cell.implied]
    found: dict[Key, tuple[int, int]] = {}
    for puzzle in puzzles(truth, free, relations):
        outer = puzzle.outer()
        for key in puzzle.truth:
            found[key] = (outer.low[key], outer.high[key]) if outer else (0, UNBOUNDED)
    return found


def _failing(
    puzzle: Puzzle,
    cells: Mapping[Key, Cell],
    wanted: Mapping[Key, tuple[int, int]],
    settled: set[Key],
) -> Key | None:
    """The first hidden cell of a puzzle that can be worked out too closely."""
    within = puzzle.outer()
    if within is None:
        return None
    for key in puzzle.truth:
        cell = cells[key]
        if key in settled or cell.threshold == 0 or (cell.implied and not cell.small):
            continue
        low, high = wanted.get(key, (0, UNBOUNDED))
        width = cell.threshold - 1
        if cell.small:
            values: Iterable[int] = range(max(0, low), min(width, high) + 1)
            safe = all(v == cell.value or puzzle.possible(key, v, within) for v in values)
        else:
            safe = _spread(puzzle, key, within, min(width, high - low)) >= min(width, high - low)
        if not safe:
            return key
        settled.add(key)
    return None


def _spread(puzzle: Puzzle, key: Key, within: Bounds, width: int) -> int:
    """How far a hidden cell may lie from its true value, below and above together."""
    spread = 0
    for step in (1, -1):
        reached = puzzle.truth[key]
        while spread < width and puzzle.possible(key, reached + step, within):
            reached += step
            spread += 1
    return spread


def _neighbours(relations: Sequence[Relation]) -> dict[Key, list[Relation]]:
    found: dict[Key, list[Relation]] = {}
    for relation in relations:
        for _, key in relation.terms:
            found.setdefault(key, []).append(relation)
    return found


def _next_to_hide(
    failing: Key,
    cells: Mapping[Key, Cell],
    hidden: set[Key],
    neighbours: Mapping[Key, list[Relation]],
) -> Key | None:
    """The smallest cell, noughts last, that shares a relation with `failing` or its mates."""
    seen, ring = {failing}, [failing]
    while ring:
        around = {
            key for one in ring for relation in neighbours.get(one, ()) for _, key in relation.terms
        } - seen
        open_ones = [key for key in around if key not in hidden and cells[key].hideable]
        if open_ones:
            return min(open_ones, key=lambda key: _cheapest(key, cells[key]))
        seen |= around
        # Only hidden cells lead further: what is shown parts the tables.
        ring = [key for key in around if key in hidden]
    return None


def _cheapest(key: Key, cell: Cell) -> tuple[bool, int, str]:
    return (cell.value == 0, cell.value, repr(key))


def _exposed(
    truth: Mapping[Key, int],
    hidden: set[Key],
    cells: Mapping[Key, Cell],
    relations: Sequence[Relation],
    helpless: set[Key],
) -> frozenset[Key]:
    """Small cells that have one possible value left, whatever this edition hides."""
    found: set[Key] = set()
    for puzzle in puzzles(truth, hidden, relations):
        for key in helpless.intersection(puzzle.truth):
            within = puzzle.outer()
            if within and cells[key].small and _spread(puzzle, key, within, 1) == 0:
                found.add(key)
    return frozenset(found)
