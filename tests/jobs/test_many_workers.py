"""However many workers run, and wherever one dies, each reminder exists once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text, update
from support.caseload import Caseload, working_on

from complaints_service.jobs.due_work import DueWork
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.models.complaint import DeadlineRow

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
DUE = date(2026, 11, 27)
ROWS = 2000

Worker = subprocess.Popen[str]


def start(url: str, crash: str | None = None, batch: int = 100) -> Worker:
    env = {**os.environ, "COMPLAINTS_ENV": "test"}
    if crash:
        env["COMPLAINTS_TEST_CRASH"] = crash
    worker = subprocess.Popen(
        [sys.executable, "tests/jobs/due_worker.py", url, NOW.isoformat(), str(batch)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    return worker


def go(*workers: Worker) -> list[str]:
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return [worker.communicate(timeout=60)[0].strip() for worker in workers]


def everyone_was_reminded_once(caseload: Caseload) -> None:
    counts = Counter(row.ref for row in caseload.outbox("reminder"))
    assert len(counts) == ROWS
    assert set(counts.values()) == {1}


@pytest.mark.slow
@pytest.mark.parametrize("count", [2, 3])
def test_workers_at_once(caseload: Caseload, count: int) -> None:
    """Bug 9, R04."""
    caseload.many_due(ROWS, DUE)
    made = [int(found) for found in go(*(start(caseload.url) for _ in range(count)))]
    assert sum(made) == ROWS
    everyone_was_reminded_once(caseload)


@pytest.mark.slow
@pytest.mark.parametrize("crash", ["before_commit:8", "after_commit:9", "before_commit:20"])
def test_a_worker_that_dies_in_the_middle(caseload: Caseload, crash: str) -> None:
    """R03: half the work stands, none of it twice, and the next pass does the rest."""
    caseload.many_due(ROWS, DUE)
    dying = start(caseload.url, crash)
    go(dying)
    assert dying.returncode == 137
    assert 0 < len(caseload.outbox("reminder")) < ROWS
    go(start(caseload.url))
    everyone_was_reminded_once(caseload)


@pytest.mark.slow
def test_one_dies_while_another_works(caseload: Caseload) -> None:
    caseload.many_due(ROWS, DUE)
    dying, living = start(caseload.url, "before_commit:11"), start(caseload.url)
    go(dying, living)
    assert dying.returncode == 137
    go(start(caseload.url))
    everyone_was_reminded_once(caseload)


def test_what_a_command_holds_is_skipped_and_done_next_time(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    """A sweep never waits for a command, nor a command for more than one batch."""
    caseload.due("C-1", DUE)
    caseload.due("C-2", DUE)
    with surroundings.app.app_context(), caseload.engine.connect() as command:
        command.execute(text("SELECT 1 FROM deadline WHERE ref = 'C-1' FOR UPDATE"))
        worker = DueWork(surroundings)
        began = time.monotonic()
        first = worker.run(NOW)
        assert time.monotonic() - began < 3
        assert (first.made.reminders, first.remaining) == (1, 1)
        command.rollback()
        second = worker.run(NOW + timedelta(minutes=1))
        assert (second.made.reminders, second.remaining) == (1, 0)


def test_a_deadline_rewritten_meanwhile_is_not_reminded_of_twice(caseload: Caseload) -> None:
    caseload.many_due(200, DUE)
    stop = threading.Event()

    def rewrite() -> None:
        while not stop.is_set():
            caseload.run(update(DeadlineRow).values(owner=None))

    writer = threading.Thread(target=rewrite)
    writer.start()
    made = 0
    with working_on(caseload.url) as found, found.app.app_context():
        for _ in range(20):
            made += DueWork(found, batch=20).run(NOW).made.reminders
    stop.set()
    writer.join()
    with working_on(caseload.url) as found, found.app.app_context():
        made += DueWork(found).run(NOW).made.reminders
    assert made == len(caseload.outbox("reminder")) == 200
