"""What fell due between two days: the open deadlines that a moved clock has passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, not_, select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow

_DUE, _FILE = table(DeadlineRow).c, table(ComplaintRow).c
_OPEN = (_DUE.met_at.is_(None), not_(_DUE.void), not_(_FILE.restricted))


@dataclass(frozen=True)
class Fallen:
    """A deadline that is still open: of which complaint, of what kind, and its last day."""

    ref: str
    kind: str
    due_on: date


def fallen_due(after: date, until: date, most: int) -> tuple[list[Fallen], int]:
    """Return open deadlines whose last day lies from `after` on and before `until` (London dates):
    those that became overdue when the day changed from the one to the other.

    At most `most` of them, the earliest first, and how many there are. Those of restricted
    complaints are left out.
    """
    asked = (
        select(_DUE.ref, _DUE.kind, _DUE.due_on, func.count().over().label("all"))
        .join(ComplaintRow, _FILE.ref == _DUE.ref)
        .where(*_OPEN, _DUE.due_on >= after, _DUE.due_on < until)
        .order_by(_DUE.due_on, _DUE.ref, _DUE.kind).limit(most)
    )
    rows = db.session.execute(asked).all()
    found = [Fallen(row.ref, row.kind, row.due_on) for row in rows]
    return found, rows[0].all if rows else 0
