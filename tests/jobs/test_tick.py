"""One tick does all due work; a day of ticks is quick."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from support.caseload import Caseload

from complaints_service.jobs.surroundings import Surroundings
from complaints_service.jobs.tick import Metronome, Tick, moments, tick

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_what_a_tick_tells(caseload: Caseload, surroundings: Surroundings) -> None:
    caseload.due("C-1", MONDAY.date())
    caseload.due("C-2", date(2026, 11, 27))
    caseload.complaint("C-3")
    caseload.letter("L-1", "C-3", send_by="portal")
    # Two for today's date, one late for Friday's (its fifth day was last Friday), one letter.
    assert tick(surroundings, MONDAY) == Tick(ran=4, late=1, next_due=MONDAY.date())
    assert tick(surroundings, MONDAY + MINUTE) == Tick(next_due=MONDAY.date())


def test_ticks_add_up_to_one() -> None:
    first = Tick(ran=3, late=1, failed=2, remaining=5, next_due=date(2026, 1, 1))
    later = Tick(ran=4, late=0, failed=1, remaining=0, next_due=date(2026, 1, 2))
    assert first.then(later) == Tick(7, 1, 3, 0, date(2026, 1, 2))


def test_moments_leave_out_their_end() -> None:
    day = list(moments(MONDAY, MONDAY + timedelta(days=1), MINUTE))
    assert (len(day), day[0], day[-1]) == (1440, MONDAY, MONDAY + timedelta(minutes=1439))
    assert list(moments(MONDAY, MONDAY + 1.5 * MINUTE, MINUTE)) == [MONDAY, MONDAY + MINUTE]
    with pytest.raises(ValueError, match="longer than nothing"):
        list(moments(MONDAY, MONDAY + MINUTE, timedelta()))


@pytest.mark.slow
def test_a_day_of_minutes(caseload: Caseload, surroundings: Surroundings) -> None:
    """R13: 1,440 one-minute ticks within a minute; each reminder once.

    Only this process's own time is held to it here: other tests share the machine.
    """
    caseload.many_due(500, date(2026, 11, 25))
    metronome, done = Metronome(surroundings), Tick()
    began = time.process_time()
    for moment in moments(MONDAY, MONDAY + timedelta(days=1), MINUTE):
        done = done.then(metronome.tick(moment))
    assert time.process_time() - began < 60
    assert (done.ran, done.remaining) == (500, 0)


@pytest.mark.slow
def test_a_year_of_days_reaches_every_step_on_its_day(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    """R14: each step on the day that the calendar counts, bank holidays included."""
    calendar = surroundings.calendar()
    first = date(2026, 3, 2)
    days = [first + timedelta(days=number) for number in range(0, 330, 3)]
    for number, day in enumerate(days):
        caseload.due(f"C-{number:03}", day)
    metronome = Metronome(surroundings)
    made_on: dict[tuple[str, str], date] = {}
    for number in range(-10, 345):
        today = first + timedelta(days=number)
        metronome.tick(datetime(today.year, today.month, today.day, 9, tzinfo=UTC))
        for ref, step in caseload.steps():
            made_on.setdefault((ref, step), today)
    steps = {"handler_5": 5, "handler_2": 2, "handler_0": 0, "team_0": 0, "team_overdue_1": -1,
             "manager_overdue_1": -1, "manager_overdue_5": -5}
    for number, due in enumerate(days):
        for step, left in steps.items():
            made = made_on[f"C-{number:03}", step]
            assert calendar.working_days_between(made, due) <= left
            before = made - timedelta(days=1)
            assert calendar.working_days_between(before, due) > left
