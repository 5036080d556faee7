"""Measures the caseload and a complaint's page, signed in, against bare pages (goals G1, G2)."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from typing import Any

from bench.seed import driver, seeded
from bench.served import rate
from bench.signed_in import Pages, changing, open_pages

RUNS, ROUNDS, SECONDS, CLIENTS = 100, 5, 2.0, 4
SIZES = (10_000, 1_000_000)
"""Complaints between which the caseload page may grow by half at most."""
CASELOAD = "/officer/"
PEERS: Mapping[str, str] = {
    "list": "measured elsewhere with 100,000: django-helpdesk's rows 399 ms (the page without "
            "them not counted), Request Tracker's list page 554 ms; the goal is a thirtieth of "
            "the faster",
    "one": "measured elsewhere: django-helpdesk's ticket page 74 ms, Request Tracker's 642 ms; the "
           "goal is a quarter of the one and a thirtieth of the other",
}


def measure(url: str | None = None) -> list[dict[str, Any]]:
    """Return one row for each figure: goal, what, ours, floor, ratio, unit, target, note."""
    with seeded(url, name="bench_pages") as filled, open_pages(filled) as pages:
        with driver(filled) as plain:
            # One is looked at and the other changed, or the first would grow meanwhile.
            (ref, events), (other, _) = plain.execute(
                "SELECT ref, version FROM complaint WHERE kind = 'complaint'"
                " AND array_length(string_to_array(ref, '-'), 1) = 3"
                " ORDER BY abs(version - 30), ref LIMIT 2"
            ).fetchall()
        figures = [
            _times("G1", "the caseload page, 100,000 complaints", pages, CASELOAD, "/list",
                   399 / 30, PEERS["list"]),
            _times("G1", "the same, each after somebody's change", pages, CASELOAD, "/list",
                   399 / 30, "a change is a command by the API: what was counted is counted anew",
                   changing(pages, other)),
            _rates(pages),
            _times("G2", f"a complaint's page, {events} events", pages, f"/complaints/{ref}",
                   f"/one/{ref}", min(74 / 4, 642 / 30), PEERS["one"]),
        ]
    return [*figures, _growth(url)]


def _times(
    goal: str, what: str, pages: Pages, address: str, bare: str, most: float, note: str,
    before: Callable[[], object] = int,
) -> dict[str, Any]:
    """Ask for both pages in turns over one connection each; `before` happens before each."""
    asks = {"ours": (pages.ask(pages.ours), address), "bare": (pages.ask(pages.bare), bare)}
    times: dict[str, list[float]] = {name: [] for name in asks}
    for turn in range(RUNS + 10):
        for name, (ask, where) in asks.items():
            before()
            took = _milliseconds(ask, where)
            if turn >= 10:
                times[name].append(took)
    ours, floor = (statistics.median(times[name]) for name in ("ours", "bare"))
    size = len(asks["ours"][0](address)) / 1000
    return {
        "goal": goal, "what": f"{what}, 1 connection", "ours": ours, "floor": floor,
        "ratio": ours / floor, "unit": "ms", "target": f"<= {most:.1f}",
        "note": f"{_range(times['ours'])}, {size:.0f} kB of HTML; floor, a bare Flask page with as "
                f"many rows from one fetch, same server: {_range(times['bare'])}; {note}",
    }


def _asking(pages: Pages, port: int, address: str) -> Callable[[int], Callable[[], object]]:
    """What each client does: ask for one address on a connection of its own."""
    return lambda _: partial(pages.ask(port), address)


def _rates(pages: Pages) -> dict[str, Any]:
    """Ask for the caseload and the bare list in turns, over several connections."""
    rates: dict[str, list[float]] = {"ours": [], "bare": []}
    for turn in range(ROUNDS + 1):
        for name, port, address in (("ours", pages.ours, CASELOAD), ("bare", pages.bare, "/list")):
            found = rate(CLIENTS, SECONDS, _asking(pages, port, address))
            if turn:
                rates[name].append(found)
    ours, floor = (statistics.median(rates[name]) for name in ("ours", "bare"))
    return {
        "goal": "G1", "what": f"the same, {CLIENTS} connections", "ours": ours, "floor": floor,
        "ratio": ours / floor, "unit": "pages a second", "target": ">= 0.15 x floor",
        "note": f"{_range(rates['ours'])}; floor, the bare page: {_range(rates['bare'])}; the "
                "driver shares the cores",
    }


def _growth(url: str | None) -> dict[str, Any]:
    """Time the caseload page with few and with many complaints, in turns."""
    asks: dict[int, Callable[[str], bytes]] = {}
    times: dict[int, list[float]] = {size: [] for size in SIZES}
    with ExitStack() as open_now:
        for size in SIZES:
            filled = open_now.enter_context(seeded(url, size, f"bench_pages_{size}"))
            pages = open_now.enter_context(open_pages(filled))
            asks[size] = pages.ask(pages.ours)
        for turn in range(RUNS + 10):
            for size, ask in asks.items():
                took = _milliseconds(ask, CASELOAD)
                if turn >= 10:
                    times[size].append(took)
    few, many = (statistics.median(times[size]) for size in SIZES)
    return {
        "goal": "G1", "what": f"the caseload page with {SIZES[-1]:,} complaints", "ours": many,
        "floor": few, "ratio": many / few, "unit": "ms", "target": "<= 1.5 x floor",
        "note": f"{_range(times[SIZES[-1]])}; floor, the same page with {SIZES[0]:,}: "
                f"{_range(times[SIZES[0]])}",
    }


def _milliseconds(ask: Callable[[str], object], address: str) -> float:
    began = time.perf_counter()
    ask(address)
    return (time.perf_counter() - began) * 1e3


def _range(found: list[float]) -> str:
    return f"range {min(found):.1f}-{max(found):.1f}"
