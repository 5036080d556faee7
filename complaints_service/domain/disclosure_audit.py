"""What a reader could work out of hidden cells: exact integer bounds from everything public."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Key = Hashable
UNBOUNDED = 1_000_000_000
STEPS = 2_000
"""How long one question is searched; without an answer the cell counts as not protected."""


class Relation(NamedTuple):
    """Σ factor × cell is `total` (or at most `total`): what every reader knows of the cells."""

    terms: tuple[tuple[int, Key], ...]
    total: int = 0
    exact: bool = True


@dataclass
class Bounds:
    """The least and the greatest value that each hidden cell may still have."""

    low: dict[Key, int]
    high: dict[Key, int]

    def copy(self) -> Bounds:
        """Bounds to try something on."""
        return Bounds(dict(self.low), dict(self.high))


class Puzzle:
    """The hidden cells, what is known of them, and their true values to start a search from."""

    def __init__(self, truth: Mapping[Key, int], relations: Iterable[Relation]) -> None:
        self.truth = truth
        self.relations = tuple(relations)
        self.touching: dict[Key, list[int]] = {key: [] for key in truth}
        for number, relation in enumerate(self.relations):
            for _, key in relation.terms:
                self.touching[key].append(number)

    def outer(self) -> Bounds | None:
        """Bounds that surely hold, by propagation alone; None when nothing fits."""
        bounds = Bounds(dict.fromkeys(self.truth, 0), dict.fromkeys(self.truth, UNBOUNDED))
        return bounds if self._propagate(bounds, range(len(self.relations))) else None

    def possible(self, key: Key, value: int, within: Bounds) -> bool:
        """Whether whole numbers exist that fit everything known with `key` at `value`."""
        if not within.low[key] <= value <= within.high[key]:
            return False
        bounds = within.copy()
        bounds.low[key] = bounds.high[key] = value
        if not self._propagate(bounds, self.touching[key]):
            return False
        return self._search(bounds)

    def _search(self, bounds: Bounds) -> bool:
        stack: list[tuple[Bounds, Key | None]] = [(bounds, None)]
        for _ in range(STEPS):
            if not stack:
                return False
            here, moved = stack.pop()
            if moved is not None and not self._propagate(here, self.touching[moved]):
                continue
            broken = self._broken(here)
            if broken is None:
                return True
            stack.extend(self._branches(here, *broken))
        return False

    def _broken(self, bounds: Bounds) -> tuple[Relation, int] | None:
        """The first relation that the values nearest to the truth break, and by how much."""
        for relation in self.relations:
            excess = -relation.total
            for factor, key in relation.terms:
                excess += factor * _nearest(self.truth[key], bounds.low[key], bounds.high[key])
            if excess > 0 or (excess and relation.exact):
                return relation, excess
        return None

    def _branches(
        self, bounds: Bounds, relation: Relation, excess: int
    ) -> Iterator[tuple[Bounds, Key]]:
        """Ways to move one cell of a broken relation nearer to keeping it, the best last.

        Not every way is tried: a puzzle given up counts as not protected, which errs towards
        hiding one more cell.
        """
        for step in (1, abs(excess)):
            for factor, key in reversed(relation.terms):
                now = _nearest(self.truth[key], bounds.low[key], bounds.high[key])
                wanted = now - step * (1 if (excess > 0) == (factor > 0) else -1)
                moved = _nearest(wanted, bounds.low[key], bounds.high[key])
                if moved == now:
                    continue
                tried = bounds.copy()
                (tried.low if moved > now else tried.high)[key] = moved
                yield tried, key

    def _propagate(self, bounds: Bounds, changed: Iterable[int]) -> bool:
        queue = list(dict.fromkeys(changed))
        waiting = set(queue)
        while queue:
            number = queue.pop()
            waiting.discard(number)
            moved = _tighten(self.relations[number], bounds)
            if moved is None:
                return False
            for key in moved:
                for other in self.touching[key]:
                    if other not in waiting:
                        waiting.add(other)
                        queue.append(other)
        return True


def _nearest(value: int, low: int, high: int) -> int:
    return min(max(value, low), high)


def _tighten(relation: Relation, bounds: Bounds) -> list[Key] | None:
    """Narrow each cell of a relation; the cells that moved, or None when nothing fits."""
    least = sum(_least(factor, key, bounds) for factor, key in relation.terms)
    most = sum(_most(factor, key, bounds) for factor, key in relation.terms)
    if least > relation.total or (relation.exact and most < relation.total):
        return None
    moved: list[Key] = []
    for factor, key in relation.terms:
        room = relation.total - (least - _least(factor, key, bounds))
        need = relation.total - (most - _most(factor, key, bounds))
        low, high = _limits(factor, room, need, exact=relation.exact)
        low, high = max(low, bounds.low[key]), min(high, bounds.high[key])
        if low > high:
            return None
        if (low, high) != (bounds.low[key], bounds.high[key]):
            least += min(factor * low, factor * high) - _least(factor, key, bounds)
            most += max(factor * low, factor * high) - _most(factor, key, bounds)
            bounds.low[key], bounds.high[key] = low, high
            moved.append(key)
    return moved


def _limits(factor: int, room: int, need: int, *, exact: bool) -> tuple[int, int]:
    """The least and greatest x with `need` ≤ factor × x ≤ `room` (no `need` where not exact)."""
    if factor > 0:
        return (-(-need // factor) if exact else -UNBOUNDED, room // factor)
    return (-(room // -factor), need // factor if exact else UNBOUNDED)


def _least(factor: int, key: Key, bounds: Bounds) -> int:
    return factor * (bounds.low[key] if factor > 0 else bounds.high[key])


def _most(factor: int, key: Key, bounds: Bounds) -> int:
    return factor * (bounds.high[key] if factor > 0 else bounds.low[key])


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
