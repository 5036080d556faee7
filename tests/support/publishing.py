"""An application with one council, people of every role, and figures to publish."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from flask import Flask

from complaints_service.persistence import database
from complaints_service.persistence.database import db
from complaints_service.services.actors import Actor
from support.figures import COUNCIL, add_council, random_cases, store

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)
REPORT = "quarterly-committee"


def actor(id: str, *roles: str, organisation: str | None = COUNCIL) -> Actor:
    """Somebody with these roles."""
    return Actor(id, f"{id}@example.org", id.title(), frozenset(roles), organisation)


OFFICER = actor("olive", "officer")
MANAGER = actor("mo", "manager")
APPROVER = actor("ada", "approver")
PUBLISHER = actor("pat", "publisher")
BOTH = actor("bo", "officer", "approver")


@contextmanager
def application(url: str) -> Iterator[Flask]:
    """An application on a database, with its context pushed."""
    app = Flask("test", static_folder=None)
    database.bind(app, url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def with_figures(seed: int = 7, number: int = 300) -> None:
    """Add a council and complaints of every kind."""
    session = db.session()
    add_council(session, name="Alderbourne Borough Council")
    store(session, random_cases(random.Random(seed), number, TODAY))
