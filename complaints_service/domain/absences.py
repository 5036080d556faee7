"""Who stands in for whom while people are away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

AbsentToday = Mapping[str, str | None]
"""The accounts that are away on one day, each with its cover (None: nobody was named)."""


@dataclass(frozen=True)
class Absence:
    """An account is away from `from_on` up to and including `to_on`, London dates.

    `to_on` None is until further notice; `cover` None means that nobody stands in.
    """

    account: str
    from_on: date
    to_on: date | None
    cover: str | None

    def holds_on(self, day: date) -> bool:
        """Whether the account is away on this London date."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    def overlaps(self, other: Absence) -> bool:
        """Whether there is a day that belongs to both."""
        first, last = max(self.from_on, other.from_on), min(
            self.to_on or date.max, other.to_on or date.max)
        return first <= last


def stand_ins(account: str, absent: AbsentToday) -> Iterator[str]:
    """Yield who stands in for the account: its cover, the cover's cover, and so on, each once."""
    seen = {account}
    while True:
        cover = absent.get(account)
        if cover is None or cover in seen:
            return
        yield cover
        seen.add(cover)
        account = cover


def stand_in(account: str, absent: AbsentToday) -> str | None:
    """Return the first in that row who is there; None where nobody is, or the account is there."""
    return next((one for one in stand_ins(account, absent) if one not in absent), None)


def covered_by(cover: str, absent: AbsentToday) -> frozenset[str]:
    """Return the accounts for which `cover` may act today, however long the row."""
    return frozenset(one for one in absent if cover in stand_ins(one, absent))
