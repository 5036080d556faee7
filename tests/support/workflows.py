"""A small workflow of our own, small enough to see through."""

from __future__ import annotations

import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

CONDITIONS = ("answered", "overdue", "told")
CODES = ("lgsco", "housing", "lgsco-2024", "housing-2024")

SMALL = """
key = "small"
title = "A small workflow"
edition = "2026-11"
initial = "open"
codes = ["lgsco", "housing"]

[[stage]]
key = "stage_1"
title = "Stage 1"
number = 1

[[stage]]
key = "stage_2"
title = "Stage 2"
number = 2

[[state]]
key = "open"
label = "Open"
stage = "stage_1"

[[state]]
key = "answered"
label = "Answered"
stage = "stage_1"

[[state]]
key = "second"
label = "Stage 2 asked for"
stage = "stage_2"

[[state]]
key = "parked"
label = "Merged into another complaint"
stage = "ended"

[[state]]
key = "done"
label = "Done"
stage = "ended"
final = true

[[step]]
command = "answer"
from = ["open"]
to = "answered"
when = [
    { condition = "told", otherwise = "reason_missing" },
    { condition = "answered", otherwise = "point_unanswered" },
]

[[step]]
command = "note"
from = ["*"]
except = ["done"]
to = "="

[[step]]
command = "ask_again"
from = ["answered"]
to = "second"

[[step]]
command = "ask_again"
from = ["open"]
to = "="
when = [{ condition = "overdue", otherwise = "not_allowed" }]

[[step]]
command = "merge"
from = ["open", "answered", "second"]
to = "parked"

[[step]]
command = "unmerge"
from = ["parked"]
to = "by_event"
to_any = ["open", "answered", "second", "="]

[[step]]
command = "finish"
from = ["second", "answered"]
to = "done"
"""


def facts(**true: bool) -> SimpleNamespace:
    """Return facts of which only those named are true."""
    return SimpleNamespace(**(dict.fromkeys(CONDITIONS, False) | true))


def written(folder: Path, text: str, name: str = "small.toml") -> Path:
    """Write the text to a file and return it."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def tables(file: Path) -> dict[str, Any]:
    """Return what the file says, unchecked."""
    return tomllib.loads(file.read_text(encoding="utf-8"))
