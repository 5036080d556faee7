"""Which answers belong to the sample that is looked at afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.message import LetterRow

_ROW, _LETTER = table(ComplaintRow).c, table(LetterRow).c
ANSWERS = ("stage_1_response", "stage_2_response")


def answers(
    below: Mapping[str, str], visible: ColumnElement[bool], since: datetime, *, limit: int
) -> Sequence[Any]:
    """Return (ref, id, stage, issued_at, snapshot) of answers made since an instant, latest first.

    `below` gives, for each organisation that has a sample, the text that a letter's digest has to
    sort before. Letters that were sent again are among them.
    """
    chosen = [and_(_ROW.organisation == key, _LETTER.sha256 < text) for key, text in below.items()]
    if not chosen:
        return []
    statement = (
        select(_ROW.ref, _LETTER.id, _LETTER.stage, _LETTER.issued_at, _ROW.snapshot)
        .join(ComplaintRow, _ROW.ref == _LETTER.ref)
        .where(_LETTER.kind.in_(ANSWERS), _LETTER.issued_at >= since, or_(*chosen), visible)
        .order_by(_LETTER.issued_at.desc(), _LETTER.id)
        .limit(limit)
    )
    return db.session.execute(statement).all()
