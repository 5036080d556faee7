"""What happens when two commands stand in each other's way: begin again, a few times."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import psycopg.errors
from sqlalchemy.exc import DBAPIError

from .errors import Busy

TRIES = 3
COLLIDED = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
TAKEN = frozenset({"pk_complaint", "pk_event", "pk_idempotency", "pk_organisation"})
"""A reference or key that another transaction wrote after we looked."""

Done = TypeVar("Done")


def settled(work: Callable[[], Done]) -> Done:
    """Return what `work` returns, a whole transaction that is begun anew when it collided.

    Raises Busy when it collides every time, or waited too long for what another one holds.
    """
    for _ in range(TRIES - 1):
        try:
            return work()
        except DBAPIError as error:
            if not _worth_another_try(error.orig):
                raise _told(error) from error
    try:
        return work()
    except DBAPIError as error:
        raise _told(error) from error


def _worth_another_try(fault: BaseException | None) -> bool:
    if isinstance(fault, psycopg.errors.UniqueViolation):
        return fault.diag.constraint_name in TAKEN
    return isinstance(fault, COLLIDED)


def _told(error: DBAPIError) -> Exception:
    """Busy for what passes by itself, else the error as it is."""
    if isinstance(error.orig, (*COLLIDED, psycopg.errors.LockNotAvailable)):
        return Busy("somebody else is changing the same complaint; try again in a moment")
    return error
