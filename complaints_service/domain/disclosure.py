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
    audit = Audit(cells, _wanted(cells, truth, relations))
    neighbours = _neighbours(relations)
    helpless: set[Key] = set()
    while True:
        added = False
        for puzzle in puzzles(truth, hidden, relations):
            failing = audit.failing(puzzle)
            if failing is None:
                continue
            more = _next_to_hide(failing, cells, hidden, neighbours)
            if more is None:
                audit.settled.add(failing)
                helpless.add(failing)
            else:
                hidden.add(more)
            added = True
        if not added:
            break
    printed = frozenset(key for key in hidden if not cells[key].implied)
    return Protection(printed, frozenset(k for k in hidden if audit.exposes(k, k in helpless)))


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
        for place, key in enumerate(puzzle.keys):
            found[key] = (outer.low[place], outer.high[place]) if outer else (0, UNBOUNDED)
    return found


class Audit:
    """Finds hidden cells that can be worked out too closely.

    Hiding more only widens what is possible, so a value once found possible stays so, and a cell
    that passed has passed.
    """

    def __init__(
        self, cells: Mapping[Key, Cell], wanted: Mapping[Key, tuple[int, int]]
    ) -> None:
        """`wanted` bounds what can be asked of a cell at all."""
        self.cells = cells
        self.wanted = wanted
        self.settled: set[Key] = set()
        self.possible: dict[Key, set[int]] = {}

    def failing(self, puzzle: Puzzle) -> Key | None:
        """The first cell of a puzzle that is not protected; None when all are."""
        asked = [key for key in puzzle.keys if key not in self.settled and self._asked(key)]
        within = puzzle.outer() if asked else None
        for key in asked:
            if within is None or not self._protected(puzzle, key, within):
                return key
            self.settled.add(key)
        return None

    def exposes(self, key: Key, helpless: bool) -> bool:
        """Whether a small cell has one value left, whatever is hidden."""
        cell = self.cells[key]
        low, high = self.wanted.get(key, (0, UNBOUNDED))
        others = self.possible.get(key, set()) - {cell.value}
        return cell.small and (low == high or (helpless and not others))

    def _asked(self, key: Key) -> bool:
        cell = self.cells[key]
        return cell.threshold > 0 and (cell.small or not cell.implied)

    def _protected(self, puzzle: Puzzle, key: Key, within: Bounds) -> bool:
        cell = self.cells[key]
        low, high = self.wanted.get(key, (0, UNBOUNDED))
        width = cell.threshold - 1
        if cell.small:
            values = range(max(0, low), min(width, high) + 1)
            return all(self._can_be(puzzle, key, value, within) for value in values)
        # Hidden for others' sake: a nought tells nothing as long as it might be something.
        return self._spread(puzzle, key, within, min(width if cell.value else 1, high - low))

    def _spread(self, puzzle: Puzzle, key: Key, within: Bounds, width: int) -> bool:
        """Whether a cell hidden for others' sake may lie `width` values apart."""
        value, spread = self.cells[key].value, 0
        for step in (1, -1):
            reached = value
            while spread < width and self._can_be(puzzle, key, reached + step, within):
                reached += step
                spread += 1
        return spread >= width

    def _can_be(self, puzzle: Puzzle, key: Key, value: int, within: Bounds) -> bool:
        if value == self.cells[key].value or value in self.possible.get(key, ()):
            return True
        found = puzzle.solution(key, value, within)
        if found is None:
            return False
        # One solution answers many questions at once.
        for one, its_value in found.items():
            self.possible.setdefault(one, set()).add(its_value)
        return True


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
    """The smallest cell, noughts last, that shares a relation with `failing` or its mates.

    Cells that could not be anything else even when hidden come last of all: they protect nobody.
    """
    seen, ring = {failing}, [failing]
    fixed: list[Key] = []
    while ring:
        around = {
            key for one in ring for relation in neighbours.get(one, ()) for _, key in relation.terms
        } - seen
        open_ones = [key for key in around if key not in hidden and cells[key].hideable]
        loose = [key for key in open_ones if _has_room(key, cells, hidden, neighbours)]
        if loose:
            return min(loose, key=lambda key: _cheapest(key, cells[key]))
        fixed += open_ones
        seen |= around
        # Only hidden cells lead further: what is shown parts the tables.
        ring = [key for key in around if key in hidden or key in open_ones]
    return min(fixed, key=lambda key: _cheapest(key, cells[key]), default=None)


def _has_room(
    key: Key,
    cells: Mapping[Key, Cell],
    hidden: set[Key],
    neighbours: Mapping[Key, list[Relation]],
) -> bool:
    """Whether a cell, once hidden, could have some other value, as far as each relation alone
    tells; a part of a whole that is shown as nought could not."""
    for relation in neighbours.get(key, ()):
        others = [other for _, other in relation.terms if other != key]
        if any(other in hidden or cells[other].implied for other in others):
            continue
        if relation.exact:
            if not any(cells[other].hideable for other in others):
                return False
            continue
        factor = next(factor for factor, other in relation.terms if other == key)
        if factor > 0 and _most(relation, key, cells) < cells[key].threshold - 1:
            return False
    return True


def _most(relation: Relation, key: Key, cells: Mapping[Key, Cell]) -> int:
    """The most that a relation leaves to one cell when it shows all others."""
    return relation.total - sum(
        factor * cells[other].value for factor, other in relation.terms if other != key
    )


def _cheapest(key: Key, cell: Cell) -> tuple[bool, int, str]:
    return (cell.value == 0, cell.value, repr(key))
