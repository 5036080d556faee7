"""A PostgreSQL for the tests: one server a copy of a migrated template each."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import fasteners
import psutil

from complaints_service.persistence import databases, embedded, migrate

_SERIAL = count(1)
_TEMPLATE = "test_template_"
_COPY = "test_copy_"
_DRAFT = "test_draft_"


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
    """Lend the URL of a fresh copy of the database `original`; drop it afterwards."""
    name = f"{_COPY}{os.getpid()}_{next(_SERIAL)}"
    yield databases.clone_database(url, original, name)
    databases.drop_database(url, name)


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
