"""Periods of calendar months, which end on the corresponding date or at the end of the month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def months_after(day: date, n: int) -> date:
    """Return the date `n` calendar months after `day` (before it when `n` is negative).

    Where the month has no such date, it is the month's last day: 12 months after 29 February 2024
    end on 28 February 2025. Source: HO 2.3, LGSCO 2.2 ("within 12 months").
    """
    year, month = _month(day, n)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_beginning_with(day: date, n: int) -> date:
    """Return the last day of a period of `n` months whose first day is `day` itself.

    It ends the day before the corresponding date, or at the end of a month that has no such date.
    Source: Local Government Act 1974, section 31(2) ("beginning with the date").
    """
    year, month = _month(day, n)
    if day.day > monthrange(year, month)[1]:
        return months_after(day, n)
    return date(year, month, day.day) - timedelta(days=1)


def _month(day: date, n: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + n, 12)
    return day.year + years, month + 1
