"""Measures how soon the service is ready, and what it holds after work of every kind (goal G10)."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.pages import CASELOAD
from bench.seed import driver, seeded
from bench.served import served
from bench.signed_in import Pages, signed_in
from complaints_service.letters.pdf import IDLE_SECONDS

STARTS, TURNS = 5, 200
CASES = 20_000
ALL = "all"
PEERS = ("measured elsewhere: django-helpdesk's process tree 580-990 MiB after such a run, Request "
         "Tracker's 683-726 MiB")


def measure(url: str | None = None) -> list[dict[str, Any]]:
    """Return one row for each figure: goal, what, ours, floor, ratio, unit, target, note."""
    with seeded(url, CASES, "bench_memory") as filled, tempfile.TemporaryDirectory() as folder:
        clock = Path(folder) / "now"
        clock.write_text("2026-04-08T08:30:00+00:00 +real", encoding="utf-8")
        where = {"COMPLAINTS_NOW_FILE": str(clock), "COMPLAINTS_ENV": "test",
                 "COMPLAINTS_DATABASE_URL": filled, "COMPLAINTS_HOME": "",
                 "COMPLAINTS_DATA_DIR": str(Path(folder) / "data")}
        return [_starts(filled, Path(folder), where), *_held(filled, Path(folder), where)]


def _starts(url: str, folder: Path, where: dict[str, str]) -> dict[str, Any]:
    times = []
    for _ in range(STARTS):
        began = time.perf_counter()
        with served(url, folder, **where):
            times.append(time.perf_counter() - began)
    return _row("from starting to serving", statistics.median(times), "s", "<= 3",
                f"range {min(times):.1f}-{max(times):.1f}; the floor is Python's own start")


def _held(url: str, folder: Path, where: dict[str, str]) -> list[dict[str, Any]]:
    """What web and worker hold after pages, lists and letters: at once, and when they rest."""
    with served(url, folder, **where) as port, _worker(where):
        time.sleep(3)
        early = _memory()
        _work(Pages(port, port, *signed_in(url)), url)
        busy = _memory()
        time.sleep(IDLE_SECONDS + 5)
        late = _memory()
    what = "web of two processes and worker, after work of every kind"
    return [
        _row(f"{what}, still ready to print", busy[ALL], "MiB", "<= 250", _parts(busy)),
        _row(f"{what}, a minute later", late[ALL], "MiB", "<= 250",
             f"{_parts(late)}; {early[ALL]:.0f} before any work; {PEERS}"),
    ]


def _parts(found: dict[str, float]) -> str:
    sizes = ", ".join(f"{name} {size:.0f}" for name, size in found.items() if name != ALL)
    return f"what processes share is counted once; as resident set size: {sizes}"


def _work(pages: Pages, url: str) -> None:
    """Look at the caseload, at many complaints, and print their letters."""
    ask = pages.ask(pages.ours)
    with driver(url) as plain:
        refs = [row[0] for row in plain.execute(
            "SELECT ref FROM complaint WHERE state = 'stage_2_investigating' ORDER BY ref LIMIT %s",
            [TURNS]).fetchall()]
        letters = plain.execute("SELECT ref, id FROM letter ORDER BY id LIMIT 60").fetchall()
    for ref in refs:
        ask(CASELOAD)
        ask(f"/complaints/{ref}")
    for ref, letter in letters:
        pages.fetched(f"/complaints/{ref}/letters/{letter}.pdf")


@contextmanager
def _worker(where: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "complaints_service", "worker"]
    worker = subprocess.Popen(  # noqa: S603 (our own program)
        command, env={**os.environ, **where}, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(20)


def _memory() -> dict[str, float]:
    """MiB of each sort of process; `ALL` is of all, what is shared counted once."""
    found: dict[str, float] = {"web": 0.0, "printing": 0.0, "worker": 0.0, ALL: 0.0}
    for root in psutil.Process().children():
        line = root.cmdline()
        if "complaints_service" not in line:
            continue
        for one in [root, *root.children(recursive=True)]:
            if one.status() == psutil.STATUS_ZOMBIE:
                continue  # an idle printing process that has ended and not been asked for since
            printing = "complaints_service.letters.pdf" in one.cmdline()
            sort = "printing" if printing else "worker" if "worker" in line else "web"
            found[sort] += one.memory_info().rss / 2**20
            found[ALL] += one.memory_full_info().pss / 2**20
    return found


def _row(what: str, found: float, unit: str, target: str, note: str) -> dict[str, Any]:
    return {"goal": "G10", "what": what, "ours": found, "floor": None, "ratio": None, "unit": unit,
            "target": target, "note": note}
