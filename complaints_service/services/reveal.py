"""Reads private values and accounts' addresses back into what events keep as digests and ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from complaints_service.domain.london import write_instant
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import Sealed


@dataclass(frozen=True)
class Reveal:
    """What a view is made with: payloads by digest, emails by account, the rules, the London date.

    What was erased, and an account that is gone, reads as None.
    """

    rules: Rules
    private: Mapping[str, Any]
    accounts: Mapping[str, str]
    today: date

    def value(self, sealed: Sealed | None) -> Any:
        """Return the payload behind a digest."""
        return None if sealed is None else self.private.get(sealed.sha256)

    def email(self, account: str | None) -> str | None:
        """Return the email of an account; what acted without one is told by its own name."""
        if account in (None, "system", "complainant"):
            return account
        return self.accounts.get(account or "")


def instant(moment: datetime | None) -> str | None:
    """Write an instant as UTC with microseconds and `Z`."""
    return None if moment is None else write_instant(moment)


def day(on: date | None) -> str | None:
    """Write a date as `YYYY-MM-DD`."""
    return None if on is None else on.isoformat()


def pounds(pence: int | None) -> float | None:
    """Write an amount kept in pence as a number of pounds."""
    return None if pence is None else pence / 100
