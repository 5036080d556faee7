"""Dates as people type them: a day, a month by number or name, a year."""

from __future__ import annotations

import re
from datetime import date

_NUMBER = re.compile(r"[0-9]{1,2}")
_YEAR = re.compile(r"[0-9]{4}")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)
_SHORTEST = 3


def written_day(day: str, month: str, year: str) -> str:
    """Return the date as `YYYY-MM-DD`, or the parts joined by `/` where they make no date."""
    number = _month(month)
    typed = "/".join((day, month, year))
    if number is None or not _NUMBER.fullmatch(day) or not _YEAR.fullmatch(year):
        return typed
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return typed


def _month(month: str) -> int | None:
    if _NUMBER.fullmatch(month):
        return int(month)
    name = month.lower().rstrip(".")
    fitting = [one for one in MONTHS if len(name) >= _SHORTEST and one.startswith(name)]
    return MONTHS.index(fitting[0]) + 1 if fitting else None
