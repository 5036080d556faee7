"""A view of the whole database does not move while it is read, and cannot write."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from complaints_service.persistence.steady_view import steady_view

COUNT = text("SELECT count(*) FROM heartbeat")
ADD = text("INSERT INTO heartbeat (name, succeeded_at, detail) VALUES ('x', now(), '{}')")


def test_what_is_committed_meanwhile_stays_unseen(database_url: str) -> None:
    """Two tables read one after the other belong to one moment."""
    with steady_view(database_url) as session:
        assert session.scalar(COUNT) == 0
        other = create_engine(database_url)
        with other.begin() as connection:
            connection.execute(ADD)
        other.dispose()
        assert session.scalar(COUNT) == 0
    with steady_view(database_url) as session:
        assert session.scalar(COUNT) == 1


def test_it_cannot_write(database_url: str) -> None:
    """A check never changes what it checks."""
    with steady_view(database_url) as session, pytest.raises(DBAPIError, match="read-only"):
        session.execute(ADD)
