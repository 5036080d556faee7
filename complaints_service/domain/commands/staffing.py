"""What is given of absences, and of who takes over from somebody who leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .fields import given


@dataclass(frozen=True, kw_only=True)
class AbsenceGiven:
    """When somebody is away, and who stands in."""

    from_on: date = given("The first day away")
    to_on: date | None = given("The last day away; left out, until further notice", default=None)
    cover: str | None = given("Email of who stands in", default=None, kind="email")


@dataclass(frozen=True, kw_only=True)
class HeirGiven:
    """Who takes over one duty."""

    key: str = given("The duty's key, as it is listed")
    heir: str = given("Email of who takes it over", kind="email")


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Who takes over what hangs on an account."""

    heir: str | None = given("Email of who takes over everything else", default=None, kind="email")
    heirs: tuple[HeirGiven, ...] = given("Somebody else for single duties", default=())
