"""The bank holidays that the statute alone gives, against which a list of closures is checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from complaints_service.domain.calendar import WorkingCalendar

_MONDAY, _SATURDAY = 0, 5

# Proclamations that moved a holiday away from its day: its statutory day was worked.
MOVED_BY_PROCLAMATION = frozenset({date(2020, 5, 4), date(2022, 5, 30)})


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar.

    Source: the Calendar (New Style) Act 1750; computed by the paschal full moon of the golden
    number and century.
    """
    golden, century = year % 19, year // 100
    # How far the epact of the century has moved, by the solar and the lunar correction.
    epact = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    full_moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + full_moon + 2 - century + century // 4) % 7
    march_day = full_moon - weekday + 28
    return date(year, 3, 1) + timedelta(days=march_day - 1)


def statutory_holidays(year: int, nation: str) -> dict[date, str]:
    """Return the days of `year` closed in `nation` without any special proclamation.

    Substitute days stand in place of weekend days. `nation` is england-and-wales, scotland or
    northern-ireland. Source: Banking and Financial Dealings Act 1971, Schedule 1, and the
    yearly proclamations (New Year's Day, the early May holiday).
    """
    easter = easter_sunday(year)
    days = {
        easter - timedelta(days=2): "Good Friday",
        _nth_monday(year, 5, 1): "Early May bank holiday",
        _last_monday(year, 5): "Spring bank holiday",
    }
    if nation == "scotland":
        days[_nth_monday(year, 8, 1)] = "Summer bank holiday"
        _substituted(days, [(date(year, 11, 30), "St Andrew's Day")])
        new_year = [(date(year, 1, 1), "New Year's Day"), (date(year, 1, 2), "2nd January")]
    else:
        days[easter + timedelta(days=1)] = "Easter Monday"
        days[_last_monday(year, 8)] = "Summer bank holiday"
        new_year = [(date(year, 1, 1), "New Year's Day")]
    if nation == "northern-ireland":
        _substituted(days, [(date(year, 3, 17), "St Patrick's Day")])
        _substituted(days, [(date(year, 7, 12), "Battle of the Boyne (Orangemen's Day)")])
    _substituted(days, new_year)
    _substituted(days, [(date(year, 12, 25), "Christmas Day"), (date(year, 12, 26), "Boxing Day")])
    return days


def missing_holidays(calendar: WorkingCalendar) -> tuple[tuple[date, str], ...]:
    """Return the statutory holidays that the calendar counts as working days, in order.

    Holidays known to have been moved by proclamation are not expected on their old day.
    """
    years = range(calendar.first_day.year, calendar.last_day.year + 1)
    expected = (
        (day, name)
        for year in years
        for day, name in sorted(statutory_holidays(year, calendar.nation).items())
    )
    return tuple(
        (day, name)
        for day, name in expected
        if day not in MOVED_BY_PROCLAMATION and calendar.is_working(day)
    )


def _substituted(days: dict[date, str], holidays: Iterable[tuple[date, str]]) -> None:
    """Add each holiday, or the next free weekday where it falls on a weekend."""
    fixed = list(holidays)
    for day, name in fixed:
        if day.weekday() < _SATURDAY:
            days[day] = name
    for day, name in fixed:
        if day.weekday() >= _SATURDAY:
            substitute = day
            while substitute.weekday() >= _SATURDAY or substitute in days:
                substitute += timedelta(days=1)
            days[substitute] = f"{name} (substitute day)"


def _nth_monday(year: int, month: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(_MONDAY - first.weekday()) % 7 + 7 * (n - 1))


def _last_monday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=last.weekday())
