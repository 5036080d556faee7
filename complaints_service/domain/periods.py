"""The periods that figures are counted over: a council's year, April to March, or one quarter."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_KEY = re.compile(r"(\d{4})-(\d{2})(?:-q([1-4]))?")


@dataclass(frozen=True)
class Period:
    """A period by its key (`2026-27`, `2026-27-q1`); both days are London dates, inclusive."""

    key: str
    first: date
    last: date

    @property
    def is_quarter(self) -> bool:
        """Whether this is one quarter of a year."""
        return "-q" in self.key

    @property
    def year(self) -> str:
        """The key of the year that this period is, or lies in."""
        return self.key.split("-q")[0]

    @property
    def label(self) -> str:
        """The period in words: "April 2026 to March 2027"."""
        return f"{self.first:%B %Y} to {self.last:%B %Y}"

    def quarters(self) -> tuple[Period, ...]:
        """The four quarters of the year; none for a quarter."""
        if self.is_quarter:
            return ()
        return tuple(period_of(f"{self.key}-q{n}") for n in (1, 2, 3, 4))


def period_of(key: str) -> Period:
    """Read a period's key. ValueError, in one sentence with the mend, when it is none."""
    matched = _KEY.fullmatch(key)
    if matched is None or (int(matched[1]) + 1) % 100 != int(matched[2]):
        raise ValueError(
            f"The period {key!r} is not known; write a year as 2026-27 (April to March) or one "
            "of its quarters as 2026-27-q1."
        )
    year, quarter = int(matched[1]), matched[3]
    if quarter is None:
        return Period(key, date(year, 4, 1), date(year + 1, 3, 31))
    months = (int(quarter) - 1) * 3 + 4
    first = date(year + (months > 12), (months - 1) % 12 + 1, 1)
    last_month = first.month + 2
    last_day = monthrange(first.year, last_month)[1]
    return Period(key, first, date(first.year, last_month, last_day))
