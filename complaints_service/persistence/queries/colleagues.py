"""The people of one council who can be given work."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, any_, literal, or_, select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.people import AccountRow

_ACCOUNT = table(AccountRow).c


def colleagues(organisation: str, roles: frozenset[str]) -> list[Row[*tuple[Any, ...]]]:
    """Return email, name and roles of the enabled accounts that hold one of the roles, by name:
    those of the organisation, and those of the whole installation."""
    statement = (
        select(_ACCOUNT.email, _ACCOUNT.name, _ACCOUNT.roles)
        .where(
            _ACCOUNT.enabled,
            or_(*(literal(role) == any_(_ACCOUNT.roles) for role in sorted(roles))),
            or_(_ACCOUNT.organisation == organisation, _ACCOUNT.organisation.is_(None)),
        )
        .order_by(_ACCOUNT.name, _ACCOUNT.email)
    )
    return list(db.session.execute(statement))


def reviewers(organisation: str) -> list[Row[*tuple[Any, ...]]]:
    """Return id, email, name, roles and services of whoever may review, by name."""
    statement = (
        select(_ACCOUNT.id, _ACCOUNT.email, _ACCOUNT.name, _ACCOUNT.roles, _ACCOUNT.services)
        .where(
            _ACCOUNT.enabled, literal("reviewer") == any_(_ACCOUNT.roles),
            or_(_ACCOUNT.organisation == organisation, _ACCOUNT.organisation.is_(None)),
        )
        .order_by(_ACCOUNT.name, _ACCOUNT.email)
    )
    return list(db.session.execute(statement))
