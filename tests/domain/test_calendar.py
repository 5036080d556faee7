"""The calendar against a plain day-by-day count, numpy, and an independent list of holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import holidays
import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.rules import calendar

from complaints_service.content.closures import NATIONS
from complaints_service.content.rules import load_nation
from complaints_service.domain.bank_holidays import (
    easter_sunday,
    missing_holidays,
    statutory_holidays,
)
from complaints_service.domain.calendar import CalendarEnds, Closure, WorkingCalendar
from complaints_service.domain.london import london_date

NATION_IN_HOLIDAYS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
DAY = timedelta(days=1)

days = st.dates(min_value=date(2019, 1, 1), max_value=date(2030, 5, 31))


def listed(nation: str) -> set[date]:
    years = range(2019, 2031)
    return set(holidays.UK(subdiv=NATION_IN_HOLIDAYS[nation], years=years))


def plain_count(start: date, n: int, closed: set[date]) -> date:
    """Walk day by day: what a person with a wall calendar does."""
    while n:
        start += DAY
        if start.weekday() < 5 and start not in closed:
            n -= 1
    return start


@given(day=days, n=st.integers(min_value=0, max_value=130))
def test_adding_days_is_a_plain_count(day: date, n: int) -> None:
    assert calendar().after(day, n) == plain_count(day, n, listed("england-and-wales"))


@given(start=days, end=days)
def test_counting_between_is_the_inverse(start: date, end: date) -> None:
    shipped = calendar()
    counted = shipped.working_days_between(start, end)
    assert counted == -shipped.working_days_between(end, start)
    if counted > 0:
        last = end
        while not shipped.is_working(last):
            last -= DAY
        assert shipped.after(start, counted) == last


@given(day=days, n=st.integers(min_value=0, max_value=65))
def test_the_explanation_counts_every_day_once(day: date, n: int) -> None:
    shipped = calendar()
    explained = shipped.explain(day, n)
    passed = [one.day for one in explained]
    assert passed == [day + DAY * (i + 1) for i in range(len(passed))]
    assert [one.number for one in explained if one.number] == list(range(1, n + 1))
    for one in explained:
        assert (one.number is not None) == shipped.is_working(one.day)
        assert (one.reason == "working day") == (one.number is not None)


def test_every_day_to_2030_and_up_to_65_working_days_is_as_numpy_counts() -> None:
    shipped = calendar()
    starts = numpy.arange("2019-01-01", "2030-09-01", dtype="datetime64[D]")
    closed = numpy.array(sorted(listed("england-and-wales")), dtype="datetime64[D]")
    # Rolling a day off back to the last working day makes "n after" the same question.
    for n in range(1, 66):
        counted = numpy.busday_offset(starts, n, roll="backward", holidays=closed)
        ours = [shipped.after(day, n) for day in starts.tolist()]
        assert (counted == numpy.array(ours, dtype="datetime64[D]")).all(), n


@pytest.mark.parametrize("nation", NATIONS)
def test_the_list_is_as_an_independent_one(nation: str) -> None:
    ours = {closure.day for closure in load_nation(nation)[-1].closures}
    assert ours == {day for day in listed(nation) if day.weekday() < 5}


@pytest.mark.parametrize("nation", NATIONS)
def test_no_statutory_holiday_is_left_out(nation: str) -> None:
    assert missing_holidays(load_nation(nation)[-1]) == ()


def test_a_holiday_left_out_is_found() -> None:
    shipped = calendar()
    easter_monday = date(2027, 3, 29)
    kept = tuple(closure for closure in shipped.closures if closure.day != easter_monday)
    spoilt = WorkingCalendar(
        "x", shipped.nation, shipped.first_day, shipped.last_day, kept
    )
    assert missing_holidays(spoilt) == ((easter_monday, "Easter Monday"),)


def test_easter_is_computed_as_the_tables_have_it() -> None:
    # Western Easter from an independent package, over two centuries.
    from dateutil.easter import easter

    assert all(easter_sunday(year) == easter(year) for year in range(1900, 2200))


@pytest.mark.parametrize(
    ("year", "day", "name"),
    [
        # Christmas Day on a Saturday: Monday stands for it, Tuesday for Boxing Day.
        (2027, "2027-12-27", "Christmas Day (substitute day)"),
        (2027, "2027-12-28", "Boxing Day (substitute day)"),
        # Christmas Day on a Sunday: Boxing Day keeps its Monday, Tuesday stands for Christmas.
        (2022, "2022-12-26", "Boxing Day"),
        (2022, "2022-12-27", "Christmas Day (substitute day)"),
        # New Year's Day on a Saturday.
        (2028, "2028-01-03", "New Year's Day (substitute day)"),
    ],
)
def test_substitute_days(year: int, day: str, name: str) -> None:
    assert statutory_holidays(year, "england-and-wales")[date.fromisoformat(day)] == name


@pytest.mark.parametrize(
    ("received", "fifth_day"),
    [
        # Thursday, the plain case: three bank holidays and two weekends on the way.
        ("2026-12-24", "2027-01-05"),
        # Saturday and Sunday earn no further day: Monday is day 1 for both.
        ("2026-11-21", "2026-11-27"),
        ("2026-11-22", "2026-11-27"),
        # The Friday before them has the same day 1.
        ("2026-11-20", "2026-11-27"),
        # Received on a bank holiday, and on a substitute day.
        ("2026-12-25", "2027-01-05"),
        ("2026-12-28", "2027-01-05"),
    ],
)
def test_bug_1_received_at_a_weekend_or_on_a_bank_holiday(received: str, fifth_day: str) -> None:
    assert calendar().after(date.fromisoformat(received), 5) == date.fromisoformat(fifth_day)


@pytest.mark.parametrize("hour", [(16, 59), (23, 30)])
def test_bug_2_christmas_eve_and_a_boxing_day_on_a_saturday(hour: tuple[int, int]) -> None:
    received = london_date(datetime(2026, 12, 24, *hour, tzinfo=UTC))
    # Friday 25, Saturday 26, Sunday 27 and the substitute Monday 28 are passed once each.
    assert [
        (one.day.day, one.reason) for one in calendar().explain(received, 1)
    ] == [
        (25, "Christmas Day"),
        (26, "Saturday"),
        (27, "Sunday"),
        (28, "Boxing Day (substitute day)"),
        (29, "working day"),
    ]


def test_bug_3_a_further_bank_holiday_makes_another_version() -> None:
    shipped = calendar()
    wedding = Closure(date(2027, 6, 4), "Bank holiday for a royal wedding")
    changed = shipped.with_closures([wedding])
    assert shipped.after(date(2027, 6, 1), 5) == date(2027, 6, 8)
    assert changed.after(date(2027, 6, 1), 5) == date(2027, 6, 9)
    assert changed.version != shipped.version
    assert changed.version == shipped.with_closures([wedding]).version
    assert shipped.with_closures([]) is shipped
    # A day already closed stays closed under its own name.
    again = shipped.with_closures([Closure(date(2026, 12, 25), "Council closed")])
    assert again.closed_because(date(2026, 12, 25)) == "Christmas Day"


def test_bug_5_the_calendar_ends_and_guesses_nothing() -> None:
    shipped = calendar()
    end = shipped.last_day
    for day, n in (
        (end, 1),
        (end - DAY * 3, 5),
        (end + DAY, 0),
        (date(2100, 1, 1), 5),
        (shipped.first_day - DAY, 5),
        (shipped.first_day - DAY * 400, 5),
    ):
        with pytest.raises(CalendarEnds, match="add the bank holidays of that year"):
            shipped.after(day, n)
    for question in (shipped.is_working, shipped.closed_because):
        with pytest.raises(CalendarEnds):
            question(date(2100, 1, 1))
    with pytest.raises(CalendarEnds):
        shipped.working_days_between(date(2026, 1, 1), date(2100, 1, 1))
    with pytest.raises(ValueError, match="outside the calendar"):
        shipped.with_closures([Closure(date(2100, 1, 4), "far off")])


def test_bug_6_a_calendar_without_working_days_cannot_be_built() -> None:
    first = date(2026, 1, 5)
    closures = tuple(Closure(first + DAY * i, "closed") for i in range(7))
    with pytest.raises(ValueError, match="no working day"):
        WorkingCalendar("x", "nowhere", first, first + DAY * 6, closures)


@pytest.mark.parametrize(
    ("instant", "london"),
    [
        # Summer: half past eleven in the evening, UTC, is the next day in London.
        ("2026-07-09T22:59:59+00:00", "2026-07-09"),
        ("2026-07-09T23:00:00+00:00", "2026-07-10"),
        # Winter: London is UTC.
        ("2026-12-09T23:30:00+00:00", "2026-12-09"),
        # Another offset: what counts is London's date, not the sender's.
        ("2026-12-10T01:30:00+02:00", "2026-12-09"),
        # The nights on which the clocks change.
        ("2026-03-29T00:59:59+00:00", "2026-03-29"),
        ("2026-03-29T23:00:00+00:00", "2026-03-30"),
        ("2026-10-24T23:00:00+00:00", "2026-10-25"),
        ("2026-10-25T23:00:00+00:00", "2026-10-25"),
    ],
)
def test_bug_7_the_london_date_counts(instant: str, london: str) -> None:
    assert london_date(datetime.fromisoformat(instant)) == date.fromisoformat(london)


def test_bug_8_no_day_is_lost_or_doubled_when_clocks_change() -> None:
    # Every half hour of the two nights belongs to one London day, and the days follow on.
    for night, length in ((datetime(2026, 3, 28, 22, tzinfo=UTC), 23),
                          (datetime(2026, 10, 24, 22, tzinfo=UTC), 25)):
        halves = [london_date(night + timedelta(minutes=30 * i)) for i in range(120)]
        assert halves == sorted(halves)
        middle = sorted(set(halves))[1]
        assert halves.count(middle) == length * 2


def test_what_is_provisional() -> None:
    shipped = calendar()
    # GOV.UK has published bank holidays to 2028.
    assert min(shipped.provisional_years) == 2029
    assert not shipped.is_provisional(date(2026, 1, 1), date(2028, 12, 31))
    assert shipped.is_provisional(date(2028, 12, 31), date(2029, 1, 1))
    assert shipped.is_provisional(date(2029, 1, 1), date(2028, 12, 31))
    assert all(
        closure.provisional == (closure.day.year > 2028) for closure in shipped.closures
    )
    assert {one.provisional for one in shipped.explain(date(2028, 12, 29), 2)} == {False, True}


def test_a_negative_number_of_days_is_no_question() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        calendar().after(date(2026, 3, 2), -1)
    assert calendar().after(date(2026, 3, 1), 0) == date(2026, 3, 1)
