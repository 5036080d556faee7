"""Consent is looked at once more when an email leaves: what waited tells nobody too much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from support.caseload import working_on
from support.mail import MailServer, plain
from support.web import Caller

from complaints_service.jobs.outbox import send_due
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import OutboxRow

pytestmark = pytest.mark.enable_socket

OUTBOX = table(OutboxRow)
ROB = {"name": "Rob Adviser", "email": "rob@advice.example", "authority": "A signed form."}
ANN = {"name": "Ann Example", "email": "ann@example.org"}


@pytest.fixture
def posting(shared_database_url: str, mail: tuple[MailServer, int]) -> Iterator[Surroundings]:
    with working_on(shared_database_url, plain(mail[1])) as found:
        yield found


@pytest.mark.parametrize(
    ("change", "states"),
    [
        # The representative stands: the receipt goes
        (None, ["sent"]),
        # Removed, replaced, or the proof taken back, before the mail server took it
        ({"representative": None}, ["needs_attention"]),
        ({"representative": {**ROB, "name": "Somebody Else"}}, ["needs_attention"]),
        ({"representative": {"name": "Rob Adviser", "email": ROB["email"]}}, ["needs_attention"]),
    ],
)
def test_a_letter_to_a_representative_leaves_only_while_they_may_have_it(
    app: Flask, officer: Caller, posting: Surroundings, mail: tuple[MailServer, int],
    change: dict[str, Any] | None, states: list[str],
) -> None:
    ref = officer.complaint(complainants=[ANN], representative=ROB)
    if change is not None:
        assert officer.command(ref, "set_representative", **change).status_code == 201
    with posting.app.app_context():
        send_due(posting, lambda: datetime.now(UTC) + timedelta(seconds=1))
    with app.app_context():
        rows = db.session.query(OutboxRow).filter_by(ref=ref, kind="letter").all()
        assert [row.state for row in rows] == states
    assert [one["To"] for one in mail[0].messages] == (
        [ROB["email"]] if states == ["sent"] else [])
