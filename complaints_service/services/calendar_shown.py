"""The calendar in force as a page shows it: the days to come, how far it is known, and ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from complaints_service.content.reminders import load_reminders
from complaints_service.domain.calendar import Closure
from complaints_service.persistence import calendars
from complaints_service.persistence.database import db

from .actors import Actor
from .organisations import organisations
from .rules_in_use import latest_rules

AHEAD = timedelta(days=550)


@dataclass(frozen=True)
class CalendarShown:
    """`closures` are those from today on, `provisional` the years not yet proclaimed.

    `days_left` are the days until the last proclaimed one; `warns` that they are few. `ours` are
    the days on which the reader's council itself is closed: they move no Code's date.
    """

    version: str
    closures: tuple[Closure, ...]
    provisional: frozenset[int]
    proclaimed_to: date
    days_left: int
    warns: bool
    ours: Mapping[date, str]
    recounting: bool


def calendar_shown(today: date, by: Actor) -> CalendarShown:
    """Return the calendar of England and Wales on which every Code clock runs."""
    calendar = latest_rules().calendar
    last_year = min(calendar.provisional_years, default=calendar.last_day.year + 1) - 1
    proclaimed_to = date(last_year, 12, 31)
    left = (proclaimed_to - today).days
    return CalendarShown(
        version=calendar.version,
        closures=tuple(one for one in calendar.closures if today <= one.day <= today + AHEAD),
        provisional=calendar.provisional_years,
        proclaimed_to=proclaimed_to,
        days_left=left,
        warns=left < load_reminders().calendar_notice_days,
        ours=_closed_days(by, today),
        recounting=calendars.unfinished(db.session()),
    )


def _closed_days(by: Actor, today: date) -> dict[date, str]:
    days = {
        date.fromisoformat(one["day"]): str(one["name"])
        for council in organisations() if by.organisation in (None, council.key)
        for one in council.settings.get("closed_days") or ()
    }
    return {day: days[day] for day in sorted(days) if day >= today}
