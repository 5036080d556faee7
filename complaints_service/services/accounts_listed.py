"""The people whom somebody may choose from, by name."""

from __future__ import annotations

from sqlalchemy import ARRAY, Text, cast, or_, select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.people import AccountRow

from .actors import Actor

_ACCOUNT = table(AccountRow).c
OWNERS = ("handler", "officer", "reviewer", "manager", "approver", "publisher")


def account_options(by: Actor, roles: tuple[str, ...] = OWNERS) -> list[dict[str, str]]:
    """Return `{id, email, name}` of the enabled accounts of the actor's organisation, or of all,
    that hold one of these roles, by name."""
    statement = select(_ACCOUNT.id, _ACCOUNT.email, _ACCOUNT.name).where(
        _ACCOUNT.enabled, _ACCOUNT.roles.op("&&")(cast(list(roles), ARRAY(Text)))
    )
    if by.organisation is not None:
        here = or_(_ACCOUNT.organisation == by.organisation, _ACCOUNT.organisation.is_(None))
        statement = statement.where(here)
    rows = db.session.execute(statement.order_by(_ACCOUNT.name, _ACCOUNT.email))
    return [dict(row._mapping) for row in rows]
