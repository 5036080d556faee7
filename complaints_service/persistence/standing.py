"""Says how a database stands: its version, its schema and what the program may do in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, NullPool, create_engine, text

from complaints_service.persistence import migrate
from complaints_service.persistence.database import engine_options

APPEND_ONLY = ("event", "chain_entry")
OLDEST_SERVER = 15


@dataclass(frozen=True)
class Standing:
    """What was found in one database.

    `rewritable` names the append-only tables that the program's role could change or delete from.
    """

    server: int
    schema: str | None
    role: str
    rewritable: tuple[str, ...]


def standing(url: str) -> Standing:
    """Look at the database at `url` as the program itself works in it; changes nothing.

    Raises SQLAlchemy's `OperationalError` when it cannot be reached.
    """
    with _reading(url) as connection:
        return Standing(
            server=int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000,
            schema=migrate.current_of(connection),
            role=str(connection.scalar(text("SELECT current_user"))),
            rewritable=tuple(t for t in APPEND_ONLY if _may_rewrite(connection, t)),
        )


@contextmanager
def _reading(url: str) -> Iterator[Connection]:
    arguments = engine_options()["connect_args"]
    engine = create_engine(url, poolclass=NullPool, connect_args=arguments)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _may_rewrite(connection: Connection, table: str) -> bool:
    if connection.scalar(text("SELECT to_regclass(:t)"), {"t": table}) is None:
        return False
    question = text("SELECT has_table_privilege(:t, 'UPDATE') OR has_table_privilege(:t, 'DELETE')")
    return bool(connection.scalar(question, {"t": table}))
