"""The only place that commits: once, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from complaints_service.persistence.crash_points import crash_point
from complaints_service.persistence.database import db


@contextmanager
def transaction() -> Iterator[Session]:
    """Yield the session; commit at the end, or roll everything back and re-raise.

    Whatever the request read before (the signed-in account, say) belongs to the same
    transaction, so there is nothing to open here.
    """
    session = db.session()
    try:
        yield session
        crash_point("before_commit")
        session.commit()
    except BaseException:
        session.rollback()
        raise
    crash_point("after_commit")
