"""Builds registers for the tests of their reading."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from complaints_service.content.register.reading import read_register
from complaints_service.content.register.rows import RegisterReading

SAMPLE = Path(__file__).parent.parent / "content" / "register" / "register-sample.csv"
TODAY = date(2026, 11, 23)
HEADINGS = ("Ref", "Date received", "Service", "Complaint")


def written(rows: Sequence[Sequence[object]], separator: str = ",") -> str:
    """The rows as separated text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


def register(folder: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
    """A CSV file of these rows."""
    file = folder / "register.csv"
    file.write_bytes(written(rows).encode(encoding))
    return file


def one_row(folder: Path, **cells: object) -> RegisterReading:
    """The reading of a register of one row, its columns headed by their own names."""
    row: Mapping[str, Any] = {"old_reference": "C1", "received": "02/03/2026",
                              "service": "Planning", "description": "No reply"} | cells
    return read_register(register(folder, [list(row), list(row.values())]), TODAY)
