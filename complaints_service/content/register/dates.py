"""Reads a day as councils write it: day first, never guessed, or a reason in words why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import lru_cache

from complaints_service.content.register.table import Cell, words_of
from complaints_service.domain.london import london_date

EARLIEST_YEAR = 1990
LATEST_YEAR = 2100
_PIVOT = 70
_DAY_0_OF_1900 = date(1899, 12, 31)
_DAY_0_OF_1904 = date(1904, 1, 1)
_LEAP_DAY_THAT_NEVER_WAS = 60
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_BETWEEN = r"\s*[/.\-\s]\s*"
_ENDING = r"(?:st|nd|rd|th)?"
_FLAGS = re.ASCII | re.IGNORECASE
_NUMBERS = re.compile(rf"{_WEEKDAY}(\d{{1,4}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{1,4}})", _FLAGS)
_NAMED = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}}){_ENDING}[\s\-/.]*(?:of\s+)?([a-z]{{3,9}})\.?,?[\s\-/.'’]*(\d{{4}}|\d{{2}})",
    _FLAGS,
)
_NAMED_FIRST = re.compile(
    rf"{_WEEKDAY}([a-z]{{3,9}})\.?[\s\-]+(\d{{1,2}}){_ENDING},?[\s\-]+(\d{{4}}|\d{{2}})", _FLAGS
)
_NAMED_LAST = re.compile(r"(\d{4})[\s\-/.]+([a-z]{3,9})[\s\-/.]+(\d{1,2})", _FLAGS)
_TOGETHER = re.compile(r"\d{8}", re.ASCII)
_TIME = re.compile(
    r"(?P<day>.*\d)(?:T|,?\s+(?:at\s+)?)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?)?\s*"
    r"(?P<zone>z|utc|gmt|bst|[+-]\d{2}:?\d{2})?",
    _FLAGS | re.DOTALL,
)
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "bst": 60}


class DateOrder(StrEnum):
    """Which number comes first in 07/08/2025."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a cell gives no day, as one sentence with the mend; `other_order` marks a date that
    could only be read with day and month the other way round."""

    why: str
    other_order: bool = False


def read_day(
    cell: Cell, order: DateOrder = DateOrder.DAY_FIRST, *, from_1904: bool = False
) -> date | Unreadable | None:
    """Return the Europe/London day in a cell, None for an empty one, else why there is none.

    Numbers are Excel's serial days, counted from 1900 (with its 29 February 1900, which never
    was) or, in workbooks that say so, from 1904. An instant with its offset gives the London day.
    """
    if isinstance(cell, datetime):
        return _in_range(cell.date(), words_of(cell))
    if isinstance(cell, int | float):
        return _from_serial(float(cell), from_1904=from_1904)
    return _read_text(words_of(cell), order)


@lru_cache(maxsize=32_768)
def _read_text(text: str, order: DateOrder) -> date | Unreadable | None:
    if not text:
        return None
    text = re.sub(r"\s+", " ", text)
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text), from_1904=False)
    moment = _TIME.fullmatch(text)
    if moment is None:
        return _read_bare(text, text, order)
    day = _read_bare(moment["day"].rstrip(" ,"), text, order)
    return day if isinstance(day, Unreadable) else _london(day, moment, text)


def _read_bare(text: str, shown: str, order: DateOrder) -> date | Unreadable:
    if match := _NUMBERS.fullmatch(text):
        return _from_numbers(match[1], match[2], match[3], shown, order)
    if match := _NAMED.fullmatch(text):
        return _from_name(match[1], match[2], match[3], shown)
    if match := _NAMED_FIRST.fullmatch(text):
        return _from_name(match[2], match[1], match[3], shown)
    if match := _NAMED_LAST.fullmatch(text):
        return _from_name(match[3], match[2], match[1], shown)
    if _TOGETHER.fullmatch(text):
        return _from_eight(text, shown)
    return Unreadable(f"“{_cut(shown)}” is not a date; write it like 25/12/2025.")


def _from_numbers(
    first: str, middle: str, last: str, shown: str, order: DateOrder
) -> date | Unreadable:
    if len(first) == 4 and len(last) <= 2:
        return _day(int(first), int(middle), int(last), shown)
    if len(first) > 2 or len(last) not in (2, 4):
        return Unreadable(f"“{_cut(shown)}” is not a date; write it like 25/12/2025.")
    year, one, two = _year(last), int(first), int(middle)
    day, month = (one, two) if order is DateOrder.DAY_FIRST else (two, one)
    if month > 12 and 1 <= day <= 12:
        return _only_the_other_way(year, day, month, shown, order)
    return _day(year, month, day, shown)


def _only_the_other_way(
    year: int, month: int, day: int, shown: str, order: DateOrder
) -> Unreadable:
    other = _day(year, month, day, shown)
    if isinstance(other, Unreadable):
        return other
    read, meant = ("day", "month") if order is DateOrder.DAY_FIRST else ("month", "day")
    return Unreadable(
        f"“{_cut(shown)}” can only be read {meant} first ({_in_words(other)}), but dates here are "
        f"read {read} first; if that day is meant, write {_in_words(other)}, and check the other "
        "dates of this register.",
        other_order=True,
    )


def _from_name(day: str, month: str, year: str, shown: str) -> date | Unreadable:
    name = month.lower()
    wanted = "sep" if name == "sept" else name
    number = next((n for n, full in enumerate(_MONTHS, 1) if full.startswith(wanted)), None)
    if number is None:
        return Unreadable(f"“{_cut(shown)}” names no month; write it like 25/12/2025.")
    return _day(_year(year), number, int(day), shown)


def _from_eight(text: str, shown: str) -> date | Unreadable:
    year_first = _day(int(text[:4]), int(text[4:6]), int(text[6:]), shown)
    if not isinstance(year_first, Unreadable):
        return year_first
    return _day(int(text[4:]), int(text[2:4]), int(text[:2]), shown)


def _from_serial(serial: float, *, from_1904: bool) -> date | Unreadable:
    shown = str(int(serial)) if serial.is_integer() else str(serial)
    if not 1 <= serial < 100_000:
        return Unreadable(f"“{shown}” is a number, not a date; write it like 25/12/2025.")
    days = int(serial)
    if from_1904:
        return _in_range(_DAY_0_OF_1904 + timedelta(days), shown)
    if days == _LEAP_DAY_THAT_NEVER_WAS:
        return Unreadable(f"“{shown}” stands for 29 February 1900, which never was; correct it.")
    days -= days > _LEAP_DAY_THAT_NEVER_WAS
    return _in_range(_DAY_0_OF_1900 + timedelta(days), shown)


def _london(day: date, moment: re.Match[str], shown: str) -> date | Unreadable:
    hour, minute, second = int(moment["hour"]), int(moment["minute"]), int(moment["second"] or 0)
    half = (moment["half"] or "").lower().replace(".", "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return Unreadable(f"“{_cut(shown)}” holds no time of day; write the date alone.")
    zone = (moment["zone"] or "").lower()
    if not zone:
        return day
    offset = timezone(timedelta(minutes=_offset(zone)))
    return london_date(datetime.combine(day, time(hour, minute, second), tzinfo=offset))


def _offset(zone: str) -> int:
    if zone in _ZONES:
        return _ZONES[zone]
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return min(minutes, 1439) * (-1 if zone[0] == "-" else 1)


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return 2000 + year if year < _PIVOT else 1900 + year


def _day(year: int, month: int, day: int, shown: str) -> date | Unreadable:
    try:
        return _in_range(date(year, month, day), shown)
    except ValueError:
        return Unreadable(f"“{_cut(shown)}” is no day of the calendar; correct it.")


def _in_range(day: date, shown: str) -> date | Unreadable:
    if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        return day
    return Unreadable(
        f"“{_cut(shown)}” is a day of {day.year}, outside {EARLIEST_YEAR} to {LATEST_YEAR}; "
        "correct the year."
    )


def _in_words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
