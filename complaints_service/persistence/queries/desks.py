"""What lies on people's desks, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, any_, false, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from complaints_service.domain.stages import STAGE_2_OPEN, State
from complaints_service.persistence.base import table
from complaints_service.persistence.batch import Writes
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.models.staffing import TurnRow

from .absences import away_until

_ROW, _ACCOUNT, _TURN = table(ComplaintRow).c, table(AccountRow).c, table(TurnRow).c
_INTO_TURN = insert(table(TurnRow))
_KEEP_TURN = _INTO_TURN.on_conflict_do_update(
    index_elements=["organisation", "service"], set_={"account": _INTO_TURN.excluded.account})
TO_ANSWER = (State.STAGE_1_ACCEPTED.value, State.STAGE_1_INVESTIGATING.value)
TO_REVIEW = tuple(sorted(one.value for one in STAGE_2_OPEN))


@dataclass(frozen=True)
class Desk:
    """Somebody's work: complaints that wait for their answer, and those due by a Sunday."""

    id: str
    email: str
    name: str
    roles: frozenset[str]
    enabled: bool
    away: bool
    away_until: date | None
    open: int
    due_this_week: int


def unanswered(account: Any) -> ColumnElement[bool]:
    """The condition that a complaint waits for this account's answer, at either stage."""
    return or_(and_(_ROW.handler == account, _ROW.state.in_(TO_ANSWER)),
               and_(_ROW.reviewer == account, _ROW.state.in_(TO_REVIEW)))


def desks(
    session: Session, who: ColumnElement[bool], today: date, sunday: date
) -> list[Desk]:
    """Return the desks of the accounts that fit `who`, by name."""
    away = away_until(today)
    loads = _loads(sunday)
    rows = session.execute(
        select(_ACCOUNT.id, _ACCOUNT.email, _ACCOUNT.name, _ACCOUNT.roles, _ACCOUNT.enabled,
               away.c.away, away.c.to_on, loads.c.open, loads.c.week)
        .outerjoin(away, away.c.account == _ACCOUNT.id)
        .outerjoin(loads, true())
        .where(who).order_by(_ACCOUNT.name, _ACCOUNT.email)
    )
    return [_desk(row) for row in rows]


def _loads(sunday: date) -> Any:
    counted = select(
        func.count().label("open"),
        func.count().filter(_ROW.next_due_on <= sunday).label("week"),
    ).select_from(ComplaintRow).where(unanswered(_ACCOUNT.id))
    return counted.lateral("loads")


def _desk(row: Row[*tuple[Any, ...]]) -> Desk:
    return Desk(row.id, row.email, row.name, frozenset(row.roles), row.enabled, bool(row.away),
                row.to_on, row.open or 0, row.week or 0)


def of_people(accounts: Sequence[str]) -> ColumnElement[bool]:
    """These accounts, disabled ones too."""
    return _ACCOUNT.id.in_(accounts)


def of_service(organisation: str, service: str) -> ColumnElement[bool]:
    """The handlers of an organisation that answer for a service, or for all."""
    return and_(_ACCOUNT.enabled, _ACCOUNT.organisation == organisation, _holds("handler"),
                or_(_ACCOUNT.services == [], literal(service) == any_(_ACCOUNT.services)))


def of_roles(organisation: str, *roles: str) -> ColumnElement[bool]:
    """Who can be given work of an organisation in one of these roles."""
    return and_(_ACCOUNT.enabled, or_(*(_holds(role) for role in roles)),
                or_(_ACCOUNT.organisation == organisation, _ACCOUNT.organisation.is_(None)))


def _holds(role: str) -> ColumnElement[bool]:
    return literal(role) == any_(_ACCOUNT.roles)


def last_turn(session: Session, organisation: str, service: str) -> str | None:
    """Return who was given a complaint of the service last; others wait until this commits."""
    # The row may not be there yet, so the service is locked by name.
    session.execute(select(func.pg_advisory_xact_lock(
        func.hashtextextended(f"turn {organisation} {service}", 0))))
    return session.scalar(select(_TURN.account).where(
        _TURN.organisation == organisation, _TURN.service == service))


def keep_turn(writes: Writes, organisation: str, service: str, account: str) -> None:
    """Keep whose turn it was."""
    writes.execute(_KEEP_TURN, {
        "organisation": organisation, "service": service, "account": account})


def untaken(
    account: str, organisation: str | None, services: frozenset[str], *, limit: int
) -> list[str]:
    """Return the complaints at stage 1 that nobody has and that `account` may take, what breaks
    first first: of an organisation (None: of all) and about these services (none: all)."""
    listed = or_(_ROW.restricted.is_(False), _ROW.access.contains([account]))
    about = func.coalesce(_ROW.snapshot["complained_of"].contains([account]), false())
    statement = (
        select(_ROW.ref)
        .where(_ROW.state.in_(TO_ANSWER), _ROW.handler.is_(None), listed, ~about,
               _ROW.reviewer.is_distinct_from(account))
        .order_by(_ROW.next_due_on.asc().nulls_last(), _ROW.ref).limit(limit)
    )
    if organisation is not None:
        statement = statement.where(_ROW.organisation == organisation)
    if services:
        statement = statement.where(_ROW.services.overlap(sorted(services)))
    return list(db.session.scalars(statement))
