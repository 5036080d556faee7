"""An attacker who knows everything published cannot tell a hidden number.

The attacker here shares no code with what hides. It sees the tables as a network: cells are edges
whose flows must balance at every total, and what a hidden cell can be is found by pushing flow
round circles of other hidden cells, which for such tables is exact.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints_service.domain.disclosure import Cell, protect
from complaints_service.domain.disclosure_audit import Relation

T = 5
Cells = dict[Any, Cell]
Edges = Mapping[Any, tuple[Any, Any]]
"""From which node to which a cell's edge leads; only hidden cells have one."""


def path(edges: Edges, flow: Mapping[Any, int], start: Any, end: Any, without: Any) -> list[Any]:
    """A way from start to end: along an edge at will, against it where it still carries flow."""
    came: dict[Any, tuple[Any, Any, int] | None] = {start: None}
    queue = [start]
    while queue and end not in came:
        node = queue.pop(0)
        for key, (tail, head) in edges.items():
            if key == without:
                continue
            for at, to, sign in ((tail, head, 1), (head, tail, -1)):
                if at == node and to not in came and (sign > 0 or flow[key] > 0):
                    came[to] = (key, node, sign)
                    queue.append(to)
    found = []
    while end in came and came[end] is not None:
        key, node, sign = came[end]  # type: ignore[misc]
        found.append((key, sign))
        end = node
    return found


def bounds(edges: Edges, values: Mapping[Any, int], cell: Any) -> tuple[int, int]:
    """The least and the greatest value that a hidden cell can have."""
    tail, head = edges[cell]
    limits = []
    for sign in (-1, 1):
        flow = dict(values)
        while flow[cell] + sign >= 0 and flow[cell] < 60:
            ends = (tail, head) if sign < 0 else (head, tail)
            circle = path(edges, flow, *ends, without=cell)
            if not circle:
                break
            for key, step in circle:
                flow[key] += step
            flow[cell] += sign
        limits.append(flow[cell])
    return limits[0], limits[1]


def safe(cells: Cells, edges: Edges, hidden: Sequence[Any], most: int) -> bool:
    """Whether each small hidden cell may be anything up to 4 (or up to what a total allows), and
    no other is certain."""
    values = {key: cells[key].value for key in hidden}
    here = {key: edges[key] for key in hidden}
    for key in hidden:
        low, high = bounds(here, values, key)
        if cells[key].small:
            if low > 0 or high < min(T - 1, most):
                return False
        elif low == high and high > 0:
            return False
    return True


def one_table(counts: Sequence[int]) -> tuple[Cells, list[Relation]]:
    cells: Cells = {n: Cell(count, T) for n, count in enumerate(counts)}
    cells["all"] = Cell(sum(counts))
    terms = [(1, n) for n in range(len(counts))]
    return cells, [Relation((*terms, (-1, "all")))]


@settings(max_examples=150)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=8))
def test_no_hidden_cell_of_a_table_can_be_worked_out(counts: list[int]) -> None:
    cells, relations = one_table(counts)
    found = protect(cells, relations)
    assert {n for n, count in enumerate(counts) if 0 < count < T} <= found.hidden
    assert "all" not in found.hidden
    assert not found.exposed
    edges = dict.fromkeys(range(len(counts)), ("from", "to"))
    assert safe(cells, edges, sorted(found.hidden, key=repr), sum(counts))


def quarters_and_year(rng: random.Random) -> tuple[Cells, list[Relation]]:
    keys, quarters = range(rng.randint(2, 8)), range(4)
    cells: Cells = {}
    relations = []
    for key in keys:
        for quarter in quarters:
            cells[quarter, key] = Cell(rng.choice([0, 1, 2, 3, 5, 6]), T)
        year = sum(cells[quarter, key].value for quarter in quarters)
        cells["year", key] = Cell(year, T)
        terms = [(1, (quarter, key)) for quarter in quarters]
        relations.append(Relation((*terms, (-1, ("year", key)))))
    for period in (*quarters, "year"):
        cells[period, "all"] = Cell(sum(cells[period, key].value for key in keys))
        terms = [(1, (period, key)) for key in keys]
        relations.append(Relation((*terms, (-1, (period, "all")))))
    return cells, relations


@pytest.mark.parametrize("seed", range(60))
def test_quarters_and_their_year_together_give_nothing_away(seed: int) -> None:
    cells, relations = quarters_and_year(random.Random(seed))
    found = protect(cells, relations)
    assert not found.exposed
    edges = {
        (period, key): (("k", key), "end") if period == "year" else (("q", period), ("k", key))
        for period, key in cells
        if key != "all"
    }
    values = {key: cells[key].value for key in found.hidden}
    here = {key: edges[key] for key in found.hidden}
    for key in found.hidden:
        if cells[key].small:
            low, high = bounds(here, values, key)
            # A quarter's own total may leave less than 4.
            most = min(T - 1, cells[key[0], "all"].value)
            assert low == 0, (seed, key, low, high)
            assert high >= most, (seed, key, low, high)


def test_the_attacker_breaks_what_is_hidden_by_the_simple_rule() -> None:
    """One more cell wherever a row has exactly one hidden is not enough: 1 and 1 are both told."""
    counts = [1, 1, 20]
    cells, _ = one_table(counts)
    edges = dict.fromkeys(range(3), ("from", "to"))
    assert not safe(cells, edges, [0, 1], sum(counts))
    assert safe(cells, edges, [0, 1, 2], sum(counts))


def test_noughts_are_shown() -> None:
    cells, relations = one_table([0, 0, 20, 30])
    assert protect(cells, relations).hidden == frozenset()


def test_what_was_hidden_before_stays_hidden() -> None:
    cells, relations = one_table([2, 7, 8, 9])
    first = protect(cells, relations)
    other = next(key for key in (2, 3) if key not in first.hidden)
    again = protect(cells, relations, hidden_before=[other])
    assert other in again.hidden


def test_a_number_that_older_figures_give_away_is_reported() -> None:
    # The year and three quarters are out; the fourth follows, whatever is hidden now.
    cells: Cells = {f"q{n}": Cell(6, T, fixed=True) for n in (1, 2, 3)}
    cells |= {"year": Cell(20, T, fixed=True), "q4": Cell(2, T)}
    terms = [(1, f"q{n}") for n in (1, 2, 3, 4)]
    found = protect(cells, [Relation((*terms, (-1, "year")))])
    assert found.exposed == {"q4"}


def test_what_follows_from_two_printed_numbers_is_protected_too() -> None:
    # 10 decided and 8 of them upheld would say that 2 were not.
    cells: Cells = {
        "decided": Cell(10, T), "upheld": Cell(8, T), "not": Cell(2, T, implied=True),
        "other": Cell(30, T), "all": Cell(40),
    }
    relations = [
        Relation(((1, "decided"), (-1, "upheld"), (-1, "not"))),
        Relation(((1, "decided"), (1, "other"), (-1, "all"))),
    ]
    assert protect(cells, relations).hidden & {"decided", "upheld"}


def test_relations_that_do_not_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="break"):
        protect({"a": Cell(1), "b": Cell(2)}, [Relation(((1, "a"), (-1, "b")))])
