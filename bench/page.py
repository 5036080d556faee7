"""Lays out measured figures as a page: a table a goal, with what was reached and missed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Figure = Mapping[str, Any]

TITLES = {
    "G1": "The caseload page",
    "G2": "A complaint's page",
    "G3": "Creating a complaint",
    "G4": "The sweep of what falls due",
    "G5": "Counting a quarter",
    "G6": "The public addresses",
    "G7": "Letters",
    "G8": "One stage change in memory",
    "G9": "Working days and the date calculator",
    "G10": "Memory and readiness",
    "lists": "Reading by the API, with many complaints",
    "import": "Importing a register",
}
TARGET = re.compile(r"(<=|>=)?\s*([0-9.]+)(?P<share>\s*x floor)?")


@dataclass(frozen=True)
class Surroundings:
    """What a run was made on; nothing that names the machine."""

    facts: Mapping[str, str]
    quick: bool


def page(figures: Sequence[Figure], surroundings: Surroundings) -> str:
    """Return the whole page as Markdown."""
    goals = sorted({str(one["goal"]) for one in figures}, key=_order)
    parts = [_head(surroundings)]
    parts += [_section(goal, [one for one in figures if one["goal"] == goal]) for goal in goals]
    return "\n".join([*parts, _repeating()])


def _order(goal: str) -> tuple[bool, str]:
    return not goal.startswith("G"), goal.rjust(8)


def _head(surroundings: Surroundings) -> str:
    lines = [
        "# Performance",
        "",
        "Measured figures, each with its floor from the same run: the least that the bare parts",
        "need for the same work. Milliseconds depend on the machine and on what else runs there;",
        "the ratio to the floor depends on them less. Each figure is a median, its range is in the",
        "notes. What other products reach was measured elsewhere, on a machine of the same size,",
        "and is marked so.",
        "",
        "| This run | |",
        "| --- | --- |",
        *(f"| {name} | {value} |" for name, value in surroundings.facts.items()),
    ]
    if surroundings.quick:
        lines += ["", "**A quick run**: fewer rounds and less data than the goals ask for."]
    return "\n".join([*lines, ""])


def _section(goal: str, figures: Sequence[Figure]) -> str:
    title = TITLES.get(goal, goal)
    lines = [
        f"## {title}" + (f" ({goal})" if goal.startswith("G") else ""),
        "",
        "| What | Ours | Floor | Ratio | Goal | Reached |",
        "| --- | ---: | ---: | ---: | --- | --- |",
    ]
    notes = []
    for number, one in enumerate(figures, 1):
        ratio = "" if one["ratio"] is None else f"{one['ratio']:.2f}"
        cells = [f"{one['what']} [{number}]", f"{_number(one['ours'])} {one['unit']}",
                 _number(one["floor"]), ratio, str(one["target"]), reached(one)]
        lines.append("| " + " | ".join(cells) + " |")
        if one["note"]:
            notes.append(f"{number}. {one['note']}.")
    return "\n".join([*lines, "", *notes, ""])


def _number(value: float | None) -> str:
    if value is None:
        return ""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def reached(figure: Figure) -> str:
    """Say `yes`, by how much the goal was missed, or nothing where there is no goal."""
    found = TARGET.match(str(figure["target"]))
    if found is None:
        return ""
    sign, bound = found[1], float(found[2])
    value = figure["ratio"] if found["share"] else figure["ours"]
    met = {"<=": value <= bound, ">=": value >= bound, None: value == bound}[sign]
    if met:
        return "yes"
    return f"no, by {abs(value - bound) / bound:.0%}" if bound else f"no: {_number(value)}"


def _repeating() -> str:
    return "\n".join([
        "## How to repeat this",
        "",
        "`make bench` measures everything, writes this page and takes about a quarter of an hour.",
        "`make bench BENCH='--only G3,G9'` measures some goals, `BENCH=--quick` all of them with",
        "less data. Each file in `bench/` measures one thing and says how. A PostgreSQL server of",
        "your own is measured by `BENCH='--database postgresql+psycopg://…'`; the databases made",
        "there are dropped again.",
        "",
    ])
