"""What one account has to do, and what it did lately, on complaints that it may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, any_, literal, or_, select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.models.event import EventRow
from complaints_service.persistence.models.pages import AnswerDraftRow
from complaints_service.persistence.models.people import AccountRow

_ROW = table(ComplaintRow).c
_DUE = table(DeadlineRow).c
_EVENT = table(EventRow).c
_DRAFT = table(AnswerDraftRow).c
_ACCOUNT = table(AccountRow).c


def open_files(
    accounts: Collection[str], visible: ColumnElement[bool], *, limit: int
) -> Sequence[Any]:
    """Return (ref, snapshot) where one of the accounts is handler or reviewer, or owns something
    open, and some deadline is open: what is due first of all first."""
    still_open = and_(_DUE.ref == _ROW.ref, _DUE.met_at.is_(None), ~_DUE.void)
    owns = select(_DUE.ref).where(
        _DUE.owner.in_(accounts), _DUE.met_at.is_(None), ~_DUE.void
    )
    mine = or_(_ROW.handler.in_(accounts), _ROW.reviewer.in_(accounts), _ROW.ref.in_(owns))
    statement = (
        select(_ROW.ref, _ROW.snapshot)
        .where(mine, visible, select(_DUE.ref).where(still_open).exists())
        .order_by(_ROW.next_due_on.asc().nulls_last(), _ROW.ref)
        .limit(limit)
    )
    return db.session.execute(statement).all()


def recently_done(
    account: str, visible: ColumnElement[bool], types: Collection[str], since: datetime, *,
    limit: int,
) -> Sequence[Any]:
    """Return (ref, type, recorded_at, snapshot) of the account's own events of these types since
    an instant, latest first, on complaints that were ever its own."""
    mine = or_(_ROW.handler == account, _ROW.reviewer == account, _ROW.recorded_by == account)
    statement = (
        select(_ROW.ref, _EVENT.type, _EVENT.recorded_at, _ROW.snapshot)
        .join(EventRow, _EVENT.ref == _ROW.ref)
        .where(mine, visible, _ROW.last_recorded_at >= since, _EVENT.actor == account,
               _EVENT.type.in_(types), _EVENT.recorded_at >= since)
        .order_by(_EVENT.recorded_at.desc(), _ROW.ref, _EVENT.seq.desc())
        .limit(limit)
    )
    return db.session.execute(statement).all()


def an_example_to_answer() -> str | None:
    """Return a complaint under investigation at stage 1 that is not restricted."""
    ref: str | None = db.session.execute(
        select(_ROW.ref)
        .where(_ROW.state == "stage_1_investigating", _ROW.restricted.is_(False))
        .order_by(_ROW.recorded_at.desc(), _ROW.ref)
        .limit(1)
    ).scalar()
    return ref


def an_example_left() -> tuple[str, int] | None:
    """Return (ref, stage) of an officer's draft on an unrestricted complaint that was answered."""
    found = db.session.execute(
        select(_DRAFT.ref, _DRAFT.stage)
        .join(ComplaintRow, _ROW.ref == _DRAFT.ref)
        .join(AccountRow, _ACCOUNT.id == _DRAFT.account)
        .where(_ROW.restricted.is_(False), literal("officer") == any_(_ACCOUNT.roles),
               _ROW.state.in_(("stage_1_responded", "stage_2_responded", "closed")))
        .order_by(_DRAFT.ref, _DRAFT.stage)
        .limit(1)
    ).first()
    return None if found is None else (found.ref, found.stage)
