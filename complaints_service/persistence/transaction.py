"""The only place that commits: once, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from complaints_service.persistence.batch import Batch
from complaints_service.persistence.crash_points import crash_point
from complaints_service.persistence.database import db

_LAST = "last"


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
        last: Batch | None = session.info.pop(_LAST, None)
        if last is not None:
            last.send(commit=True)
        session.commit()
    except BaseException:
        session.info.pop(_LAST, None)
        session.rollback()
        raise
    crash_point("after_commit")


def at_the_end(session: Session) -> Batch:
    """The batch that goes to the database together with the commit, inside `transaction()`.

    What it locks is held for as long as the commit takes and no longer: never while we are busy.
    """
    batch: Batch = session.info.setdefault(_LAST, Batch(session))
    return batch
