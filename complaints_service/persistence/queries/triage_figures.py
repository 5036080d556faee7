"""How contacts were triaged: what thresholds advised, who was refused and why, in whose words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, literal_column, select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import PrivateValueRow

_ROW = table(ComplaintRow).c
_VALUE = table(PrivateValueRow).c
_TRIAGE = _ROW.snapshot["triage"]
_DECISION = _TRIAGE["decision"].astext
_CASES = func.jsonb_path_query_array(_ROW.snapshot, literal_column("'$.ombudsman[*].status'"))
_ASKED = func.jsonb_array_length(_CASES) > 0
_TAKEN_UP = func.jsonb_exists_any(
    _CASES, literal_column("array['investigating','draft','decided','compliance']"))
MOST = 100

Found = Sequence[Row[*tuple[Any, ...]]]
"""Rows with the columns that each query names."""


def _received(first: date, last: date) -> ColumnElement[bool]:
    return _ROW.received_on.between(first, last)


def decisions(first: date, last: date, visible: ColumnElement[bool]) -> dict[str, int]:
    """Count what contacts were decided to be, by their London dates of receipt."""
    rows = db.session.execute(
        select(_DECISION.label("decision"), func.count().label("count"))
        .where(_received(first, last), _DECISION.is_not(None), visible).group_by(_DECISION)
    )
    return {row.decision: row._mapping["count"] for row in rows}


def thresholds(first: date, last: date, visible: ColumnElement[bool]) -> Found:
    """Return (threshold, advised, advice count, followed count)."""
    name, advised = _TRIAGE["threshold"].astext, _TRIAGE["advised"].astext
    return db.session.execute(
        select(name.label("threshold"), advised.label("advised"), func.count().label("given"),
               func.count().filter(advised == _DECISION).label("followed"))
        .where(_received(first, last), name.is_not(None), visible)
        .group_by(name, advised).order_by(name, advised)
    ).all()


def refused(first: date, last: date, visible: ColumnElement[bool]) -> Found:
    """Return (ground, count, how many went to an Ombudsman, how many were taken up there)."""
    return db.session.execute(
        select(_ROW.declined_ground.label("ground"), func.count().label("refused"),
               func.count().filter(_ASKED).label("asked"),
               func.count().filter(_TAKEN_UP).label("taken_up"))
        .where(_received(first, last), _ROW.declined_ground.is_not(None), visible)
        .group_by(_ROW.declined_ground).order_by(_ROW.declined_ground)
    ).all()


def same_reasoning(first: date, last: date, visible: ColumnElement[bool]) -> Found:
    """Return (ground, refs) of refusals that were explained in the same words, the oftenest first.

    Words are compared where they lie, by a digest of their letters alone, so that another date or
    reference does not hide a copy. Neither words nor digest leave the database.
    """
    letters = func.md5(func.regexp_replace(func.lower(_VALUE.payload),
                                           literal_column("'[^a-z]+'"), "", "g"))
    refs = func.array_agg(_ROW.ref.op("ORDER BY")(_ROW.ref))
    return db.session.execute(
        select(_ROW.declined_ground.label("ground"), refs.label("refs"))
        .join(PrivateValueRow, and_(
            _VALUE.ref == _ROW.ref,
            _VALUE.sha256 == _ROW.snapshot["declined"]["explanation"]["sha256"].astext))
        .where(_received(first, last), _ROW.declined_ground.is_not(None), visible)
        .group_by(_ROW.declined_ground, letters).having(func.count() > 1)
        .order_by(func.count().desc(), func.min(_ROW.ref)).limit(MOST)
    ).all()


def not_offered(first: date, last: date, visible: ColumnElement[bool]) -> Found:
    """Return (ref, service, decision, received_on) of contacts of people who said that they were
    unhappy, were not taken as complaints, and of whom no offer of the choice is recorded."""
    unhappy = _ROW.snapshot["dissatisfaction_expressed"].as_boolean()
    offered = func.coalesce(_ROW.snapshot["complaint_offered"].as_boolean(), False)
    raised = _ROW.snapshot["raised_as"].astext
    apart = _DECISION.in_(("service_request", "compliment", "comment"))
    return db.session.execute(
        select(_ROW.ref, _ROW.service, _DECISION.label("decision"), _ROW.received_on)
        .where(_received(first, last), unhappy, offered.is_(False), raised.is_(None), apart,
               visible)
        .order_by(_ROW.received_on.desc(), _ROW.ref).limit(MOST)
    ).all()
