"""Keeps the lists that people gave a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from .base import table
from .models.pages import SavedFilterRow
from .models.people import AccountRow

_FILTER = table(SavedFilterRow)
_ROW, _ACCOUNT = _FILTER.c, table(AccountRow).c


def offered_to(
    session: Session, account: str, organisation: str | None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return an account's own lists, and those that colleagues of its council share, by name."""
    shared = and_(_ROW.shared, _ROW.organisation.is_not_distinct_from(organisation))
    return session.execute(
        select(_ROW.id, _ROW.account, _ROW.name, _ROW.query, _ROW.shared,
               _ACCOUNT.name.label("owner"))
        .join(AccountRow, _ACCOUNT.id == _ROW.account)
        .where(or_(_ROW.account == account, shared))
        .order_by(func.lower(_ROW.name), _ROW.id)
    ).all()


def how_many(session: Session, account: str) -> int:
    """Count the lists of an account."""
    return session.scalar(select(func.count()).where(_ROW.account == account)) or 0


def keep(
    session: Session, filter_id: str, account: str, organisation: str | None, name: str,
    query: Mapping[str, str], *, shared: bool, now: datetime,
) -> str:
    """Keep a list under a name, in place of the account's own of that name; return its id."""
    statement = insert(_FILTER).values(
        id=filter_id, account=account, organisation=organisation, name=name, query=dict(query),
        shared=shared, created_at=now,
    )
    kept = session.execute(statement.on_conflict_do_update(
        index_elements=["account", "name"],
        set_={"query": statement.excluded.query, "shared": statement.excluded.shared},
    ).returning(_ROW.id))
    return str(kept.scalar_one())


def remove(session: Session, filter_id: str, account: str) -> bool:
    """Remove one of an account's own lists; False where it has none such."""
    gone = session.execute(
        delete(_FILTER).where(_ROW.id == filter_id, _ROW.account == account).returning(_ROW.id))
    return gone.first() is not None
