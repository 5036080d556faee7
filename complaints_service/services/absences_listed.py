"""Absences as people read them: who, from when to when, and who stands in, by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from complaints_service.domain.absences import Absence
from complaints_service.persistence.database import db
from complaints_service.persistence.queries import absences as queries
from complaints_service.persistence.queries import file_lists

from .actors import Actor
from .reading import today


@dataclass(frozen=True)
class Listed:
    """An absence: the account away and its name, both days, and who stands in (None: nobody)."""

    account: str
    name: str
    from_on: date
    to_on: date | None
    cover: str | None
    now: bool


def of(account: str) -> tuple[Listed, ...]:
    """Return an account's absences that are not over, the earliest first."""
    return _listed(queries.absences_of(db.session(), account, today()))


def covered_by(account: str) -> tuple[Listed, ...]:
    """Return the absences, not over, in which the account stands in."""
    return _listed(queries.covering(db.session(), account, today()))


def everybody_s(by: Actor) -> tuple[Listed, ...]:
    """Return the absences, not over, of the accounts of the actor's organisation, or of all."""
    return _listed(queries.all_since(db.session(), by.organisation, today()))


def _listed(found: Iterable[Absence]) -> tuple[Listed, ...]:
    rows, day = list(found), today()
    people = {one.account for one in rows} | {one.cover for one in rows if one.cover}
    names = file_lists.names(people) if people else {}
    return tuple(
        Listed(one.account, names.get(one.account, one.account), one.from_on, one.to_on,
               names.get(one.cover, one.cover) if one.cover else None, one.holds_on(day))
        for one in rows
    )
