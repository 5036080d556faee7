"""Instants and London dates: every date a Code counts from is a date in Europe/London."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_date(instant: datetime) -> date:
    """The London date of an aware instant."""
    return instant.astimezone(LONDON).date()


def instant_on(day: date, *, not_before: datetime | None = None, not_after: datetime) -> datetime:
    """An instant that stands for `day` where only the date is known: London noon, moved inside
    the bounds if it falls outside them."""
    moment = datetime.combine(day, time(12), tzinfo=LONDON).astimezone(UTC)
    if not_before is not None:
        moment = max(moment, not_before)
    return min(moment, not_after)


def read_instant(text: str) -> datetime:
    """Read an instant as events write it (`…Z` with microseconds)."""
    return datetime.fromisoformat(text).astimezone(UTC)


def write_instant(instant: datetime) -> str:
    """Write an aware instant as UTC with microseconds and `Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_date(text: str | None) -> date | None:
    """Read a date as events write it."""
    return None if text is None else date.fromisoformat(text)
