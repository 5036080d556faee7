"""What the Ombudsmen wait for: every open date of theirs, and the complaints that they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow

_ROW, _DUE = table(ComplaintRow).c, table(DeadlineRow).c
_OPEN = and_(_DUE.met_at.is_(None), _DUE.void.is_(False))
KINDS = ("ombudsman_request", "ombudsman_instruction", "obligation")
LISTS: Mapping[str, tuple[str, ...]] = {
    "dates": KINDS,
    "requests": ("ombudsman_request",),
    "instructions": ("ombudsman_instruction",),
    "obligations": ("obligation",),
}
"""Each list of open dates, and the kinds of deadline in it."""


def counts(visible: ColumnElement[bool]) -> dict[str, int]:
    """Count each list of `LISTS` and, under `cases`, the complaints with an open case."""
    columns = [func.count().filter(_DUE.kind.in_(kinds)).label(name)
               for name, kinds in LISTS.items()]
    found = db.session.execute(
        select(*columns).select_from(table(DeadlineRow))
        .join(ComplaintRow, ComplaintRow.ref == _DUE.ref)
        .where(_OPEN, _DUE.kind.in_(KINDS), visible)
    ).one()
    open_cases = db.session.scalar(
        select(func.count()).select_from(ComplaintRow).where(_WITH_ONE, visible))
    return {**found._mapping, "cases": open_cases or 0}


_WITH_ONE = ComplaintRow.stage == "ombudsman"


def dates(
    name: str, visible: ColumnElement[bool], *, start: int, limit: int
) -> Sequence[Any]:
    """Return (ref, kind, item, due_on, owner, snapshot) of one list, what is due first first."""
    return db.session.execute(
        select(_DUE.ref, _DUE.kind, _DUE.item, _DUE.due_on, _DUE.owner, ComplaintRow.snapshot)
        .join(ComplaintRow, ComplaintRow.ref == _DUE.ref)
        .where(_OPEN, _DUE.kind.in_(LISTS[name]), visible)
        .order_by(_DUE.due_on.asc().nulls_last(), _DUE.ref, _DUE.kind, _DUE.item)
        .offset(start).limit(limit)
    ).all()


def cases(visible: ColumnElement[bool], *, start: int, limit: int) -> Sequence[Any]:
    """Return (ref, snapshot) of the complaints with an open case, what is due first first."""
    return db.session.execute(
        select(ComplaintRow.ref, ComplaintRow.snapshot).where(_WITH_ONE, visible)
        .order_by(ComplaintRow.ombudsman_by.asc().nulls_last(), ComplaintRow.ref)
        .offset(start).limit(limit)
    ).all()


def kept(visible: ColumnElement[bool], first: date, today: date) -> Sequence[Any]:
    """Return (body, due, in_time) of the obligations due from `first` to `today`, both included,
    and of those met before their day in that time; `body` is `lgsco` or `housing`."""
    met_on = func.date(func.timezone("Europe/London", _DUE.met_at))
    body = case((_DUE.item.startswith("lgsco-"), "lgsco"), else_="housing")
    over = or_(_DUE.due_on < today, _DUE.met_at.is_not(None))
    return db.session.execute(
        select(body.label("body"), func.count().label("due"),
               func.count().filter(met_on <= _DUE.due_on).label("in_time"))
        .select_from(DeadlineRow).join(ComplaintRow, ComplaintRow.ref == _DUE.ref)
        .where(_DUE.kind == "obligation", _DUE.due_on >= first, over, visible)
        .group_by("body").order_by("body")
    ).all()
