"""The inbox of every contact: what waits for triage, and what was decided, a list of each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from complaints_service.domain.stages import State
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import PrivateValueRow

_ROW = table(ComplaintRow).c
_VALUE = table(PrivateValueRow).c
# Written out, not bound: only so do the partial indexes serve a statement prepared once.
_LIVE = or_(_ROW.stage != literal_column("'ended'"), _ROW.next_due_on.is_not(None))
_PEOPLE = _ROW.snapshot["complainants"]
_LEAD = func.coalesce(
    func.jsonb_path_query_first(_PEOPLE, literal_column("'$[*] ? (@.lead == true)'::jsonpath"),
                                type_=JSONB)["details"]["sha256"].astext,
    _PEOPLE[0]["details"]["sha256"].astext,
)


def _kind(*names: str) -> ColumnElement[bool]:
    return or_(*(_ROW.kind == literal_column(f"'{name}'") for name in names))


Predicate = Callable[[date], ColumnElement[bool]]

LISTS: Mapping[str, Predicate] = {
    "waiting": lambda _: and_(_LIVE, _kind("complaint"), _ROW.state == State.RECEIVED.value),
    "requests": lambda _: and_(_LIVE, _kind("service_request"), _ROW.stage != "ended"),
    "not_accepted": lambda since: and_(_ROW.declined_ground.is_not(None),
                                       _ROW.received_on >= since),
    "handed_off": lambda since: and_(_ROW.handed_off_to.is_not(None), _ROW.received_on >= since),
    "compliments": lambda since: and_(_kind("compliment", "comment"), _ROW.received_on >= since),
}
"""Each list's predicate; what was decided is looked at from a London date on, by its receipt."""

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "waiting": (_ROW.acknowledge_by.asc().nulls_last(), _ROW.ref),
    "requests": (_ROW.received_on, _ROW.ref),
}
NEWEST: Sequence[ColumnElement[Any]] = (_ROW.received_on.desc(), _ROW.ref)


def counts(visible: ColumnElement[bool], since: date) -> dict[str, int]:
    """Count each list."""
    return {
        name: db.session.scalar(select(func.count()).select_from(table(ComplaintRow)).where(
            which(since), visible)) or 0
        for name, which in LISTS.items()
    }


def rows(
    name: str, visible: ColumnElement[bool], since: date, *, start: int, limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return at most `limit` contacts of a list from the row `start` (0 is the first) on.

    `person` is the payload of who leads it, `lead` the digest.
    """
    ordered = ORDERS.get(name, NEWEST)
    page = (
        select(_ROW.ref, func.row_number().over(order_by=ordered).label("place"))
        .where(LISTS[name](since), visible).order_by(*ordered).offset(start).limit(limit)
        .cte("page").prefix_with("MATERIALIZED", dialect="postgresql")
    )
    statement = (
        select(
            _ROW.ref, _ROW.state, _ROW.kind, _ROW.service, _ROW.channel, _ROW.received_on,
            _ROW.acknowledge_by, _ROW.declined_ground, _ROW.handed_off_to, _ROW.restricted,
            _ROW.snapshot["given_as"].astext.label("given_as"),
            _ROW.snapshot["dissatisfaction_expressed"].as_boolean().label("unhappy"),
            _ROW.snapshot["complaint_offered"].as_boolean().label("offered"),
            _ROW.snapshot["raised_as"].astext.label("raised_as"),
            _LEAD.label("lead"), _VALUE.payload.label("person"),
        )
        .join(page, page.c.ref == _ROW.ref)
        .outerjoin(PrivateValueRow, and_(_VALUE.ref == _ROW.ref, _VALUE.sha256 == _LEAD))
        .order_by(page.c.place)
    )
    return db.session.execute(statement).all()


def a_waiting_example() -> str | None:
    """Return an unrestricted contact that waits to be decided, if there is any."""
    return db.session.scalar(
        select(_ROW.ref).where(LISTS["waiting"](date.max), _ROW.restricted.is_(False))
        .order_by(_ROW.ref).limit(1)
    )
