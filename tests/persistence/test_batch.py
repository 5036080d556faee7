"""Proves that a batch writes what a session would, in order, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from complaints_service.persistence import database
from complaints_service.persistence.base import table
from complaints_service.persistence.batch import Batch
from complaints_service.persistence.database import db
from complaints_service.persistence.models.event import HeartbeatRow
from complaints_service.persistence.models.people import AccountRow

HEARTBEAT, ACCOUNT = table(HeartbeatRow), table(AccountRow)
BEAT = insert(HEARTBEAT)
SLOWER = update(HEARTBEAT).where(HEARTBEAT.c.name == bindparam("of"))
HIRE = insert(ACCOUNT)
NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    app = Flask("batch")
    database.bind(app, database_url)
    with app.app_context():
        yield db.session()
        db.session.remove()
        db.engine.dispose()


def beat(name: str, **detail: Any) -> dict[str, Any]:
    return {"name": name, "succeeded_at": NOON, "detail": detail}


def account(**values: Any) -> dict[str, Any]:
    return {"id": "ACC-1", "email": "a@borough.example", "name": "Ünal ‘Ü’", "organisation": None,
            "roles": ["officer", "hand\"ler,"], "services": [], "password_hash": None,
            "enabled": True, "created_at": NOON} | values


def test_every_kind_of_value_arrives_as_a_session_would_write_it(session: Session) -> None:
    rows = [account(), account(id="ACC-2", email="b@borough.example")]
    batch = Batch(session)
    batch.execute(HIRE, rows[0])
    batch.execute(BEAT, beat("one", text="% %s :x {}", deep=[1, None, {"é": True}]))
    batch.send()
    session.execute(HIRE, rows[1])
    written, ours = session.execute(select(ACCOUNT).order_by(ACCOUNT.c.id)).mappings()
    assert {**written, "id": "", "email": ""} == {**ours, "id": "", "email": ""}
    assert session.execute(select(HEARTBEAT)).one() == tuple(
        beat("one", text="% %s :x {}", deep=[1, None, {"é": True}]).values())


def test_statements_run_in_the_order_given(session: Session) -> None:
    batch = Batch(session)
    batch.execute(BEAT, [beat("one"), beat("two")])
    batch.execute(SLOWER, {"of": "one", "detail": {"late": True}})
    batch.execute(text("DELETE FROM heartbeat WHERE name = 'two'"))
    batch.send()
    assert session.execute(select(HEARTBEAT.c.name, HEARTBEAT.c.detail)).all() == [
        ("one", {"late": True})]


def test_nothing_happens_before_it_is_sent_and_nothing_twice(session: Session) -> None:
    batch = Batch(session)
    batch.execute(BEAT, beat("one"))
    assert session.execute(select(HEARTBEAT)).all() == []
    batch.send()
    batch.send()
    assert len(session.execute(select(HEARTBEAT)).all()) == 1


def test_it_belongs_to_the_transaction_of_its_session(session: Session) -> None:
    batch = Batch(session)
    batch.execute(BEAT, beat("one"))
    batch.send()
    session.rollback()
    assert session.execute(select(HEARTBEAT)).all() == []


def test_a_statement_that_fails_undoes_all_and_says_why(session: Session) -> None:
    batch = Batch(session)
    batch.execute(BEAT, [beat("one"), beat("one"), beat("two")])
    with pytest.raises(IntegrityError, match="pk_heartbeat"):
        batch.send()
    session.rollback()
    # The connection is as good as new.
    assert session.execute(select(HEARTBEAT)).all() == []


def test_a_naive_instant_is_refused(session: Session) -> None:
    batch = Batch(session)
    batch.execute(BEAT, beat("one") | {"succeeded_at": NOON.replace(tzinfo=None)})
    with pytest.raises(ValueError, match="no time zone"):
        batch.send()
    session.rollback()


def test_a_session_s_own_statements_are_not_repeated(session: Session) -> None:
    seen: list[str] = []
    session.execute(text("SELECT 1"))
    event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    batch = Batch(session)
    batch.execute(BEAT, beat("one"))
    batch.send()
    assert seen == []
