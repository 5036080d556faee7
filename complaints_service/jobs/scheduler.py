"""Beats time: asks for due work each minute and for the outbox each few seconds.

Any number of workers may beat at once and none leads: the work is rows, each claimed by whoever
comes first, so a missed, doubled or late beat changes nothing but the moment. For the same reason
the schedule lives in memory only, and in UTC, where no hour is missing or comes twice.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from complaints_service import logs
from complaints_service.clock import real_now
from complaints_service.jobs.calendars import keep_up
from complaints_service.jobs.document_care import DocumentCare
from complaints_service.jobs.due_work import DueWork
from complaints_service.jobs.letter_files import LetterFiles
from complaints_service.jobs.notify_fates import ask_fates
from complaints_service.jobs.outbox import send_due
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.jobs.sweeper import sweep
from complaints_service.jobs.tick import SWEEP_EVERY

DUE_WORK_EVERY = timedelta(minutes=1)
OUTBOX_EVERY = timedelta(seconds=5)
LETTERS_EVERY = timedelta(seconds=5)
FATES_EVERY = timedelta(minutes=5)
GRACE_SECONDS = 8
"""How long work in hand may go on after SIGTERM; what is cut off is done again later."""

_log = logs.logger(__name__)


def run_worker(surroundings: Surroundings, clock: Callable[[], datetime]) -> None:
    """Beat until SIGTERM or SIGINT; returns once the work in hand is done, or after the grace.

    Work that does not end within the grace is abandoned: each piece is one transaction or one
    lease, so dying in it is safe at any moment.
    """
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    scheduler = make_scheduler(surroundings, clock, stopping)
    scheduler.start()
    _log.info("worker_started", pid=os.getpid())
    while not stopping.wait(timeout=1):
        pass
    if not _stopped(scheduler):
        _log.warning("worker_stopped_in_work")
        os._exit(0)  # the threads of a pool would be waited for
    _log.info("worker_stopped")


def make_scheduler(
    surroundings: Surroundings, clock: Callable[[], datetime], stopping: threading.Event
) -> BackgroundScheduler:
    """Return the scheduler of one worker, not yet started."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(4)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    due_work = DueWork(surroundings)
    duties: dict[str, tuple[Callable[[], object], timedelta]] = {
        "due_work": (lambda: due_work.run(clock(), stopping), DUE_WORK_EVERY),
        "outbox": (lambda: send_due(surroundings, clock, stopping), OUTBOX_EVERY),
        "calendars": (lambda: keep_up(clock()), DUE_WORK_EVERY),
        "sweeper": (lambda: sweep(clock()), SWEEP_EVERY),
    }
    if surroundings.notify is not None:
        duties["fates"] = (lambda: ask_fates(surroundings, clock()), FATES_EVERY)
    if surroundings.letters_folder is not None:
        files = LetterFiles(surroundings.letters_folder)
        duties["letter_files"] = (lambda: files.run(clock(), stopping), LETTERS_EVERY)
    if surroundings.documents is not None:
        care = DocumentCare()
        duties["documents"] = (lambda: care.run(clock(), stopping), DUE_WORK_EVERY)
    for name, (duty, every) in duties.items():
        scheduler.add_job(
            _guarded(name, duty, surroundings), "interval", seconds=every.total_seconds(),
            id=name, next_run_time=real_now(),
        )
    return scheduler


def _guarded(
    name: str, duty: Callable[[], object], surroundings: Surroundings
) -> Callable[[], None]:
    """A beat that fails is logged and followed by the next one: that is the whole retry."""

    def beat() -> None:
        try:
            with surroundings.app.app_context():
                duty()
        except SQLAlchemyError as error:
            # The database restarts or is away; its words may hold its address, so they stay out.
            _log.warning("duty_waits_for_database", duty=name, error=type(error).__name__)
        except Exception:
            _log.exception("duty_failed", duty=name)

    return beat


def _stopped(scheduler: BackgroundScheduler) -> bool:
    ending = threading.Thread(target=scheduler.shutdown, kwargs={"wait": True}, daemon=True)
    ending.start()
    ending.join(GRACE_SECONDS)
    return not ending.is_alive()
