"""Runs what is due: makes reminders and alarms, and gathers them into one email a recipient."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, not_, select

from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.london import LONDON, london_date
from complaints_service.domain.reminders import Band, bands, opens_at
from complaints_service.jobs import heartbeats
from complaints_service.jobs.alarms import raise_alarms
from complaints_service.jobs.digests import Day, Gathered, gather
from complaints_service.jobs.reminder_people import UNREPLACED, asked_for
from complaints_service.jobs.reminders import (
    BATCH,
    Made,
    Moment,
    bands_with_work,
    count_missing,
    make_reminders,
)
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.models.complaint import DeadlineRow
from complaints_service.persistence.models.event import ChainEntryRow
from complaints_service.persistence.transaction import transaction

_WHOLE_PASS_EVERY = timedelta(minutes=10)
_LONG_AFTER = timedelta(hours=1)
_MOST_ROUNDS = 5


@dataclass(frozen=True)
class Due:
    """What one pass did; `remaining` reminders are another worker's or must wait for its end."""

    made: Made = field(default_factory=Made)
    alarms: int = 0
    gathered: Gathered = field(default_factory=Gathered)
    remaining: int = 0


@dataclass
class _Seen:
    """The state of the world after a pass that left nothing undone."""

    today: date
    head: int
    at: datetime


class DueWork:
    """'Run what is due', again and again, in one process.

    A reminder becomes due because the London date changes or because a command changed a
    deadline, and each command adds an entry to the installation's chain. While neither happened
    since a pass that left nothing undone, looking again would find nothing; a whole pass is run
    all the same every ten minutes, for deadlines may also be re-dated by a new calendar.
    """

    def __init__(self, surroundings: Surroundings, batch: int = BATCH) -> None:
        """Work in these surroundings, `batch` deadlines a transaction."""
        self.surroundings = surroundings
        self.batch = batch
        self._seen: _Seen | None = None

    def run(self, now: datetime, stopping: threading.Event | None = None) -> Due:
        """Do everything due at `now` (aware), unless `stopping` is set meanwhile.

        Needs the application's context. May run in many processes at once.
        """
        today = london_date(now)
        head = _chain_head()
        due = Due()
        if not self._nothing_new(now, today, head):
            due = self._pass(now, today, stopping or threading.Event())
            self._seen = None if due.remaining else _Seen(today, head, now)
        if self.surroundings.sends_emails and not due.remaining:
            due = Due(due.made, due.alarms, gather(now, self._day(today)), due.remaining)
        with transaction() as session:
            heartbeats.beat(session, heartbeats.METRONOME, now, _detail(due))
        return due

    def _day(self, today: date) -> Day:
        rules, calendar = self.surroundings.reminders, self.surroundings.calendar()
        evening = _at(today, rules.closes)
        return Day(today, _at(today, rules.opens), opens_at(evening, rules, calendar))

    def _nothing_new(self, now: datetime, today: date, head: int) -> bool:
        seen = self._seen
        return (
            seen is not None
            and (seen.today, seen.head) == (today, head)
            and timedelta() <= now - seen.at < _WHOLE_PASS_EVERY
        )

    def _pass(self, now: datetime, today: date, stopping: threading.Event) -> Due:
        calendar, rules = self.surroundings.calendar(), self.surroundings.reminders
        opens = opens_at(now, rules, calendar)
        moment = Moment(
            now, today, _at(today, time()), opens, london_date(opens),
            overslept=_overslept(now, _at(today, rules.opens)),
        )
        steps, named = self._bands(today, calendar), rules.named_kinds()
        alarms = raise_alarms(now, today, opens, rules, calendar)
        made, remaining = Made(), 0
        for again in range(_MOST_ROUNDS):
            waiting = bands_with_work(steps, named, moment)
            if not waiting or stopping.is_set():
                break
            for band in waiting:
                made += self._make(band, named, moment, stopping, again=bool(again))
            remaining = count_missing(waiting, named, moment)
            if not remaining:
                break
        return Due(made, alarms, Gathered(), remaining)

    def _bands(self, today: date, calendar: WorkingCalendar) -> tuple[Band, ...]:
        """The steps reached today by everybody there is: without absences nobody stands in."""
        with transaction() as session:
            unasked = set(UNREPLACED) - asked_for(session)
        found = bands(self.surroundings.reminders, today, calendar)
        return tuple(one for one in found if one.recipient not in unasked)

    def _make(
        self, band: Band, named: frozenset[str], moment: Moment, stopping: threading.Event,
        *, again: bool,
    ) -> Made:
        made = Made()
        for batch in make_reminders(band, named, moment, batch=self.batch, again=again):
            made += batch
            if stopping.is_set():
                break
        return made


def next_due(today: date) -> date | None:
    """Return the next date, from `today` on, on which open work falls due."""
    with transaction() as session:
        found = session.connection().execute(
            select(func.min(DeadlineRow.due_on)).where(
                DeadlineRow.due_on >= today, DeadlineRow.met_at.is_(None), not_(DeadlineRow.void)
            )
        )
        return found.scalar_one()


def _chain_head() -> int:
    # Read before the pass: a command that commits later than this is then looked at again.
    with transaction() as session:
        found = session.connection().execute(select(func.max(ChainEntryRow.n)))
        return int(found.scalar_one() or 0)


def _overslept(now: datetime, opening: datetime) -> bool:
    """Whether nobody beat from today's opening until long after it."""
    with transaction() as session:
        last = heartbeats.last_beat(session, heartbeats.METRONOME)
    return last is not None and last < opening and now - opening > _LONG_AFTER


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)


def _detail(due: Due) -> dict[str, int]:
    return {
        "reminders": due.made.reminders,
        "late": due.made.late,
        "alarms": due.alarms,
        "digests": due.gathered.digests,
        "withdrawn": due.gathered.withdrawn,
        "remaining": due.remaining,
    }
