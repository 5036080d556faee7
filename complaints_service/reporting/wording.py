"""How published figures, dates and instants are written, for people and for programs."""

from __future__ import annotations

from datetime import UTC, date, datetime

from complaints_service.domain.figures import FEWEST_FOR_PERCENTAGE
from complaints_service.domain.london import LONDON


def instant(at: datetime) -> str:
    """An aware instant as programs read it: UTC with microseconds and Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def day(on: date) -> str:
    """A date as people read it: 23 November 2026."""
    return f"{on.day} {on:%B %Y}"


def day_of(at: datetime) -> str:
    """The London date of an aware instant as people read it."""
    return day(at.astimezone(LONDON).date())


def number(value: float | int) -> str:
    """A number with commas, and with one decimal only where it has one."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def share(numerator: int, denominator: int, value: float | None) -> str:
    """A percentage beside what it is of; "3 of 7" alone where there are fewer than ten."""
    of = f"{number(numerator)} of {number(denominator)}"
    if value is None or denominator < FEWEST_FOR_PERCENTAGE:
        return of if denominator else "none"
    return f"{value:.1f}% ({of})"
