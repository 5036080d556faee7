"""Proves that the installation's chain, which the database links, is the one that Python checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.persistence import database
from complaints_service.persistence.base import table
from complaints_service.persistence.chain import ORIGIN, entry_content, link, next_link
from complaints_service.persistence.database import db
from complaints_service.persistence.models.event import ChainEntryRow
from complaints_service.persistence.streams import append_entry, chain_head

ENTRY = table(ChainEntryRow)
MOMENTS = (
    datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC),
    datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC),
    datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))),
)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    app = Flask("entries")
    database.bind(app, database_url)
    with app.app_context():
        yield db.session()
        db.session.remove()
        db.engine.dispose()


def test_each_entry_is_linked_to_the_one_before(session: Session) -> None:
    for number, moment in enumerate(MOMENTS):
        hashes = [f"{number}{place}".rjust(64, "a") for place in range(number)]
        append_entry(session, moment, hashes)
    session.commit()
    before = ORIGIN
    rows = session.execute(select(ENTRY).order_by(ENTRY.c.n)).all()
    for number, (row, moment) in enumerate(zip(rows, MOMENTS, strict=True), 1):
        assert (row.n, row.recorded_at, row.prev_hash) == (number, moment, before)
        assert len(row.events) == number - 1
        before = link(before, entry_content(row.n, row.recorded_at, row.events))
        assert row.hash == before
    assert chain_head(session) == before


KEYS = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", max_size=8)
SEALED = st.recursive(
    st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, SEALED, max_size=5))
def test_what_is_written_quickly_is_what_rfc_8785_asks(data: dict[str, Any]) -> None:
    assert next_link(ORIGIN, data) == link(ORIGIN, data)


@pytest.mark.parametrize("letters", [range(0x20), range(0x20, 0x3000), range(0xE000, 0x11000)])
def test_every_character_is_written_as_rfc_8785_asks(letters: range) -> None:
    data = {"words": "".join(map(chr, letters))}
    assert next_link(ORIGIN, data) == link(ORIGIN, data)
