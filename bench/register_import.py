"""Measures how fast a council's register comes in, row by row a complaint with its history."""

from __future__ import annotations

import csv
import os
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from complaints_service.persistence import database, databases, embedded, migrate
from complaints_service.persistence.database import db
from complaints_service.services.register_import import Wish, import_register

ROWS = int(os.environ.get("BENCH_ROWS", "10000"))
NAME = "bench_import"
HEADINGS = ["Ref", "Date received", "Service", "Complaint", "Date acknowledged",
            "Stage 1 response date", "Stage 1 outcome", "Stage 2 requested", "Stage 2 acknowledged",
            "Stage 2 response date", "Stage 2 outcome", "Ward", "Complainant", "Email"]


def measure(url: str | None = None) -> list[dict[str, Any]]:
    """Return one row for each figure: goal, what, ours, floor, ratio, unit, target, note.

    `url` is any database of a server to measure on; without it an embedded one is started, as
    durable as in production.
    """
    with tempfile.TemporaryDirectory() as folder:
        if url is not None:
            return _measured(url, Path(folder))
        try:
            return _measured(embedded.start(Path(folder) / "postgresql"), Path(folder))
        finally:
            embedded.stop(Path(folder) / "postgresql")


def _measured(server: str, folder: Path) -> list[dict[str, Any]]:
    file = _register(folder)
    url = databases.create_database(server, NAME)
    try:
        migrate.upgrade(url)
        app = Flask("bench", static_folder=None, template_folder=None)
        database.bind(app, url)
        with app.app_context():
            first = _rate(file)
            again = _rate(file)
            db.session.remove()
            db.engine.dispose()
    finally:
        databases.drop_database(server, NAME)
    return [
        _row("rows of a register imported", first, ">= 150", f"{ROWS:,} rows, 100 a commit"),
        _row("the same register once more", again, "", "every row is already there"),
    ]


def _rate(file: Path) -> float:
    began = time.perf_counter()
    result = import_register(file, Wish("runnymede"))
    assert result.imported + result.already_there == ROWS, result  # noqa: S101 - of the measure
    return ROWS / (time.perf_counter() - began)


def _register(folder: Path) -> Path:
    file = folder / "register.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADINGS)
        writer.writerows(_case(n) for n in range(ROWS))
    return file


def _case(n: int) -> list[str]:
    """Every fifth went to stage 2; most were acknowledged in time."""
    day = date(2024, 1, 2) + timedelta(n % 700)
    days = [day, day + timedelta(3), day + timedelta(16)]
    second = [day + timedelta(30), day + timedelta(33), day + timedelta(55)] if n % 5 == 0 else []
    told = [one.strftime("%d/%m/%Y") for one in (*days, *second)]
    asked = [*told[3:], "Not upheld"] if second else [""] * 4
    return [f"C{n:07}", told[0], "Planning", f"The letter about application {n} had no reply",
            *told[1:3], "Upheld" if n % 3 else "Not upheld", *asked, "Thorpe Green",
            f"Person {n}", f"person.{n}@example.org"]


def _row(what: str, ours: float, target: str, note: str) -> dict[str, Any]:
    return {"goal": "import", "what": what, "ours": ours, "floor": None, "ratio": None,
            "unit": "rows/s", "target": target, "note": note}


if __name__ == "__main__":
    for row in measure(os.environ.get("COMPLAINTS_TEST_DATABASE_URL")):
        print(f"{row['what']}: {row['ours']:.0f} {row['unit']} ({row['note']})")  # noqa: T201
