"""What every kind of spreadsheet is turned into: sheets of records that know their line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | datetime
"""A cell as the file holds it; CSV cells are always text."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200c\u200d\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Record:
    """One record with the line of the file, from 1, on which it starts."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The records of one sheet that hold anything; `from_1904` says how it counts its days."""

    name: str
    records: tuple[Record, ...]
    from_1904: bool = False


def tidy(text: str) -> str:
    """Take away what nobody sees: control characters, spaces around, other line endings."""
    if not text.isascii() or not text.isprintable():
        text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip()


def words_of(cell: Cell) -> str:
    """Return a cell as the words a person reads in it; whole numbers without a decimal point."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return _moment(cell)
    return str(cell)


def _moment(moment: datetime) -> str:
    day = date(moment.year, moment.month, moment.day).strftime("%d/%m/%Y")
    at_midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return day if at_midnight else f"{day} {moment:%H:%M}"


def is_blank(cells: Iterable[Cell]) -> bool:
    """Say whether none of the cells holds anything."""
    return not any(words_of(cell) for cell in cells)
