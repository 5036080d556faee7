"""The worker only beats time; it ends in good time and survives what its duties meet."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from support.caseload import Caseload

from complaints_service.jobs import scheduler
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.models.event import HeartbeatRow

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_how_often_and_with_which_care(surroundings: Surroundings) -> None:
    made = scheduler.make_scheduler(surroundings, lambda: NOON, threading.Event())
    made.start(paused=True)
    try:
        jobs = {job.id: job for job in made.get_jobs()}
        assert {name: job.trigger.interval for name, job in jobs.items()} == {
            "due_work": timedelta(minutes=1), "outbox": timedelta(seconds=5),
            "sweeper": timedelta(minutes=10), "calendars": timedelta(minutes=1),
        }
        for job in jobs.values():
            assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
            assert job.trigger.timezone is UTC
    finally:
        made.shutdown()


def test_it_beats_at_once_when_it_starts(caseload: Caseload, surroundings: Surroundings) -> None:
    made = scheduler.make_scheduler(surroundings, lambda: NOON, threading.Event())
    made.start()
    made.shutdown(wait=True)
    # Shutting down waits for the beats in hand, but may come before the first of them.
    names = {row.name for row in caseload.rows(select(HeartbeatRow.name))}
    assert names <= {"metronome", "outbox", "sweeper"}


@pytest.mark.parametrize("fault", [RuntimeError("canary"), KeyError("canary")])
def test_a_beat_that_fails_is_logged_and_forgotten(
    surroundings: Surroundings, capsys: pytest.CaptureFixture[str], fault: Exception
) -> None:
    def duty() -> None:
        raise fault

    scheduler._guarded("due_work", duty, surroundings)()
    assert "duty_failed" in capsys.readouterr().out


def test_a_database_that_restarts_is_survived(
    caseload: Caseload, surroundings: Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every connection is cut; the beat in hand is lost, the next one works."""
    def duty() -> None:
        from complaints_service.jobs.sweeper import sweep
        sweep(NOON)

    beat = scheduler._guarded("sweeper", duty, surroundings)
    beat()
    caseload.run(text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ))
    beat()
    beat()
    assert "duty_failed" not in capsys.readouterr().out
    [row] = caseload.rows(select(HeartbeatRow.succeeded_at))
    assert row.succeeded_at == NOON
