"""Figures of an earlier day leave out what was recorded since, back-dated or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from support.figures import COUNCIL, add_council
from support.publishing import OFFICER, application

from complaints_service.domain.periods import period_of
from complaints_service.persistence.database import db
from complaints_service.reporting.as_of import as_it_stood
from complaints_service.reporting.tally import Scope, tally
from complaints_service.services import rules_in_use
from complaints_service.services.handle import Request, Written, handle

FIRST, SECOND, THIRD = (datetime(2026, 7, day, 10, tzinfo=UTC) for day in (6, 20, 27))


@pytest.fixture(autouse=True)
def at_work(database_url: str) -> Iterator[None]:
    with application(database_url):
        add_council(db.session())
        db.session.commit()
        yield


def receive(received_at: datetime | None = None) -> Written:
    return handle(Request("receive", {
        "service": "parking", "channel": "web", "description": "Wrong.",
        "complainants": [{"name": "Jo Example", "email": "jo@home.example"}],
    }, occurred_at=received_at), by=OFFICER)


def accept(ref: str) -> None:
    points = [{"text": "Wrong"}]
    handle(Request("accept", {"points": points}), by=OFFICER, ref=ref)


def accepted_at(as_of: datetime) -> int:
    session, rules = db.session(), rules_in_use.rules()
    scope = Scope((COUNCIL,), period_of("2026-27-q2"), as_of.date())
    with as_it_stood(session, as_of, rules) as options:
        found = tally(session, scope, ("V2", "T2", "T7"), {"service": ("V2",)}, rules.calendar,
                      options)
    session.rollback()
    return found.count("all", "", "accepted")


def test_the_past_is_counted_as_it_was_known_then() -> None:
    with time_machine.travel(FIRST, tick=False):
        first = receive()
        accept(first.ref)
        waiting = receive()
    with time_machine.travel(SECOND, tick=False):
        accept(waiting.ref)
        # Received before the first count, but told to us only now.
        accept(receive(datetime(2026, 7, 3, 9, tzinfo=UTC)).ref)
    with time_machine.travel(THIRD, tick=False):
        assert accepted_at(FIRST) == 1
        assert accepted_at(SECOND) == 3
        assert accepted_at(THIRD) == 3
        # And the present is as it was: nothing is left of looking back.
        assert accepted_at(THIRD) == 3
    assert date(2026, 7, 6) == FIRST.date()
