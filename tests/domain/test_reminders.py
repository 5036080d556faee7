"""Which step is reached for which due date, and when an email about it may leave."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints_service.domain.calendar import Closure, WorkingCalendar
from complaints_service.domain.london import LONDON, london_date
from complaints_service.domain.reminders import (
    Ladder,
    ReminderRules,
    bands,
    opens_at,
    reached_until,
    step_name,
)

CHRISTMAS = tuple(
    Closure(date(2026, 12, day), name) for day, name in ((25, "Christmas Day"), (28, "Boxing Day"))
)
CALENDAR = WorkingCalendar(
    "test", "england-and-wales", date(2026, 1, 1), date(2027, 12, 31), CHRISTMAS
)
STEPS = {"handler": (5, 2, 0), "team": (0, -1), "manager": (-1, -5)}
RULES = ReminderRules(
    ladders=(Ladder(frozenset(), STEPS),), opens=time(8), closes=time(18), asleep_hours=26,
    calendar_notice_days=120, words={},
)
DAYS = st.dates(date(2026, 3, 1), date(2027, 10, 1))


@pytest.mark.parametrize(
    ("today", "left", "until"),
    [
        # Two working days left on a Wednesday: Friday, and the weekend behind it.
        (date(2026, 11, 18), 2, date(2026, 11, 22)),
        # Due today on a Friday takes in dates that fall on the weekend.
        (date(2026, 11, 20), 0, date(2026, 11, 22)),
        # On a Saturday nothing new is reached.
        (date(2026, 11, 21), 0, date(2026, 11, 22)),
        # Overdue by one working day on Monday: due by Sunday.
        (date(2026, 11, 23), -1, date(2026, 11, 22)),
        # Overdue by one working day on a Saturday: Thursday's dates, as on Friday.
        (date(2026, 11, 21), -1, date(2026, 11, 19)),
        # Christmas and its substitute day are no working days.
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 29), -1, date(2026, 12, 28)),
        (date(2026, 12, 29), -2, date(2026, 12, 23)),
        # Past the calendar's end days of the week stand in; it does not fall silent.
        (date(2027, 12, 31), 1, date(2028, 1, 3)),
        (date(2030, 1, 7), -1, date(2030, 1, 6)),
    ],
)
def test_the_last_date_that_reaches_a_step(today: date, left: int, until: date) -> None:
    assert reached_until(today, left, CALENDAR) == until


@given(today=DAYS, due=DAYS, left=st.integers(-6, 10))
def test_a_step_is_reached_as_the_calendar_counts(today: date, due: date, left: int) -> None:
    reached = CALENDAR.working_days_between(today, due) <= left
    assert (due <= reached_until(today, left, CALENDAR)) == reached


@given(today=DAYS, due=DAYS)
def test_each_recipient_has_one_latest_step_for_a_date(today: date, due: date) -> None:
    left = CALENDAR.working_days_between(today, due)
    found = [b for b in bands(RULES, today, CALENDAR) if b.first <= due <= b.last]
    wanted = {
        recipient: [step for step in steps if left <= step][-1]
        for recipient, steps in STEPS.items() if left <= steps[0]
    }
    assert {b.recipient: b.working_days_left for b in found} == wanted
    assert len(found) == len(wanted)
    for band in found:
        steps = STEPS[band.recipient]
        passed = steps[: steps.index(band.working_days_left)]
        assert band.earlier == tuple(step_name(band.recipient, step) for step in passed)


@given(today=DAYS, due=DAYS)
def test_late_means_reached_before_today(today: date, due: date) -> None:
    left = CALENDAR.working_days_between(today - timedelta(days=1), due)
    for band in bands(RULES, today, CALENDAR):
        if band.first <= due <= band.last:
            assert (due <= band.late_until) == (left <= band.working_days_left)


def test_steps_have_names_that_tell_overdue_from_left() -> None:
    assert step_name("handler", 5) == "handler_5"
    assert step_name("team", 0) == "team_0"
    assert step_name("manager", -1) == "manager_overdue_1"


def _london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        # In working hours: at once. Closing time itself is too late.
        (_london(2026, 11, 18, 8, 0), _london(2026, 11, 18, 8, 0)),
        (_london(2026, 11, 18, 17, 59), _london(2026, 11, 18, 17, 59)),
        (_london(2026, 11, 18, 18, 0), _london(2026, 11, 19, 8, 0)),
        # At midnight: the same morning.
        (_london(2026, 11, 18, 0, 1), _london(2026, 11, 18, 8, 0)),
        # On Friday night and at the weekend: Monday morning.
        (_london(2026, 11, 20, 21, 0), _london(2026, 11, 23, 8, 0)),
        (_london(2026, 11, 22, 12, 0), _london(2026, 11, 23, 8, 0)),
        # Over Christmas: Tuesday.
        (_london(2026, 12, 24, 19, 0), _london(2026, 12, 29, 8, 0)),
        # The nights on which clocks change: eight o'clock stays eight o'clock in London.
        (_london(2026, 3, 29, 0, 30), _london(2026, 3, 30, 8, 0)),
        (_london(2026, 10, 25, 1, 30), _london(2026, 10, 26, 8, 0)),
    ],
)
def test_emails_leave_in_london_working_hours(now: datetime, opens: datetime) -> None:
    assert opens_at(now, RULES, CALENDAR) == opens


@given(DAYS, st.integers(0, 24 * 60))
def test_an_opening_is_always_in_hours(day: date, minutes: int) -> None:
    now = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)
    opens = opens_at(now, RULES, CALENDAR)
    assert opens >= now
    assert CALENDAR.is_working(london_date(opens))
    assert time(8) <= opens.astimezone(LONDON).time() < time(18)
