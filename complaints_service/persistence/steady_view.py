"""Lends one unchanging view of a whole database, while others go on writing in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import NullPool, create_engine
from sqlalchemy.orm import Session


@contextmanager
def steady_view(url: str) -> Iterator[Session]:
    """Yield a session that sees the database as it stood at its first question, and cannot write.

    For checks that compare tables with each other: what is committed meanwhile stays unseen, so
    that nothing looks half done. Raises SQLAlchemy's `OperationalError` when it is unreachable.
    """
    engine = create_engine(
        url,
        poolclass=NullPool,
        isolation_level="REPEATABLE READ",
        connect_args={
            "connect_timeout": 5,
            "options": "-c timezone=UTC -c default_transaction_read_only=on",
        },
    )
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()
