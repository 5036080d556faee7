"""Reminders over Easter, Christmas and the nights of changing clocks, whenever a worker wakes."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from support.caseload import calendar

from complaints_service.content.reminders import load_reminders
from complaints_service.domain.london import LONDON, london_date
from complaints_service.domain.reminders import Band, bands, opens_at

CALENDAR, RULES = calendar(), load_reminders()
SEASONS = (date(2026, 3, 20), date(2026, 10, 15), date(2026, 12, 14), date(2027, 3, 19))
"""Easter and the spring clock, the autumn clock, Christmas, and Easter on the very night that the
clock changes (28 March 2027)."""
DUE = st.builds(
    lambda season, days: season + timedelta(days=days), st.sampled_from(SEASONS), st.integers(0, 24)
)
MINUTES = st.integers(0, 40 * 24 * 60)


@cache
def on_day(today: date) -> tuple[Band, ...]:
    """The steps reached on a day, by the ladder for answers."""
    return tuple(one for one in bands(RULES, today, CALENDAR) if not one.kinds)


def reached(due: date, today: date) -> dict[str, Band]:
    """The latest step of each recipient for one due date."""
    return {one.recipient: one for one in on_day(today) if one.first <= due <= one.last}


@given(DUE, st.lists(MINUTES, min_size=1, max_size=30))
def test_a_worker_that_wakes_at_any_moment_sends_the_steps_in_order(
    due: date, minutes: list[int]
) -> None:
    """Whenever it wakes and however long it slept, nobody hears an earlier step after a later one,
    and every email leaves in working hours or on the day itself."""
    start = datetime.combine(due - timedelta(days=20), time(), tzinfo=UTC)
    made: dict[str, list[int]] = defaultdict(list)
    for minute in sorted(minutes):
        now = start + timedelta(minutes=minute)
        opens = opens_at(now, RULES, CALENDAR)
        local = opens.astimezone(LONDON)
        assert opens >= now
        assert CALENDAR.is_working(local.date())
        assert RULES.opens <= local.time() < RULES.closes
        for recipient, band in reached(due, london_date(now)).items():
            if band.working_days_left not in made[recipient]:
                made[recipient].append(band.working_days_left)
    for steps in made.values():
        assert steps == sorted(steps, reverse=True)


@given(DUE)
def test_a_worker_that_wakes_each_morning_misses_no_step_and_is_never_a_day_early(
    due: date,
) -> None:
    [ladder] = [one for one in RULES.ladders if not one.kinds]
    made: dict[tuple[str, int], date] = {}
    for number in range(-25, 26):
        today = due + timedelta(days=number)
        for recipient, band in reached(due, today).items():
            made.setdefault((recipient, band.working_days_left), today)
    for recipient, steps in ladder.steps.items():
        for left in steps:
            day = made[recipient, left]
            assert CALENDAR.working_days_between(day, due) <= left
            assert CALENDAR.working_days_between(day - timedelta(days=1), due) > left
            # Steps fall on working days, but for the day itself where that is none.
            assert CALENDAR.is_working(day) or day <= due
