"""A year that no calendar knows turns nobody away, and leaves no date to be guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from support.staffed import staffed

from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import DeadlineRow
from complaints_service.persistence.models.message import LetterRow

CONTACT = {
    "service": "housing-repairs",
    "channel": "web",
    "description": "The roof leaks",
    "complainants": [{"name": "Ann Example", "email": "ann@example.org"}],
}


@pytest.mark.parametrize(
    "moment",
    [
        # The acknowledgement is due within the calendar, the answer beyond it.
        datetime(2030, 12, 19, 10, tzinfo=UTC),
        # Both lie beyond it.
        datetime(2030, 12, 30, 10, tzinfo=UTC),
        datetime(2045, 3, 2, 10, tzinfo=UTC),
    ],
)
def test_a_contact_is_received_with_its_deadlines_open(
    database_url: str, tmp_path: Path, moment: datetime
) -> None:
    with staffed(database_url, tmp_path) as council:
        council.at(moment)
        ref = council.tell("intake", "receive", data=CONTACT).ref
        with council.app.app_context():
            found = db.session.execute(
                select(DeadlineRow.kind, DeadlineRow.due_on, DeadlineRow.void)
                .where(DeadlineRow.ref == ref)
            ).all()
            assert {one.kind for one in found} == {"stage_1_acknowledge", "stage_1_respond"}
            assert None in {one.due_on for one in found}
            assert not any(one.void for one in found)
            sent = db.session.scalars(select(LetterRow.kind).where(LetterRow.ref == ref)).all()
            assert sent == ["receipt"]
