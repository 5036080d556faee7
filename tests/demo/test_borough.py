"""The invented borough: the same seed makes the same one, and it keeps every rule."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from complaints_service.demo import borough, grow, opening, staff
from complaints_service.domain.fold import fold
from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence import database
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import EventRow
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.snapshots import from_json
from complaints_service.persistence.streams import read_events
from complaints_service.services.accounts import create_account
from complaints_service.services.moving_clock import MovingClock

CASES = 24


@contextmanager
def grown(url: str, folder: Path, seed: int) -> Iterator[Flask]:
    """A small borough in the database at `url`."""
    app = Flask("borough")
    database.bind(app, url)
    clock = MovingClock(folder / "clock")
    clock.stand_at(grow.FIRST)
    with app.app_context():
        staff.found_councils()
        grow.live(CASES, seed, staff.take_on_staff(), clock, lambda done, expected: None)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def a_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The clock that moves is obeyed in a test as in the demo."""
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(tmp_path / "clock"))


def story() -> list[tuple[str, str, str]]:
    """What happened to whom, and when."""
    rows = db.session.execute(
        select(EventRow.ref, EventRow.type, EventRow.occurred_at)
        .where(EventRow.ref.in_(select(ComplaintRow.ref)))
        .order_by(EventRow.ref, EventRow.seq)
    )
    return [(ref, kind, when.isoformat()) for ref, kind, when in rows]


@pytest.mark.slow
def test_the_same_seed_makes_the_same_borough(
    database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    from complaints_service.persistence import migrate

    migrate.upgrade(empty_database_url)
    with grown(database_url, tmp_path, seed=7):
        first = story()
        stored = db.session.scalars(select(ComplaintRow)).all()
        assert len(stored) == CASES
        for row in stored:
            assert fold(read_events(db.session(), row.ref)) == from_json(row.snapshot)
        assert {row.organisation for row in stored} == {borough.MAIN}
        waiting = "SELECT count(*) FROM letter WHERE delivery = 'awaiting_post'"
        assert db.session.scalar(text(waiting)) <= 2
    with grown(empty_database_url, tmp_path, seed=7):
        assert story() == first


def test_a_database_in_use_is_left_as_it_is(database_url: str, tmp_path: Path) -> None:
    app = Flask("in-use")
    database.bind(app, database_url)
    clock = MovingClock(tmp_path / "clock")
    clock.stand_at(grow.FIRST)
    with app.app_context():
        create_account("somebody@example.org", "Somebody", ["officer"])
        with pytest.raises(InvalidData, match="empty"):
            opening._grow(clock, CASES, 1, lambda done, expected: None)
        assert db.session.scalars(select(OrganisationRow.key)).all() == []
        db.session.remove()
        db.engine.dispose()


def test_every_person_is_invented() -> None:
    for one in borough.STAFF:
        assert one.email.endswith(f"@{one.council}.example.org")
    for council in borough.ORGANISATIONS.values():
        assert council["settings"]["telephone"].startswith("01632 960")
        assert council["settings"]["email"].endswith("example.org")


def test_the_shares_of_the_work_add_up() -> None:
    assert sum(borough.SERVICE_WEIGHTS.values()) == 100
    assert sum(borough.CHANNEL_WEIGHTS.values()) == 100
    assert set(borough.HANDLERS_BY_SERVICE) == set(borough.SERVICE_WEIGHTS)
