"""Pages of long lists: each begins after the last row of the one before, never by counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, literal, tuple_

from complaints_service.persistence.database import db

Place = tuple[Any, ...]
"""The values of a list's ordering columns in one row."""


@dataclass(frozen=True)
class Rows:
    """One page; `after` is where the next one begins, None when there is none."""

    rows: Sequence[Row[*tuple[Any, ...]]]
    after: Place | None


def page(
    statement: Select[Any],
    order: Sequence[ColumnElement[Any]],
    *,
    after: Place | None,
    limit: int,
    descending: bool = False,
) -> Rows:
    """Return at most `limit` rows in the order of columns that together are unique.

    `statement` must select those columns first. `after` is a place that an earlier page gave.
    """
    if after is not None:
        here = tuple_(*order)
        given = tuple_(*(literal(value, column.type) for value, column in zip(
            after, order, strict=True)))
        statement = statement.where(here < given if descending else here > given)
    ordered = (one.desc() if descending else one.asc() for one in order)
    found = db.session.execute(statement.order_by(*ordered).limit(limit + 1)).all()
    rows = found[:limit]
    more = len(found) > limit
    return Rows(rows, tuple(rows[-1][: len(order)]) if more else None)
