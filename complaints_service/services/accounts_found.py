"""The accounts of a council as administrators list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.queries.absences import away_until

from .actors import Actor
from .reading import today

LISTS = ("enabled", "away", "disabled", "all")
_ACCOUNT = table(AccountRow).c


@dataclass(frozen=True)
class Found:
    """An account in a list; `away` until `away_until` (None: until further notice)."""

    id: str
    name: str
    email: str
    organisation: str | None
    roles: tuple[str, ...]
    services: tuple[str, ...]
    enabled: bool
    has_password: bool
    away: bool
    away_until: date | None


def found(by: Actor, which: str) -> tuple[Found, ...]:
    """Return the accounts that `by` keeps, by name; `which` is one of `LISTS`."""
    return tuple(one for one in _all(by) if _fits(one, which))


def counts(by: Actor) -> Mapping[str, int]:
    """Count every list."""
    everybody = _all(by)
    return {which: sum(_fits(one, which) for one in everybody) for which in LISTS}


def _fits(one: Found, which: str) -> bool:
    return {"enabled": one.enabled, "away": one.enabled and one.away,
            "disabled": not one.enabled, "all": True}[which]


def _all(by: Actor) -> list[Found]:
    away = away_until(today())
    statement = select(
        _ACCOUNT.id, _ACCOUNT.name, _ACCOUNT.email, _ACCOUNT.organisation, _ACCOUNT.roles,
        _ACCOUNT.services, _ACCOUNT.enabled, _ACCOUNT.password_hash.is_not(None).label("password"),
        away.c.away, away.c.to_on,
    ).outerjoin(away, away.c.account == _ACCOUNT.id)
    if by.organisation is not None:
        statement = statement.where(_ACCOUNT.organisation == by.organisation)
    return [
        Found(row.id, row.name, row.email, row.organisation, tuple(row.roles),
              tuple(row.services), row.enabled, row.password, bool(row.away), row.to_on)
        for row in db.session.execute(statement.order_by(func.lower(_ACCOUNT.name), _ACCOUNT.id))
    ]


def any_id() -> str | None:
    """Return an account that belongs to a council, for an example."""
    found_: str | None = db.session.scalar(
        select(_ACCOUNT.id).where(_ACCOUNT.organisation.is_not(None), _ACCOUNT.enabled)
        .order_by(_ACCOUNT.created_at, _ACCOUNT.id).limit(1))
    return found_
