"""Makes the reminders that are due, as outbox rows: in batches, each once, whoever else works."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from complaints_service.domain.reminders import Band
from complaints_service.jobs.reminder_statements import (
    any_missing_statement,
    batch_statement,
    count_statement,
    cuts_statement,
    open_dates_statement,
)
from complaints_service.persistence.transaction import transaction

BATCH = 500

Place = tuple[Any, ...]
"""A due date, reference, kind and item: where a deadline stands in the index of open ones."""


@dataclass(frozen=True)
class Moment:
    """When a pass runs: `day_began` is today's midnight in London, `opens_at` when emails leave.

    A reminder of a date from `today` up to, not including, `opens_on` leaves at `now`.
    `overslept` says that today's own reminders should have left hours ago.
    """

    now: datetime
    today: date
    day_began: datetime
    opens_at: datetime
    opens_on: date
    overslept: bool = False


@dataclass(frozen=True)
class Made:
    """How many reminders a pass made, and how many of those after their day."""

    reminders: int = 0
    late: int = 0

    def __add__(self, other: Made) -> Made:
        """Add two passes up."""
        return Made(self.reminders + other.reminders, self.late + other.late)


def bands_with_work(
    bands: Sequence[Band], named: frozenset[str], moment: Moment
) -> tuple[Band, ...]:
    """Return the bands that have reminders missing, also where another worker holds them."""
    with transaction() as session:
        connection = session.connection()
        furthest = {"last": max(band.last for band in bands)}
        dates = connection.execute(open_dates_statement(), furthest).all()
        return tuple(
            band for band in bands
            if _has_dates(band, named, dates)
            and connection.execute(
                any_missing_statement(band.recipient, bool(band.kinds)),
                _whole(band, named, moment),
            ).scalar_one()
        )


def _has_dates(
    band: Band, named: frozenset[str], dates: Sequence[Row[str, date | None]]
) -> bool:
    return any(
        due_on is not None
        and band.first <= due_on <= band.last
        and (kind in band.kinds if band.kinds else kind not in named)
        for kind, due_on in dates
    )


def count_missing(bands: Iterable[Band], named: frozenset[str], moment: Moment) -> int:
    """Count the reminders that do not exist, also where another worker holds them."""
    with transaction() as session:
        connection = session.connection()
        return sum(
            connection.execute(
                count_statement(band.recipient, bool(band.kinds)), _whole(band, named, moment)
            ).scalar_one()
            for band in bands
        )


def make_reminders(
    band: Band, named: frozenset[str], moment: Moment, *, batch: int = BATCH, again: bool = False
) -> Iterator[Made]:
    """Make the band's reminders that do not exist yet; yield after each batch's commit.

    A batch's deadlines are locked with SKIP LOCKED while their reminders are written, so several
    workers take different ones; the unique key is what makes each reminder exist once, even where
    a worker dies or a command rewrites the deadline meanwhile. Nothing of a complaint is changed.

    Each worker begins somewhere else, and passes over the batches that another has in hand or
    seems to have done: their first reminder exists. `again` looks into those as well.
    """
    statement = batch_statement(band.recipient, bool(band.kinds))
    values = _values(band, named, moment)
    for key, first, end in _batches(band, named, moment, batch):
        more = {"first_key": "" if again else key, "lock": _lock_of(key)}
        with transaction() as session:
            found = session.connection().execute(statement, values | _bounds(first, end) | more)
            row = found.one()
        yield Made(row.made, row.late)


def _batches(
    band: Band, named: frozenset[str], moment: Moment, batch: int
) -> list[tuple[str, Place, Place]]:
    """Cut the band into batches with their first keys, in an order of this worker's own."""
    with transaction() as session:
        rows = session.connection().execute(
            cuts_statement(bool(band.kinds)), _whole(band, named, moment) | {"batch": batch}
        ).all()
    if not rows:
        return []
    places: list[Place] = [(row.due_on, row.ref, row.kind, row.item) for row in rows]
    ends = [*places[1:], _end(band)]
    batches = list(zip((row.key for row in rows), places, ends, strict=True))
    begin = secrets.randbelow(len(batches))
    return [*batches[begin:], *batches[:begin]]


def _whole(band: Band, named: frozenset[str], moment: Moment) -> dict[str, Any]:
    return _values(band, named, moment) | _bounds((band.first, "", "", ""), _end(band))


def _end(band: Band) -> Place:
    return (band.last + timedelta(days=1), "", "", "")


def _lock_of(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True)


def _values(band: Band, named: frozenset[str], moment: Moment) -> dict[str, Any]:
    return {
        "kinds": sorted(band.kinds or named),
        "step": band.step,
        "working_days_left": band.working_days_left,
        "late_until": band.last if moment.overslept else band.late_until,
        "earlier": list(band.earlier),
        "now": moment.now,
        "today": moment.today,
        "day_began": moment.day_began,
        "opens_at": moment.opens_at,
        "opens_on": moment.opens_on,
    }


def _bounds(first: Place, end: Place) -> dict[str, Any]:
    names = ("due", "ref", "kind", "item")
    return {f"from_{name}": part for name, part in zip(names, first, strict=True)} | {
        f"to_{name}": part for name, part in zip(names, end, strict=True)
    }
