"""Proves that what was recorded can be added to and never changed, by the program or the owner."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import create_engine, insert, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from complaints_service.persistence import database
from complaints_service.persistence.base import Base, table
from complaints_service.persistence.batch import Batch
from complaints_service.persistence.database import db
from complaints_service.persistence.models import all as every_model
from complaints_service.persistence.models.event import ChainEntryRow, EventRow
from complaints_service.persistence.runtime_role import RUNTIME_ROLE

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVENT = {
    "ref": "REF-1", "seq": 1, "type": "received", "schema": 1, "occurred_at": NOON,
    "recorded_at": NOON, "actor": "ACC-1", "role": "officer", "data": {}, "prev_hash": "0" * 64,
    "hash": "1" * 64,
}
ENTRY = {"n": 1, "recorded_at": NOON, "events": [], "prev_hash": "0" * 64, "hash": "2" * 64}
LOGIN = f"only_reads_{os.getpid()}"
"""Roles belong to the server, which other test runs share."""
REWRITES = [
    f"{verb} {name}{rest}"
    for name in ("event", "chain_entry")
    for verb, rest in (("UPDATE", " SET hash = 'x'"), ("DELETE FROM", ""), ("TRUNCATE", ""))
]


@contextmanager
def program(url: str) -> Iterator[Session]:
    """The session of a program that is bound to the database."""
    app = Flask("role")
    database.bind(app, url)
    with app.app_context():
        yield db.session()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    with program(database_url) as found:
        found.execute(insert(table(EventRow)), EVENT)
        found.execute(insert(table(ChainEntryRow)), ENTRY)
        found.commit()
        yield found


def role(session: Session) -> str:
    return str(session.scalar(text("SELECT current_user")))


@pytest.mark.parametrize("statement", REWRITES)
def test_the_program_may_add_and_not_rewrite(session: Session, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied for table"):
        session.execute(text(statement))
    session.rollback()
    assert session.scalar(text("SELECT count(*) FROM event")) == 1
    assert session.scalar(text("SELECT count(*) FROM chain_entry")) == 1


@pytest.mark.parametrize("statement", REWRITES)
def test_the_owner_may_not_rewrite_either(
    session: Session, database_url: str, statement: str
) -> None:
    owner = create_engine(database_url)
    with (
        pytest.raises(ProgrammingError, match="is append-only"),
        owner.begin() as connection,
    ):
        connection.execute(text(statement))
    owner.dispose()


def test_the_role_outlives_commit_rollback_failure_and_the_pool(session: Session) -> None:
    assert role(session) == RUNTIME_ROLE
    session.commit()
    assert role(session) == RUNTIME_ROLE
    session.rollback()
    assert role(session) == RUNTIME_ROLE
    batch = Batch(session)
    batch.execute(text("SELECT 1 / 0"))
    with pytest.raises(Exception, match="division by zero"):
        batch.send()
    session.rollback()
    db.session.remove()
    assert role(db.session()) == RUNTIME_ROLE
    db.session.remove()
    db.engine.dispose()
    assert role(db.session()) == RUNTIME_ROLE


def test_every_table_lets_the_program_work(session: Session) -> None:
    """A migration that makes a table must open it to the role."""
    kept = {"event", "chain_entry"}
    closed = [
        (name, right)
        for name in sorted(Base.metadata.tables)
        for right in ("SELECT", "INSERT", *(() if name in kept else ("UPDATE", "DELETE")))
        if not session.scalar(text(f"SELECT has_table_privilege('{name}', '{right}')"))
    ]
    assert every_model
    assert closed == []


def test_a_login_outside_the_role_works_as_itself(session: Session, database_url: str) -> None:
    owner = create_engine(database_url)
    with owner.begin() as connection:
        connection.execute(text(f"CREATE ROLE {LOGIN} LOGIN"))
    try:
        as_itself = make_url(database_url).set(username=LOGIN)
        with program(as_itself.render_as_string(hide_password=False)) as other:
            assert role(other) == LOGIN
    finally:
        with owner.begin() as connection:
            connection.execute(text(f"DROP ROLE {LOGIN}"))
        owner.dispose()


def test_a_database_without_the_role_s_tables_is_worked_in_all_the_same(
    empty_database_url: str,
) -> None:
    with program(empty_database_url) as session:
        assert session.scalar(text("SELECT 1")) == 1
