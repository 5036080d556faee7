"""How much work lies where: by who has it and by service, with the groups of the caseload."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, case, cast, func, literal, select
from sqlalchemy.orm import Session

from complaints_service.persistence.base import table
from complaints_service.persistence.models.complaint import ComplaintRow

from .absences import away_until
from .worklist import GROUPS, HOLDER, Days

_ROW = table(ComplaintRow).c
COUNTED = ("open", "week", "overdue", "contributions")
"""The caseload's groups that are counted; their lists have the same predicates."""


@dataclass(frozen=True)
class Load:
    """What one holder has, or one service: counts by group, and the mean age in days (None where
    nothing is open)."""

    key: str | None
    counts: dict[str, int]
    age: float | None


def by_holder(session: Session, visible: ColumnElement[bool], days: Days) -> list[Load]:
    """Count what each account has now; what nobody has stands under None."""
    return _counted(session, HOLDER, visible, days)


def by_service(session: Session, visible: ColumnElement[bool], days: Days) -> list[Load]:
    """Count what is about each service."""
    return _counted(session, _ROW.service, visible, days)


def unassigned(session: Session, visible: ColumnElement[bool], days: Days) -> int:
    """Count what nobody is to answer yet."""
    return session.scalar(
        select(func.count()).select_from(table(ComplaintRow))
        .where(visible, GROUPS["unassigned"](days))
    ) or 0


def _counted(
    session: Session, key: ColumnElement[Any], visible: ColumnElement[bool], days: Days
) -> list[Load]:
    is_open = GROUPS["open"](days)
    age = cast(literal(days.today, Date) - _ROW.received_on, Integer)
    rows = session.execute(
        select(
            key.label("key"), func.avg(case((is_open, age))).label("age"),
            *(func.count().filter(GROUPS[group](days)).label(group) for group in COUNTED),
        ).select_from(table(ComplaintRow)).where(visible, GROUPS["work"](days)).group_by(key)
    )
    return [
        Load(row.key, {group: getattr(row, group) for group in COUNTED},
             None if row.age is None else float(row.age))
        for row in rows
    ]


def absent(session: Session, day: date) -> Sequence[Any]:
    """Return (account, to_on) of everybody who is away on a day."""
    away = away_until(day)
    return session.execute(select(away.c.account, away.c.to_on)).all()
