"""Counts a register again by hand: it shares no code with the package, not even its calendar."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import holidays

HAPPENED = ("Date Rec'd", "Date Ack'd", "Stage 1 replied", "Stage 2 requested", "Stage 2 ack'd",
            "Stage 2 replied")
MONTHS = {"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9,
          "Oct": 10, "Nov": 11, "Dec": 12}
WORDS = {"Upheld": "upheld", "Justified": "upheld", "Partly upheld": "partly_upheld",
         "upheld in part ": "partly_upheld", "Not upheld": "not_upheld", "": None}
CLOSED = holidays.country_holidays("GB", subdiv="ENG", years=range(2019, 2029))


def by_hand(text: str) -> date | None:
    """The four spellings that the sample has; ValueError for a day that is none."""
    if not text:
        return None
    if text.isdigit():
        return date(1899, 12, 30) + timedelta(int(text))
    if "/" in text:
        day, month, year = text.split("/")
        return date(int(year), int(month), int(day))
    if "-" in text:
        return date.fromisoformat(text)
    day, name, year = text.split()
    return date(2000 + int(year), MONTHS[name], int(day))


def works(day: date) -> bool:
    """Monday to Friday, and no bank holiday in England."""
    return day.weekday() < 5 and day not in CLOSED


@cache
def working_day(start: date, n: int) -> date:
    """The n-th working day after `start`, counted one by one."""
    day = start
    while n:
        day += timedelta(1)
        n -= works(day)
    return day


def days_between(start: date, end: date) -> int:
    """Working days after `start`, up to and with `end`."""
    return sum(works(start + timedelta(n)) for n in range(1, (end - start).days + 1))


@dataclass(frozen=True)
class Stage:
    """One stage as the register tells it, with the dates that the Codes make of it."""

    started: date
    acknowledged: date | None
    answered: date | None
    finding: str | None
    extended_to: date | None
    days: int
    told: bool

    @property
    def acknowledge_by(self) -> date:
        return working_day(self.started, 5)

    @property
    def original(self) -> date:
        return working_day(self.acknowledged or self.acknowledge_by, self.days)

    @property
    def further(self) -> int:
        """Working days beyond the day first due; none where it was not extended."""
        return max(0, days_between(self.original, self.extended_to)) if self.extended_to else 0

    @property
    def counts(self) -> bool:
        """Whether its extension is valid: told in time, and within the cap."""
        cap = 10 if self.days == 10 else 20
        return self.told and 0 < self.further <= cap

    @property
    def respond_by(self) -> date:
        return working_day(self.original, self.further) if self.counts else self.original


@dataclass(frozen=True)
class Case:
    """One complaint of the sample."""

    ref: str
    cells: dict[str, str]
    one: Stage
    two: Stage | None


def lines(file: Path) -> list[tuple[int, dict[str, str]]]:
    """Each record below the headings on line 2 of the sample, with its line; no blank ones."""
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    found = [(n, dict(zip(rows[1], row, strict=True))) for n, row in enumerate(rows[2:], 3)]
    return [(n, row) for n, row in found if any(row.values())]


def cases(file: Path, today: date, *, told: bool = False) -> list[Case]:
    """The complaints that the sample holds, each once, in its order."""
    found: list[Case] = []
    for _, cells in lines(file):
        days = _days(cells)
        if days and max(filter(None, days)) <= today and all(one.cells != cells for one in found):
            found.append(_case(cells, days, told=told))
    return found


def _days(cells: dict[str, str]) -> list[date | None]:
    try:
        days = [by_hand(cells[name]) for name in HAPPENED]
        by_hand(cells["S1 extended to"])
    except ValueError:
        return []
    known = [day for day in days if day]
    return days if days[0] and known == sorted(known) else []


def _case(cells: dict[str, str], days: list[date | None], *, told: bool) -> Case:
    received, acknowledged, answered, requested, acknowledged_2, answered_2 = days
    assert received is not None
    one = Stage(received, acknowledged, answered, WORDS[cells["Stage 1 outcome"]],
                by_hand(cells["S1 extended to"]), 10, told)
    two = requested and Stage(requested, acknowledged_2, answered_2,
                              WORDS[cells["Stage 2 outcome"]], None, 20, told)
    return Case(cells["Ref"], cells, one, two)


def share(items: Iterable[Stage], holds: Callable[[Stage], bool]) -> tuple[int, int]:
    """How many of them it holds of, and how many there are."""
    kept = list(items)
    return sum(map(holds, kept)), len(kept)
