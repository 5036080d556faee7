"""Does all due work once, synchronously, at a given moment or at many."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from complaints_service.domain.london import london_date
from complaints_service.jobs.calendars import keep_up
from complaints_service.jobs.document_care import DocumentCare
from complaints_service.jobs.due_work import DueWork, next_due
from complaints_service.jobs.notify_fates import ask_fates
from complaints_service.jobs.outbox import send_due
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.jobs.sweeper import sweep

SWEEP_EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Tick:
    """What was done: `ran` pieces of work, `late` of them after their day, `failed` for now.

    `remaining` is due and not done (another worker's, or a message that the server did not take
    in this pass); `next_due` is the next London date on which open work falls due.
    """

    ran: int = 0
    late: int = 0
    failed: int = 0
    remaining: int = 0
    next_due: date | None = None

    def then(self, later: Tick) -> Tick:
        """Add a later tick: sums of what was done, and how things stand after it."""
        return replace(
            later,
            ran=self.ran + later.ran,
            late=self.late + later.late,
            failed=self.failed + later.failed,
        )


class Metronome:
    """Ticks in one process; remembers what need not be looked at again yet."""

    def __init__(self, surroundings: Surroundings) -> None:
        """Work in these surroundings."""
        self.surroundings = surroundings
        self.due_work = DueWork(surroundings)
        self.care = DocumentCare()
        self._swept_at: datetime | None = None

    def tick(self, now: datetime, stopping: threading.Event | None = None) -> Tick:
        """Do everything due at `now` (aware): repairs, reminders, alarms, messages."""
        with self.surroundings.app.app_context():
            repaired = self._sweep(now) + keep_up(now)
            if self.surroundings.documents is not None:
                scanned = self.care.run(now, stopping)
                repaired += scanned.clean + scanned.infected
            due = self.due_work.run(now, stopping)
            sent = send_due(self.surroundings, lambda: now, stopping)
            ask_fates(self.surroundings, now)
            return Tick(
                ran=repaired + due.made.reminders + due.alarms + sent.sent,
                late=due.made.late,
                failed=sent.failed,
                remaining=due.remaining + sent.remaining,
                next_due=next_due(london_date(now)),
            )

    def _sweep(self, now: datetime) -> int:
        last = self._swept_at
        if last is not None and last <= now < last + SWEEP_EVERY:
            return 0
        self._swept_at = now
        return sweep(now).repaired


def tick(surroundings: Surroundings, now: datetime) -> Tick:
    """Do all due work once at `now` (aware)."""
    return Metronome(surroundings).tick(now)


def moments(first: datetime, last: datetime, step: timedelta) -> Iterator[datetime]:
    """Yield `first` and every `step` after it, before `last`. Raises ValueError."""
    if step <= timedelta():
        raise ValueError(f"The step must be longer than nothing; it is {step}.")
    while first < last:
        yield first
        first += step
