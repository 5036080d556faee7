"""A database full of random and of complete lives: made once a process, copied for each test."""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, text

from complaints_service.persistence import databases
from complaints_service.persistence.steady_view import steady_view
from complaints_service.services import publications, rules_in_use
from complaints_service.services.improvements import handle_improvement
from complaints_service.services.invariants.registry import Report, check_all
from support import database
from support.lives import STATES, Lives
from support.publishing import REPORT
from support.staffed import COUNCIL, Staffed, staffed
from support.walks import Walker

STEPS = 300


@dataclass(frozen=True)
class Walked:
    """A migrated, filled database to copy; `now` is when the last thing in it happened."""

    name: str
    server: str
    now: datetime


@cache
def walked(seed: int = 20_261_123) -> Walked:
    """Every state once, and `STEPS` random steps; the same for the same seed."""
    server = database.server_url()
    name = f"test_copy_{os.getpid()}_walked_{seed}"
    databases.drop_database(server, name)
    url = databases.clone_database(server, database.template(server), name)
    atexit.register(databases.drop_database, server, name)
    with (
        tempfile.TemporaryDirectory() as folder,
        staffed(url, Path(folder), seed) as council,
    ):
        lives = Lives(council)
        for bring in STATES.values():
            bring(lives)
        lives.tell(lives.investigating(), "extend", working_days=5)
        lives.tell(lives.restricted(), "add_note")
        Walker(council).run(STEPS // 25, STEPS)
        lives.tell(lives.requested(), "decline_stage_2")
        _learn_and_publish(council)
        now = council.now
    return Walked(name, server, now)


def _learn_and_publish(council: Staffed) -> None:
    """An improvement that was made, and an edition on its way to the public."""
    council.later(minutes=1)
    who = council.actors
    with council.app.app_context():
        planned = {"went_wrong": "Calls were lost.", "will_change": "Calls are logged.",
                   "due_on": "2029-01-31", "service": "planning"}
        made = handle_improvement("create", planned, by=who["manager"])
        handle_improvement("done", {"evidence": "The log."}, by=who["manager"],
                           improvement_id=made.ref)
        edition = publications.build(REPORT, COUNCIL, "2026-27-q1", by=who["officer"])
        publications.approve(edition.id, by=who["approver"])


@contextmanager
def walked_copy() -> Iterator[tuple[str, datetime]]:
    """Lend a copy of the filled database: its URL, and the time it has come to."""
    found = walked()
    with database.copy_of(found.server, found.name) as url:
        yield url, found.now


def tamper(url: str, statement: str, **values: object) -> int:
    """Run a statement as nobody may: every trigger and foreign key asleep; return rows changed."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("SET session_replication_role = replica"))
            return connection.execute(text(statement), values).rowcount
    finally:
        engine.dispose()


def checked(url: str, now: datetime, only: tuple[str, ...] = ()) -> Report:
    """What the invariants say of a database."""
    with steady_view(url) as session:
        return check_all(session, rules_in_use.rules(), now, only=only)


