"""Measures the service with many complaints and writes `docs/performance.md`."""

from __future__ import annotations

import importlib
import inspect
import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import psutil
from rich.console import Console
from rich.progress import Progress

ROOT = Path(__file__).resolve().parent.parent
# This folder holds this file, which would stand before the package of the same name.
sys.path[0] = str(ROOT)

PAGE = ROOT / "docs" / "performance.md"
LOAD = "Load before and after"
BESIDE = "the first is not ours: above 0.5, other work ran on the same cores"
GOAL = re.compile(r"\bG\d+\b")
QUICK = {"RUNS": 2, "ROUNDS": 1, "CASES": 20_000, "SIZES": (100_000,), "SECONDS": 1.0}
QUICK_SETTINGS = {"BENCH_COMPLAINTS": "5000", "BENCH_ROWS": "500"}


@click.command()
@click.option("--only", default="", help="Goals or files to measure, such as G3,lists.")
@click.option("--quick", is_flag=True, help="Fewer rounds and less data.")
@click.option("--database", default="", envvar="COMPLAINTS_BENCH_DATABASE_URL",
              help="Any database of the server to measure on; else one is started.")
def main(only: str, quick: bool, database: str) -> None:
    """Run what `bench/` measures; a part of it is only printed, all of it makes the page."""
    from bench.page import Surroundings, page

    if quick:
        os.environ |= QUICK_SETTINGS
    modules = chosen({one.strip() for one in only.split(",") if one.strip()})
    with server(database) as url:
        facts = machine(url)
        figures, failed = measured(modules, url, quick=quick)
    facts[LOAD] += f" and {psutil.getloadavg()[0]:.1f} ({BESIDE})"
    made = page(figures, Surroundings(facts, quick))
    if not (only or quick or failed):
        PAGE.write_text(made, encoding="utf-8")
    click.echo(made)
    if failed:
        raise click.ClickException(f"{', '.join(failed)} could not be measured; the page is kept "
                                   "as it was.")


def chosen(wanted: set[str]) -> list[ModuleType]:
    """Return the modules that measure what is wanted (nothing wanted: all of them)."""
    found = []
    for path in sorted((ROOT / "bench").glob("*.py")):
        goals = set(GOAL.findall(path.read_text(encoding="utf-8").partition("\n")[0]))
        if wanted and not wanted & {path.stem, *goals}:
            continue
        module = importlib.import_module(f"bench.{path.stem}")
        if hasattr(module, "measure"):
            found.append(module)
    if not found:
        raise click.UsageError(f"--only is {', '.join(sorted(wanted))}; name goals such as G3, or "
                               "files of bench/ such as lists.")
    return found


def measured(
    modules: list[ModuleType], url: str, *, quick: bool
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return what the modules measure, and the names of those that failed."""
    figures: list[dict[str, Any]] = []
    failed: list[str] = []
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=len(modules))
        for module in modules:
            name = module.__name__.partition(".")[2]
            bar.update(task, description=f"measuring {name.replace('_', ' ')}")
            if quick:
                hurried(module)
            takes_server = "url" in inspect.signature(module.measure).parameters
            try:
                figures += module.measure(url) if takes_server else module.measure()
            except Exception:
                traceback.print_exc()
                failed.append(name)
            bar.advance(task)
    return figures, failed


def hurried(module: ModuleType) -> None:
    """Make a module measure less, where it says how much it measures."""
    for name, value in QUICK.items():
        if hasattr(module, name):
            setattr(module, name, value)


@contextmanager
def server(given: str) -> Iterator[str]:
    """Lend the server to measure on: the one given, or an embedded one, as durable as real ones."""
    from complaints_service.persistence import embedded

    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        yield embedded.start(Path(folder) / "postgresql")
        embedded.stop(Path(folder) / "postgresql")


def machine(url: str) -> dict[str, str]:
    """Return what the figures depend on, without the name of anything."""
    from sqlalchemy import NullPool, create_engine, text

    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        version = connection.scalar(text("SHOW server_version"))
    memory = psutil.virtual_memory().total / 2**30
    return {
        "Day": f"{datetime.now(UTC):%d %B %Y}",
        "Processor": f"{psutil.cpu_count()} cores of {processor()}",
        "Memory": f"{memory:.0f} GiB",
        "System": f"{platform.system()}, Python {platform.python_version()}, PostgreSQL {version} "
                  "with its defaults, commits on disk",
        LOAD: f"{psutil.getloadavg()[0]:.1f}",
    }


def processor() -> str:
    """Return the make of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")),
                platform.machine())


if __name__ == "__main__":
    main()
