"""Waits for a database that is not up yet, and knows whether its schema is this program's."""

from __future__ import annotations

import threading
import time

from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import InterfaceError, OperationalError

from complaints_service import logs
from complaints_service.persistence import migrate

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 10.0

_log = logs.logger(__name__)


def schema_missing(
    url: str, patience_seconds: float | None, stopping: threading.Event | None = None
) -> str | None:
    """Wait until the database answers; return what its schema lacks, None when it is right.

    `patience_seconds` None waits for ever, with longer and longer pauses. Raises the database's
    own OperationalError when patience ends first, or when `stopping` is set.
    """
    stopping = stopping or threading.Event()
    until = None if patience_seconds is None else time.monotonic() + patience_seconds
    pause = _FIRST_PAUSE
    while True:
        try:
            found = _revision(url)
        except (OperationalError, InterfaceError):
            if stopping.is_set() or (until is not None and time.monotonic() + pause > until):
                raise
            _log.warning("waiting_for_database", seconds=pause)
            stopping.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            continue
        newest = migrate.head()
        return None if found == newest else f"it is at {found or 'base'}, not {newest}"


def _revision(url: str) -> str | None:
    engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 5})
    try:
        with engine.connect() as connection:
            return migrate.current_of(connection)
    finally:
        engine.dispose()
