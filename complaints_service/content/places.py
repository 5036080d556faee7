"""Finds the folders of words and rules: the council's own first, then what is shipped."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

PLACES = ("workflows", "templates", "reports", "config.py")

_PACKAGE = Path(__file__).resolve().parent.parent


class PlaceMissing(FileNotFoundError):
    """Neither the council's folder nor the shipped one exists: the installation is incomplete."""


@cache
def shipped(name: str) -> Path:
    """Return the shipped `name`: inside an installed wheel, or beside the package in a checkout.

    `name` is one of `PLACES`. Raises `PlaceMissing` when the installation lacks it.
    """
    if name not in PLACES:
        raise ValueError(f"{name!r} is no place of words and rules; choose from {PLACES}")
    for folder in (_PACKAGE / "bundled", _PACKAGE.parent):
        if (folder / name).exists():
            return folder / name
    raise PlaceMissing(f"{name} is missing from this installation; install the package again.")


def overlays(name: str) -> list[Path]:
    """Return every existing `name`, the council's own (`COMPLAINTS_HOME`) before the shipped one.

    The order is a search order: a file in the first folder hides its namesake in the second.
    """
    found = [shipped(name)]
    home = os.environ.get("COMPLAINTS_HOME", "").strip()
    if home and (Path(home) / name).exists():
        found.insert(0, Path(home).resolve() / name)
    return found


def place(name: str) -> Path:
    """Return the `name` that counts: the council's own where it exists, else the shipped one."""
    return overlays(name)[0]


def find(name: str, relative: str) -> Path:
    """Return the file `relative` in place `name`, the council's own before the shipped one.

    Raises `PlaceMissing` where neither has it, and `ValueError` for a path that leaves the folder.
    """
    if Path(relative).is_absolute() or ".." in Path(relative).parts:
        raise ValueError(f"{relative!r} leads out of {name}; name a file inside it.")
    for folder in overlays(name):
        if (folder / relative).exists():
            return folder / relative
    raise PlaceMissing(f"{name}/{relative} does not exist; add it, or mend the name.")
