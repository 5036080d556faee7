"""Creates, copies and drops whole databases on one PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import sql
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.engine import make_url

_NAME_LIMIT = 63


def create_database(admin_url: str, name: str) -> str:
    """Create the empty database `name` unless it exists; return its URL.

    `admin_url` is any database of the same server, under a role that may create databases.
    """
    with _administering(admin_url) as connection:
        if not _exists(connection, name):
            _run(connection, sql.SQL("CREATE DATABASE {}").format(_identifier(name)))
    return address_of(admin_url, name)


def clone_database(admin_url: str, template: str, name: str) -> str:
    """Copy the database `template`, which nobody may be using, to a new one; return its URL."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with _administering(admin_url) as connection:
        _run(connection, statement.format(_identifier(name), _identifier(template)))
    return address_of(admin_url, name)


def rename_database(admin_url: str, name: str, new_name: str) -> None:
    """Give the database `name`, which nobody may be using, another name."""
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with _administering(admin_url) as connection:
        _run(connection, statement.format(_identifier(name), _identifier(new_name)))


def drop_database(admin_url: str, name: str) -> None:
    """Drop the database `name` if it exists, ending the sessions that use it."""
    with _administering(admin_url) as connection:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        _run(connection, statement.format(_identifier(name)))


def database_names(admin_url: str, prefix: str) -> list[str]:
    """Return the names of the server's databases that begin with `prefix`, in order."""
    with _administering(admin_url) as connection:
        rows = connection.execute(text("SELECT datname FROM pg_database ORDER BY datname"))
        return [name for (name,) in rows if name.startswith(prefix)]


def database_exists(admin_url: str, name: str) -> bool:
    """Say whether the server has the database `name`."""
    with _administering(admin_url) as connection:
        return _exists(connection, name)


def address_of(url: str, name: str) -> str:
    """Return the URL of the database `name` on the server of `url`."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def _administering(url: str) -> Iterator[Connection]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _run(connection: Connection, statement: sql.Composed) -> None:
    # Names of databases cannot be bound parameters; psycopg quotes them.
    connection.exec_driver_sql(statement.as_string(connection.connection.driver_connection))


def _identifier(name: str) -> sql.Identifier:
    if not 0 < len(name.encode()) <= _NAME_LIMIT:
        raise ValueError(f"{name!r} is no database name: use 1 to {_NAME_LIMIT} bytes.")
    return sql.Identifier(name)


def _exists(connection: Connection, name: str) -> bool:
    found = connection.execute(text("SELECT 1 FROM pg_database WHERE datname = :n"), {"n": name})
    return found.first() is not None
