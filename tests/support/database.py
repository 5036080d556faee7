"""A PostgreSQL for the tests: one server, and copies of a migrated template to lend."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path

import fasteners
import psutil
import psycopg

from complaints_service.persistence import databases, embedded, migrate

_SERIAL = count(1)
_TEMPLATE = "test_template_"
_COPY = "test_copy_"
_DRAFT = "test_draft_"
_SPARE: dict[str, list[tuple[str, str]]] = {}
"""By original: the name of each copy that nobody uses, and the shape it had when it was new."""
_END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_SHAPE = """
SELECT md5(concat_ws('|',
  (SELECT string_agg(concat_ws(' ', oid, relname, relacl, relkind, relowner), ',' ORDER BY oid)
   FROM pg_class WHERE relnamespace = 'public'::regnamespace),
  (SELECT string_agg(concat_ws(' ', oid, tgname, tgenabled), ',' ORDER BY oid) FROM pg_trigger),
  (SELECT string_agg(concat_ws(' ', oid, proname, md5(prosrc)), ',' ORDER BY oid)
   FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
  (SELECT string_agg(concat_ws(' ', oid, conname, convalidated), ',' ORDER BY oid)
   FROM pg_constraint),
  (SELECT string_agg(concat_ws(' ', attrelid, attname, attisdropped), ',' ORDER BY attrelid, attnum)
   FROM pg_attribute WHERE attrelid >= 16384),
  (SELECT string_agg(nspname, ',' ORDER BY oid) FROM pg_namespace
   WHERE nspname NOT LIKE 'pg!_t%' ESCAPE '!'),
  (SELECT string_agg(setconfig::text, ',' ORDER BY setrole) FROM pg_db_role_setting
   WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())),
  (SELECT version_num FROM alembic_version)))
"""
# Events cannot be deleted while triggers are awake, nor rows that others name.
_EMPTY = """
DO $$
DECLARE one regclass;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT oid FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
  LOOP EXECUTE format('DELETE FROM %s', one); END LOOP;
  FOR one IN SELECT oid FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
  LOOP EXECUTE format('ALTER SEQUENCE %s RESTART', one); END LOOP;
END $$
"""


def server_url() -> str:
    """Return the server's URL: `COMPLAINTS_TEST_DATABASE_URL`, or the embedded one, started."""
    given = os.environ.get("COMPLAINTS_TEST_DATABASE_URL")
    if given:
        return given
    with one_at_a_time():
        url = _start()
        _drop_copies_of_the_dead(url)
    return url


def _start() -> str:
    # Kept from run to run, because making one takes longer than many tests. Its contents do not
    # survive a loss of power, so one that no longer starts is made anew.
    folder = scratch() / "postgresql"
    try:
        return embedded.start(folder, durable=False)
    except embedded.EmbeddedDatabaseError:
        shutil.rmtree(folder, ignore_errors=True)
        return embedded.start(folder, durable=False)


def template(url: str) -> str:
    """Return the name of a database with the present schema, migrated once for all test runs."""
    name = _TEMPLATE + _fingerprint()
    with one_at_a_time():
        if not databases.database_exists(url, name):
            draft = f"{_DRAFT}{os.getpid()}"
            databases.drop_database(url, draft)
            migrate.upgrade(databases.create_database(url, draft))
            databases.rename_database(url, draft, name)
    return name


@contextmanager
def copy_of(url: str, original: str) -> Iterator[str]:
    """Lend the URL of a copy of the database `original` that is as new.

    A copy of the template is emptied afterwards for the next who asks, which takes a tenth of the
    time of making one; it is dropped instead where its tables or rights are no longer those of the
    original.
    """
    spare = _SPARE.setdefault(original, [])
    if spare:
        name, shape = spare.pop()
    else:
        name = f"{_COPY}{os.getpid()}_{next(_SERIAL)}"
        databases.clone_database(url, original, name)
        is_empty = original.startswith(_TEMPLATE)
        shape = as_new(databases.address_of(url, name)) if is_empty else ""
    lent = databases.address_of(url, name)
    yield lent
    if shape and as_new(lent) == shape:
        spare.append((name, shape))
    else:
        databases.drop_database(url, name)


def as_new(url: str) -> str:
    """End the other sessions of a copy, empty it, and say what shape it has."""
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(_END_OTHERS)
        shape = connection.execute(_SHAPE).fetchone()
        connection.execute(_EMPTY)
    assert shape is not None
    return str(shape[0])


def drop_spare_copies(url: str) -> None:
    """Drop the copies that this process keeps for the next who asks."""
    for name, _ in chain.from_iterable(_SPARE.values()):
        databases.drop_database(url, name)
    _SPARE.clear()


@contextmanager
def empty_database(url: str) -> Iterator[str]:
    """Lend the URL of a database without any table; drop it afterwards."""
    name = f"{_COPY}{os.getpid()}_{next(_SERIAL)}"
    yield databases.create_database(url, name)
    databases.drop_database(url, name)


def scratch() -> Path:
    """Return the folder, outside the checkout, that this user's test runs share."""
    checkout = hashlib.sha256(str(Path(__file__).parent).encode()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"complaints-tests-{os.geteuid()}-{checkout}"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep the other processes of this and other test runs out meanwhile."""
    with fasteners.InterProcessLock(scratch() / "lock"):
        yield


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in sorted(migrate.MIGRATIONS.rglob("*.py")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _drop_copies_of_the_dead(url: str) -> None:
    for prefix in (_COPY, _DRAFT):
        for name in databases.database_names(url, prefix):
            owner = name.removeprefix(prefix).split("_", 1)[0]
            if owner.isdigit() and not psutil.pid_exists(int(owner)):
                databases.drop_database(url, name)
