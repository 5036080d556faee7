"""What the complainant said in asking for stage 2, which the file keeps in its event alone."""

from __future__ import annotations

import json

from sqlalchemy import select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.event import EventRow, PrivateValueRow

_EVENT, _TEXT = table(EventRow).c, table(PrivateValueRow).c


def wish_for_stage_2(ref: str) -> str | None:
    """Return the reason given with the latest request; None where none was, or it is erased."""
    digest = _EVENT.data["reason"]["sha256"].astext
    found = db.session.execute(
        select(_TEXT.payload)
        .select_from(EventRow)
        .outerjoin(PrivateValueRow, (_TEXT.ref == _EVENT.ref) & (_TEXT.sha256 == digest))
        .where(_EVENT.ref == ref, _EVENT.type == "stage_2_requested")
        .order_by(_EVENT.seq.desc())
        .limit(1)
    ).scalar()
    said = None if found is None else json.loads(found)
    return said if isinstance(said, str) and said.strip() else None
