"""Proves that the page of measured figures says honestly what was reached."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

import pytest
from support.checkout import ROOT


@pytest.fixture
def layout(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("bench.page")


def figure(**values: Any) -> dict[str, Any]:
    return {"goal": "G3", "what": "create", "ours": 100.0, "floor": 1_000.0, "ratio": 0.1,
            "unit": "a second", "target": "", "note": ""} | values


# What was measured, and what the page says of its goal.
VERDICTS = [
    # A goal in shares of the floor is judged by the ratio
    ({"target": ">= 0.2 x floor"}, "no, by 50%"),
    ({"target": ">= 0.1 x floor"}, "yes"),
    ({"target": "<= 0.08 x floor"}, "no, by 25%"),
    # Any other by the figure itself
    ({"target": ">= 80 (3 x helpdesk)"}, "yes"),
    ({"target": "<= 80"}, "no, by 25%"),
    # Nothing may be wrong at all
    ({"target": "0", "ours": 0, "floor": 0, "ratio": None}, "yes"),
    ({"target": "0", "ours": 2, "floor": 0, "ratio": None}, "no: 2"),
    # What has no goal is neither
    ({"target": ""}, ""),
]


@pytest.mark.parametrize(("values", "verdict"), VERDICTS)
def test_a_goal_is_reached_or_missed_by_so_much(
    layout: ModuleType, values: dict[str, Any], verdict: str
) -> None:
    assert layout.reached(figure(**values)) == verdict


def test_the_page_has_a_table_a_goal_and_says_how_to_repeat_it(layout: ModuleType) -> None:
    figures = [figure(), figure(goal="G9", note="range 1-2"), figure(goal="lists")]
    made = layout.page(figures, layout.Surroundings({"Day": "today"}, quick=True))
    heads = [line for line in made.splitlines() if line.startswith("## ")]
    assert heads == [
        "## Creating a complaint (G3)", "## Working days and the date calculator (G9)",
        "## Reading by the API, with many complaints", "## How to repeat this",
    ]
    assert "1. range 1-2." in made
    assert "A quick run" in made
