"""Who is away on a day, and the absences of one account."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    ScalarSelect,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from complaints_service.domain.absences import Absence
from complaints_service.persistence.base import table
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.models.staffing import AbsenceRow

_AWAY, _ACCOUNT = table(AbsenceRow), table(AccountRow)
TODAY = "absent_on"
"""The parameter of `ABSENT`: the London date looked at."""


def holds_on(day: Any) -> ColumnElement[bool]:
    """The condition that an absence holds on `day`."""
    return and_(_AWAY.c.from_on <= day, or_(_AWAY.c.to_on.is_(None), _AWAY.c.to_on >= day))


def _absent() -> ScalarSelect[Any]:
    """`{account: cover}` of everybody who is away; a cover who cannot sign in is none."""
    cover = select(_ACCOUNT.c.id).where(_ACCOUNT.c.id == _AWAY.c.cover, _ACCOUNT.c.enabled)
    pairs = func.jsonb_object_agg(_AWAY.c.account, cover.scalar_subquery())
    return select(pairs).where(holds_on(bindparam(TODAY, type_=Date))).scalar_subquery()


ABSENT = _absent()
"""A column of whom is asked who they are: None where nobody is away."""
_ASK = select(ABSENT)


def absent_on(session: Session, day: date) -> dict[str, str | None]:
    """Return every account that is away on the London date `day`, each with its cover."""
    return session.scalar(_ASK, {TODAY: day}) or {}


def absences_of(session: Session, account: str, since: date) -> list[Absence]:
    """Return the account's absences that have not ended before `since`, the earliest first."""
    rows = session.execute(
        select(_AWAY).where(
            _AWAY.c.account == account, or_(_AWAY.c.to_on.is_(None), _AWAY.c.to_on >= since)
        ).order_by(_AWAY.c.from_on)
    )
    return [Absence(row.account, row.from_on, row.to_on, row.cover) for row in rows]


def covering(session: Session, cover: str, since: date) -> list[Absence]:
    """Return the absences, not ended before `since`, in which `cover` stands in."""
    rows = session.execute(
        select(_AWAY).where(
            _AWAY.c.cover == cover, or_(_AWAY.c.to_on.is_(None), _AWAY.c.to_on >= since)
        ).order_by(_AWAY.c.from_on, _AWAY.c.account)
    )
    return [Absence(row.account, row.from_on, row.to_on, row.cover) for row in rows]


def all_since(session: Session, organisation: str | None, since: date) -> list[Absence]:
    """Return the absences, not ended before `since`, of an organisation's accounts, or of all."""
    statement = (
        select(_AWAY).join(_ACCOUNT, _ACCOUNT.c.id == _AWAY.c.account)
        .where(_ACCOUNT.c.enabled, or_(_AWAY.c.to_on.is_(None), _AWAY.c.to_on >= since))
        .order_by(_AWAY.c.from_on, _ACCOUNT.c.name)
    )
    if organisation is not None:
        statement = statement.where(_ACCOUNT.c.organisation == organisation)
    return [Absence(row.account, row.from_on, row.to_on, row.cover)
            for row in session.execute(statement)]


def away_until(day: date) -> Any:
    """Select `account` and `to_on` of everybody who is away on `day`, to be joined to a list."""
    return select(_AWAY.c.account, _AWAY.c.to_on, literal(True).label("away")).where(
        holds_on(day)).subquery("away")
