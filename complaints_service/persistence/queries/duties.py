"""What hangs on one account: whatever nobody would do if it left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Text, and_, any_, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from complaints_service.domain.stages import State
from complaints_service.persistence.base import table
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.models.learning import ImprovementRow
from complaints_service.persistence.models.people import AccountRow, OrganisationRow

from .desks import TO_ANSWER, TO_REVIEW

_ROW, _DUE = table(ComplaintRow).c, table(DeadlineRow).c
_IMPROVEMENT, _ACCOUNT, _COUNCIL = (
    table(ImprovementRow).c, table(AccountRow).c, table(OrganisationRow).c)
IN_CARE = (State.RECEIVED.value, State.SERVICE_REQUEST.value, *TO_ANSWER)
"""States in which whoever is named at stage 1 has something to do."""
OWNED = ("remedy", "hazard", "contribution")
"""Kinds of dates that belong to a person, whoever has the complaint."""


def to_answer(session: Session, account: str) -> Sequence[Any]:
    """Return (ref, restricted, service, next_due_on) of what waits for the account's answer at
    stage 1, what breaks first first."""
    return _files(session, and_(_ROW.handler == account, or_(
        _ROW.state.in_(IN_CARE),
        # asked for stage 2 while stage 1 is overdue, or waiting in the post: still theirs
        and_(_ROW.stage != "ended", _open_date(account, "promised_update", "promised_answer")),
    )))


def to_review(session: Session, account: str) -> Sequence[Any]:
    """Return the same of what waits for the account's review at stage 2."""
    return _files(session, and_(_ROW.reviewer == account, _ROW.state.in_(TO_REVIEW)))


def _files(session: Session, which: ColumnElement[bool]) -> Sequence[Any]:
    return session.execute(
        select(_ROW.ref, _ROW.restricted, _ROW.service, _ROW.next_due_on)
        .where(which).order_by(_ROW.next_due_on.asc().nulls_last(), _ROW.ref)
    ).all()


def _open_date(account: str, *kinds: str) -> ColumnElement[bool]:
    return select(_DUE.ref).where(
        _DUE.ref == _ROW.ref, _DUE.kind.in_(kinds), _DUE.owner == account, _DUE.met_at.is_(None),
        ~_DUE.void).exists()


def owned(session: Session, account: str) -> Sequence[Any]:
    """Return (ref, kind, item, due_on, restricted, snapshot) of the open dates of `OWNED` kinds
    that are the account's, the earliest first."""
    return session.execute(
        select(_DUE.ref, _DUE.kind, _DUE.item, _DUE.due_on, _ROW.restricted, _ROW.snapshot)
        .join(ComplaintRow, _ROW.ref == _DUE.ref)
        .where(_DUE.owner == account, _DUE.kind.in_(OWNED), _DUE.met_at.is_(None), ~_DUE.void)
        .order_by(_DUE.due_on.asc().nulls_last(), _DUE.ref, _DUE.kind, _DUE.item)
    ).all()


def improvements(session: Session, account: str) -> Sequence[Any]:
    """Return (id, due_on) of the improvements that the account still has to see through."""
    return session.execute(
        select(_IMPROVEMENT.id, _IMPROVEMENT.due_on)
        .where(_IMPROVEMENT.owner == account, _IMPROVEMENT.state == "planned")
        .order_by(_IMPROVEMENT.due_on, _IMPROVEMENT.id)
    ).all()


def only_reader_of(session: Session, account: str) -> Sequence[Any]:
    """Return (ref, access) of restricted complaints that nobody else who can sign in may see."""
    others = select(_ACCOUNT.id).where(
        _ACCOUNT.id == any_(_ROW.access), _ACCOUNT.enabled, _ACCOUNT.id != account).exists()
    return session.execute(
        select(_ROW.ref, _ROW.access)
        .where(_ROW.restricted, _ROW.access.contains([account]), ~others).order_by(_ROW.ref)
    ).all()


def drafts_for_only_approver(session: Session, account: str, organisation: str | None) -> int:
    """Count the drafts that wait for approval where nobody else of the organisation approves."""
    if organisation is None:
        return 0
    others = select(_ACCOUNT.id).where(
        _ACCOUNT.enabled, literal("approver") == any_(_ACCOUNT.roles), _ACCOUNT.id != account,
        or_(_ACCOUNT.organisation == organisation, _ACCOUNT.organisation.is_(None))).exists()
    return session.scalar(
        select(func.count()).select_from(ComplaintRow)
        .where(_ROW.draft_waits, _ROW.organisation == organisation, ~others)
    ) or 0


def councils_naming(session: Session, account: str, email: str) -> Sequence[Any]:
    """Return (key, settings) of the councils whose settings name the account."""
    return session.execute(
        select(_COUNCIL.key, _COUNCIL.settings).where(or_(
            cast(_COUNCIL.settings, Text).contains(account, autoescape=True),
            _COUNCIL.settings["escalate_to"].contains([email]),
        )).order_by(_COUNCIL.key)
    ).all()


def left_behind(
    session: Session, visible: ColumnElement[bool], absent: Sequence[str]
) -> Sequence[Any]:
    """Return (ref, service, next_due_on, name, enabled) of the complaints, visible to somebody,
    whose handler or reviewer cannot work on them: disabled, or away with nobody standing in."""
    gone = or_(~_ACCOUNT.enabled, _ACCOUNT.id == any_(cast(list(absent), ARRAY(Text))))
    holds = or_(and_(_ROW.handler == _ACCOUNT.id, _ROW.state.in_(IN_CARE)),
                and_(_ROW.reviewer == _ACCOUNT.id, _ROW.state.in_(TO_REVIEW)))
    return session.execute(
        select(_ROW.ref, _ROW.service, _ROW.next_due_on, _ACCOUNT.name, _ACCOUNT.enabled)
        .join(AccountRow, holds).where(gone, visible)
        .order_by(_ROW.next_due_on.asc().nulls_last(), _ROW.ref)
    ).all()
