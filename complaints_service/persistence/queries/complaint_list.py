"""Lists of contacts: complaints, or service requests, that an actor may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal_column, or_, select

from complaints_service.domain.deadlines import CODE_CLOCKS
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow

from .keyset import Place, Rows, page
from .worklist import GROUPS, Days

_ROW = table(ComplaintRow).c
_DUE = table(DeadlineRow).c


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; None does not narrow. `handler` is an account's id.

    Dates are inclusive London dates; `today` decides what is overdue; `q` is a reference, old or
    new.
    """

    today: date
    state: str | None = None
    stage: str | None = None
    service: str | None = None
    category: str | None = None
    organisation: str | None = None
    handler: str | None = None
    overdue: bool | None = None
    received_from: date | None = None
    received_to: date | None = None
    updated_since: datetime | None = None
    q: str | None = None
    code: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    group: str | None = None
    days: Days | None = None
    """With a `group` of the caseload: the days that it looks at."""


def contacts(
    kinds: Sequence[str], wanted: Wanted, visible: ColumnElement[bool], *, after: Place | None,
    limit: int,
) -> Rows:
    """Return rows of snapshots, by organisation and newest first.

    `kinds` are `complaint`, `service_request`, `compliment` or `comment`, written out so that the
    index of each serves; `visible` says what the actor may see.
    """
    order = (_ROW.organisation, _ROW.recorded_at, _ROW.ref)
    statement = select(*order, _ROW.snapshot).where(
        _of_kinds(kinds), visible, *_narrowing(wanted)
    )
    return page(statement, order, after=after, limit=limit, descending=True)


def _of_kinds(kinds: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(_ROW.kind == literal_column(f"'{kind}'") for kind in kinds if kind.isidentifier()))


def snapshots(refs: Sequence[str]) -> dict[str, Any]:
    """Return the snapshots of these contacts by reference."""
    found = db.session.execute(select(_ROW.ref, _ROW.snapshot).where(_ROW.ref.in_(refs)))
    return {row.ref: row.snapshot for row in found}


def _narrowing(wanted: Wanted) -> list[ColumnElement[bool]]:
    same = [column == value for column, value in (
        (_ROW.state, wanted.state), (_ROW.stage, wanted.stage), (_ROW.service, wanted.service),
        (_ROW.category, wanted.category), (_ROW.organisation, wanted.organisation),
    ) if value is not None]
    return [*same, *_spans(wanted), *_particulars(wanted)]


def _spans(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """The conditions of the filters that say from when, or until when, the last day included."""
    for column, first in ((_ROW.received_on, wanted.received_from),
                          (_ROW.last_recorded_at, wanted.updated_since),
                          (_ROW.next_due_on, wanted.due_from)):
        if first is not None:
            yield column >= first
    for column, last in ((_ROW.received_on, wanted.received_to),
                         (_ROW.next_due_on, wanted.due_to)):
        if last is not None:
            yield column <= last


def _particulars(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.handler is not None:
        yield or_(_ROW.handler == wanted.handler, _ROW.reviewer == wanted.handler)
    if wanted.code is not None:
        yield _ROW.codes.contains([wanted.code])
    if wanted.group is not None and wanted.days is not None:
        yield GROUPS[wanted.group](wanted.days)
    if wanted.q is not None:
        yield or_(_ROW.ref == wanted.q.upper(), _ROW.old_reference == wanted.q)
    if wanted.overdue is not None:
        late = _overdue(wanted.today)
        # What is overdue is due first of all: the index of what comes next finds the few there are.
        yield and_(_ROW.next_due_on < wanted.today, late) if wanted.overdue else ~late


def _overdue(today: date) -> ColumnElement[bool]:
    return exists().where(and_(
        _DUE.ref == _ROW.ref, _DUE.kind.in_(sorted(CODE_CLOCKS)), _DUE.met_at.is_(None),
        ~_DUE.void, _DUE.due_on < today,
    ))


@dataclass(frozen=True)
class WantedDuties:
    """What a list of remedies or obligations is narrowed to."""

    open: bool | None = None
    due_from: date | None = None
    due_to: date | None = None


def duties(
    kind: str, wanted: WantedDuties, visible: ColumnElement[bool], *, after: Place | None,
    limit: int,
) -> Rows:
    """Return (ref, item, snapshot) of every remedy or obligation, in the order of references."""
    order = (_DUE.ref, _DUE.item)
    statement = (
        select(*order, _ROW.snapshot).join(ComplaintRow, _ROW.ref == _DUE.ref)
        .where(_DUE.kind == kind, visible)
    )
    if wanted.open is not None:
        is_open = and_(_DUE.met_at.is_(None), ~_DUE.void)
        statement = statement.where(is_open if wanted.open else ~is_open)
    if wanted.due_from is not None:
        statement = statement.where(_DUE.due_on >= wanted.due_from)
    if wanted.due_to is not None:
        statement = statement.where(_DUE.due_on <= wanted.due_to)
    return page(statement, order, after=after, limit=limit)
