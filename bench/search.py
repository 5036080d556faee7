"""Measures the search with 100,000 complaints: a name that is rare, words that are common."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench.seed import driver, seeded
from bench.served import Connection, must_be
from bench.signed_in import Pages, open_pages

RUNS = 40
_FLOOR = (
    "SELECT DISTINCT ref FROM private_value"
    " WHERE words_of(payload) @@ websearch_to_tsquery('english', %s) LIMIT 25"
)
ASKED = (
    ("a name of one complaint", "Quillfeather"),
    ("the beginning of that name", "quillf"),
    ("a word of thousands", "damp"),
    ("two words of thousands", "repairs late"),
    ("a word that is nowhere", "zzqqxy"),
)


def measure(url: str | None = None) -> list[dict[str, Any]]:
    """Return one row for each figure: goal, what, ours, floor, ratio, unit, target, note."""
    with seeded(url, name="bench_search") as filled:
        with driver(filled) as plain:
            _name_one(plain)
        with open_pages(filled) as pages, driver(filled) as plain:
            return [_row(what, words, pages, plain) for what, words in ASKED]


def _name_one(plain: Any) -> None:
    """Give one complaint a name that no other has."""
    plain.execute(
        "UPDATE private_value SET payload = jsonb_set(payload::jsonb, '{name}',"
        " '\"Ottoline Quillfeather\"')::text WHERE (ref, sha256) = (SELECT ref, sha256 FROM"
        " private_value JOIN complaint USING (ref) WHERE NOT restricted AND"
        " left(payload, 1) = '{' AND payload::jsonb ? 'name' ORDER BY ref LIMIT 1)")


def _row(what: str, words: str, pages: Pages, plain: Any) -> dict[str, Any]:
    connection = Connection(pages.ours, {"Authorization": f"Bearer {pages.token}"})
    body = json.dumps({"words": words}).encode()
    found: dict[str, Any] = {}

    def ours() -> None:
        found.update(must_be(connection.ask("POST", "/api/v1/search", body,
                                            Content_Type="application/json"), 200))

    ways: dict[str, Callable[[], object]] = {
        "ours": ours, "floor": lambda: plain.execute(_FLOOR, [words]).fetchall(),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(RUNS + 5):
        for name, ask in ways.items():
            began = time.perf_counter()
            ask()
            if turn >= 5:
                times[name].append((time.perf_counter() - began) * 1e3)
    middle, floor = (statistics.median(times[name]) for name in ("ours", "floor"))
    return {
        "goal": "lists", "what": f"search: {what}", "ours": middle, "floor": floor,
        "ratio": middle / floor, "unit": "ms", "target": "",
        "note": f"{found['total']:,} found; range {min(times['ours']):.1f}-"
                f"{max(times['ours']):.1f}; floor, 25 files with the words by plain SQL, unsorted, "
                f"not counted: {min(times['floor']):.2f}-{max(times['floor']):.2f}; 25 contacts "
                "whole in the answer",
    }
