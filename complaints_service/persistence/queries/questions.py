"""The questions put to one account, by the dates that were set for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.models.pages import ContributionLinkRow

_ROW, _DUE, _LINK = table(ComplaintRow).c, table(DeadlineRow).c, table(ContributionLinkRow).c
KIND = "contribution"


def asked_of(account: str, *, limit: int) -> Sequence[Any]:
    """Return (ref, snapshot, item) of every question that is the account's, what is open first,
    by its day."""
    return db.session.execute(
        select(_ROW.ref, _ROW.snapshot, _DUE.item)
        .join(ComplaintRow, _ROW.ref == _DUE.ref)
        .where(_DUE.kind == KIND, _DUE.owner == account)
        .order_by((_DUE.met_at.is_not(None) | _DUE.void), _DUE.due_on, _DUE.ref, _DUE.item)
        .limit(limit)
    ).all()


def an_example() -> tuple[str, str] | None:
    """Return (ref, number) of an open question on a complaint that is not restricted."""
    found = db.session.execute(
        select(_DUE.ref, _DUE.item)
        .join(ComplaintRow, _ROW.ref == _DUE.ref)
        .where(_DUE.kind == KIND, _DUE.met_at.is_(None), _DUE.void.is_(False),
               _ROW.restricted.is_(False))
        .order_by(_DUE.ref, _DUE.item).limit(1)
    ).first()
    return None if found is None else (found.ref, found.item)


def an_example_link() -> str | None:
    """Return the id of a link whose question is open."""
    link: str | None = db.session.execute(
        select(_LINK.id)
        .join(DeadlineRow, (_DUE.ref == _LINK.ref) & (_DUE.kind == KIND))
        .join(ComplaintRow, _ROW.ref == _LINK.ref)
        .where(_DUE.met_at.is_(None), _DUE.void.is_(False), _ROW.restricted.is_(False))
        .order_by(_LINK.created_at.desc(), _LINK.id).limit(1)
    ).scalar()
    return link
