"""Moves a database's schema up and down its numbered migrations, safely when killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import Connection, NullPool, create_engine, text

if TYPE_CHECKING:
    # Loaded where a schema is moved, and nowhere else: it would double what a web process holds.
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
CURRENT_HEAD = MIGRATIONS / "current-head"

_LOCK = 0x636F6D70  # "comp": an arbitrary number that every upgrade agrees on
_WAIT_FOR_OTHER_UPGRADE = "5min"
_WAIT_FOR_TABLE = "10s"

# Alembic keeps what it works on in module variables, so threads must take turns.
_ALEMBIC = Lock()


class MigrationError(RuntimeError):
    """The migration asked for does not exist or cannot be taken; the message says why."""


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`, in one transaction.

    A process killed half-way leaves the schema as it was. A second upgrade waits for the first and
    then finds nothing to do. Raises `MigrationError` for an unknown revision.
    """
    from alembic import command

    with _locked(url) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database at `url` down to `revision` (`base` is the empty database)."""
    from alembic import command

    with _locked(url) as connection:
        command.downgrade(_config(connection), revision)


def current(url: str) -> str | None:
    """Return the revision that the database at `url` is at; `None` before the first migration."""
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return current_of(connection)
    finally:
        engine.dispose()


def current_of(connection: Connection) -> str | None:
    """Return the revision that this open connection's database is at, reading only."""
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def head() -> str:
    """Return the newest revision that this version of the program knows, as it notes it."""
    return CURRENT_HEAD.read_text(encoding="ascii").strip()


def newest_migration() -> str | None:
    """Return the newest revision among the migrations themselves; `None` if there is none.

    Raises `MigrationError` when two revisions claim to be the newest.
    """
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        return ScriptDirectory.from_config(_config()).get_current_head()
    except CommandError as error:
        raise MigrationError(f"The migrations do not form one line: {error}.") from error


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _locked(url: str) -> Iterator[Connection]:
    from alembic.util import CommandError

    engine = create_engine(url, poolclass=NullPool)
    try:
        with _ALEMBIC, engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_WAIT_FOR_OTHER_UPGRADE}'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
            connection.execute(text(f"SET LOCAL lock_timeout = '{_WAIT_FOR_TABLE}'"))
            yield connection
    except CommandError as error:
        raise MigrationError(f"The migration cannot be taken: {error}") from error
    finally:
        engine.dispose()
