"""Reads a moment as ISO 8601 writes it and gives its London date."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from complaints_service.domain.london import LONDON

# The other complete dates of ISO 8601: basic, by week and day, by day of the year.
_OTHER_DATE = re.compile(r"[0-9]{8}|[0-9]{4}-W[0-9]{2}-[0-9]|[0-9]{4}W[0-9]{3}")
_DAY_OF_YEAR = re.compile(r"([0-9]{4})-?([0-9]{3})")
_TIME = re.compile(
    r"[0-9]{2}(:?[0-9]{2}(:?[0-9]{2}([.,][0-9]+)?)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
)


def london_day(text: str) -> date:
    """Return the Europe/London date of `text`: a date, or an instant with its offset.

    Every complete form of ISO 8601 is read (`2026-03-02`, `20260302`, `2026-W10-1`, `2026-061`,
    each also with `T`, a time and `Z` or `±hh:mm`); `T`, `W` and `Z` are capitals. Raises
    ValueError for anything else: an instant without an offset, a month or week without its day,
    a day that does not exist.
    """
    if len(text) == 10 and text[4] == text[7] == "-":
        return date.fromisoformat(text)
    if _is_usual_instant(text):
        return _london_day_of(datetime.fromisoformat(text))
    day, separator, time = text.partition("T")
    plain = _plain_date(day)
    if not separator:
        return plain
    # fromisoformat passes over what stands between the time and its offset.
    if _TIME.fullmatch(time) is None:
        raise ValueError(f"{time} is not a time with its offset.")
    return _london_day_of(datetime.fromisoformat(f"{plain.isoformat()}T{time}"))


def _is_usual_instant(text: str) -> bool:
    """Say whether every mark of `2026-03-02T10:00:00Z` or `…+01:00` stands in its place."""
    if text[4:17:3] != "--T::":
        return False
    size = len(text)
    return (size == 20 and text[19] == "Z") or (
        size == 25 and text[19] in "+-" and text[22] == ":"
    )


def _london_day_of(at: datetime) -> date:
    try:
        return at.astimezone(LONDON).date()
    except OverflowError:
        # The first and last day of the era: no calendar knows either.
        return at.date()


def _plain_date(day: str) -> date:
    if _OTHER_DATE.fullmatch(day) or (len(day) == 10 and day[4] == day[7] == "-"):
        return date.fromisoformat(day)
    of_year = _DAY_OF_YEAR.fullmatch(day)
    if of_year is None:
        raise ValueError(f"{day} is not a date.")
    year, number = int(of_year[1]), int(of_year[2])
    found = date(year, 1, 1) + timedelta(days=number - 1)
    if number == 0 or found.year != year:
        raise ValueError(f"The year {year} has no day {number}.")
    return found
