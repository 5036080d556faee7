"""What a reader could work out of hidden cells: exact integer bounds from everything public."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Key = Hashable
UNBOUNDED = 1_000_000_000
STEPS = 400
"""How long one question is searched; without an answer the cell counts as not protected."""


class Relation(NamedTuple):
    """Σ factor × cell is `total` (or at most `total`): what every reader knows of the cells.

    Factors are 1 or -1.
    """

    terms: tuple[tuple[int, Key], ...]
    total: int = 0
    exact: bool = True


class _Known(NamedTuple):
    """A relation over places in a puzzle instead of keys."""

    plus: tuple[int, ...]
    minus: tuple[int, ...]
    total: int
    exact: bool


@dataclass
class Bounds:
    """The least and the greatest value that each hidden cell may still have, by place."""

    low: list[int]
    high: list[int]

    def copy(self) -> Bounds:
        """Bounds to try something on."""
        return Bounds(self.low.copy(), self.high.copy())


class Puzzle:
    """The hidden cells, what is known of them, and their true values to start a search from."""

    def __init__(self, truth: Mapping[Key, int], relations: Iterable[Relation]) -> None:
        """Take the true values of the hidden cells and the relations between them."""
        self.keys = list(truth)
        self.place = {key: place for place, key in enumerate(self.keys)}
        self.truth = list(truth.values())
        self.relations = [self._known(one) for one in relations]
        self.touching: list[list[int]] = [[] for _ in self.keys]
        for number, known in enumerate(self.relations):
            for place in (*known.plus, *known.minus):
                self.touching[place].append(number)

    def outer(self) -> Bounds | None:
        """Bounds that surely hold, by propagation alone; None when nothing fits."""
        size = len(self.keys)
        bounds = Bounds([0] * size, [UNBOUNDED] * size)
        return bounds if self._propagate(bounds, range(len(self.relations))) else None

    def solution(self, key: Key, value: int, within: Bounds) -> dict[Key, int] | None:
        """Whole numbers for all cells that fit everything known with `key` at `value`.

        None where there are none, or none was found.
        """
        place = self.place[key]
        if not within.low[place] <= value <= within.high[place]:
            return None
        bounds = within.copy()
        bounds.low[place] = bounds.high[place] = value
        found = self._search(bounds, place)
        return None if found is None else dict(zip(self.keys, found, strict=True))

    def _known(self, relation: Relation) -> _Known:
        return _Known(
            tuple(self.place[key] for factor, key in relation.terms if factor > 0),
            tuple(self.place[key] for factor, key in relation.terms if factor < 0),
            relation.total,
            relation.exact,
        )

    def _search(self, bounds: Bounds, moved: int) -> list[int] | None:
        stack = [(bounds, moved)]
        for _ in range(STEPS):
            if not stack:
                return None
            here, moved = stack.pop()
            if not self._propagate(here, self.touching[moved]):
                continue
            values = [
                low if true < low else high if true > high else true
                for true, low, high in zip(self.truth, here.low, here.high, strict=True)
            ]
            broken = self._broken(values)
            if broken is None:
                return values
            stack.extend(_branches(here, values, *broken))
        return None

    def _broken(self, values: Sequence[int]) -> tuple[_Known, int] | None:
        """The first relation that these values break, and by how much."""
        for known in self.relations:
            excess = -known.total
            for place in known.plus:
                excess += values[place]
            for place in known.minus:
                excess -= values[place]
            if excess > 0 or (excess and known.exact):
                return known, excess
        return None

    def _propagate(self, bounds: Bounds, changed: Iterable[int]) -> bool:
        queue = list(changed)
        waiting = set(queue)
        while queue:
            number = queue.pop()
            waiting.discard(number)
            moved = _tighten(self.relations[number], bounds.low, bounds.high)
            if moved is None:
                return False
            for place in moved:
                for other in self.touching[place]:
                    if other not in waiting:
                        waiting.add(other)
                        queue.append(other)
        return True


def _branches(
    bounds: Bounds, values: Sequence[int], known: _Known, excess: int
) -> Iterator[tuple[Bounds, int]]:
    """Ways to move one cell of a broken relation nearer to keeping it, the best last.

    Not every way is tried: a puzzle given up counts as not protected, which errs towards hiding
    one more cell.
    """
    direction = 1 if excess > 0 else -1
    for step in (1, abs(excess)):
        for sign, places in ((1, known.minus), (-1, known.plus)):
            for place in reversed(places):
                wanted = values[place] + sign * step * direction
                moved = min(max(wanted, bounds.low[place]), bounds.high[place])
                if moved == values[place]:
                    continue
                tried = bounds.copy()
                (tried.low if moved > values[place] else tried.high)[place] = moved
                yield tried, place


def _tighten(known: _Known, low: list[int], high: list[int]) -> list[int] | None:
    """Narrow each cell of a relation; the places that moved, or None when nothing fits."""
    plus, minus, total, exact = known
    least = most = 0
    for place in plus:
        least += low[place]
        most += high[place]
    for place in minus:
        least -= high[place]
        most -= low[place]
    if least > total or (exact and most < total):
        return None
    # With the others at their best, a cell on the plus side can have `above` more than its least
    # and, where the total is exact, `below` less than its most; on the minus side the other way.
    above, below = total - least, most - total if exact else UNBOUNDED
    moved: list[int] = []
    for places, up, down in ((plus, above, below), (minus, below, above)):
        for place in places:
            least_now, most_now = low[place], high[place]
            if least_now + up < most_now:
                high[place] = least_now + up
                moved.append(place)
            if most_now - down > least_now:
                low[place] = most_now - down
                moved.append(place)
    return moved


def puzzles(
    truth: Mapping[Key, int], hidden: Iterable[Key], relations: Sequence[Relation]
) -> list[Puzzle]:
    """Put what is shown into the relations and part the hidden cells into separate puzzles."""
    left = {key: truth[key] for key in hidden}
    open_relations = [one for one in (_reduced(r, truth, left) for r in relations) if one.terms]
    parent: dict[Key, Key] = {key: key for key in left}
    for relation in open_relations:
        first = _root(parent, relation.terms[0][1])
        for _, key in relation.terms[1:]:
            parent[_root(parent, key)] = first
    parts: dict[Key, tuple[dict[Key, int], list[Relation]]] = {}
    for key, value in left.items():
        parts.setdefault(_root(parent, key), ({}, []))[0][key] = value
    for relation in open_relations:
        parts[_root(parent, relation.terms[0][1])][1].append(relation)
    return [Puzzle(cells, known) for cells, known in parts.values()]


def _reduced(relation: Relation, truth: Mapping[Key, int], left: Mapping[Key, int]) -> Relation:
    total = relation.total
    terms = []
    for factor, key in relation.terms:
        if key in left:
            terms.append((factor, key))
        else:
            total -= factor * truth[key]
    return Relation(tuple(terms), total, relation.exact)


def _root(parent: dict[Key, Key], key: Key) -> Key:
    while parent[key] != key:
        parent[key] = parent[parent[key]]
        key = parent[key]
    return key
