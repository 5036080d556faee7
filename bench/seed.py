"""Fills a database with 100,000 complaints: some real ones through the door, then many copies."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from complaints_service.persistence import databases, embedded, migrate

SIZE = int(os.environ.get("BENCH_COMPLAINTS", "100000"))
ORIGINALS = 200
"""Contacts that live through the door: about seven acts each, in every state."""

# What a copy has of its own; everything else is as in the original. A copy's chain is not one that
# an audit would pass: it is there to be read, counted and swept.
_OWN = {
    "ref": "{ref} || '-' || k",
    "old_reference": "NULL",
    "snapshot": "jsonb_set(snapshot, '{{ref}}', to_jsonb(ref || '-' || k))",
    "recorded_at": "recorded_at - k * interval '7 seconds'",
    "hash": "encode(sha256(convert_to(hash || k, 'UTF8')), 'hex')",
    "prev_hash": "CASE WHEN seq = 1 THEN prev_hash"
                 " ELSE encode(sha256(convert_to(prev_hash || k, 'UTF8')), 'hex') END",
}
TABLES = ("complaint", "stage", "deadline", "event", "private_value")


@contextmanager
def seeded(server: str | None = None, size: int = SIZE, name: str = "bench_seed") -> Iterator[str]:
    """Lend a database with `size` complaints, on `server` or an embedded one, and drop it."""
    with tempfile.TemporaryDirectory() as folder:
        admin_url = server or embedded.start(Path(folder) / "postgresql")
        databases.drop_database(admin_url, name)
        url = databases.create_database(admin_url, name)
        try:
            migrate.upgrade(url)
            fill(url, size)
            yield url
        finally:
            databases.drop_database(admin_url, name)
            if server is None:
                embedded.stop(Path(folder) / "postgresql")


def fill(url: str, size: int = SIZE) -> None:
    """Fill a migrated, empty database with the invented borough and copies of its contacts."""
    with tempfile.TemporaryDirectory() as folder:
        surroundings = {
            "COMPLAINTS_ENV": "test", "COMPLAINTS_DATABASE_URL": url,
            "COMPLAINTS_DATA_DIR": folder, "COMPLAINTS_HOME": "",
        }
        subprocess.run(  # noqa: S603 (the program under measurement)
            [sys.executable, "-m", "complaints_service", "seed", "--cases",
             str(min(ORIGINALS, size)), "--json"],
            env={**os.environ, **surroundings}, check=True, stdout=subprocess.DEVNULL,
        )
    with driver(url) as connection:
        held = _scalar(connection, "SELECT count(*) FROM complaint")
        copies = max(0, (size - held) // held)
        for table in TABLES:
            connection.execute(_copying(connection, table), {"copies": copies})
    with driver(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _copying(connection: psycopg.Connection[Any], table: str) -> sql.Composed:
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND table_schema = 'public' ORDER BY ordinal_position", [table],
    )
    columns = [str(name) for (name,) in rows]
    made = [
        sql.SQL(_OWN[name].format(ref="ref")) if name in _OWN else sql.Identifier(name)
        for name in columns
    ]
    return sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {made} FROM {table},"
        " generate_series(1, %(copies)s) AS k"
    ).format(
        table=sql.Identifier(table),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        made=sql.SQL(", ").join(made),
    )


def driver(url: str, *, autocommit: bool = False) -> psycopg.Connection[Any]:
    """Open a plain connection, as the owner, to the database at a URL of ours."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=autocommit)


def _scalar(connection: psycopg.Connection[Any], question: str) -> int:
    row = connection.execute(question.encode()).fetchone()
    return int(row[0]) if row else 0
