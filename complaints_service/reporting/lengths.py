"""Numbers of working days by row, looked up in one array instead of counted day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, Integer, bindparam, case, cast, func
from sqlalchemy.sql.elements import Grouping

from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.reporting.counts import (
    ALONE_OPEN_AT_END,
    ANSWERED_IN_PERIOD,
    END,
    OPEN_AT_END,
    Family,
    c,
    s,
)

_WORKING_DAYS: Any = bindparam("working_days", type_=ARRAY(Integer))
_CALENDAR_STARTS: Any = bindparam("calendar_starts", type_=Date)


@lru_cache(maxsize=4)
def working_days_until(calendar: WorkingCalendar) -> list[int]:
    """How many working days had passed by each day that the calendar knows; made once."""
    counts = [0]
    first = calendar.first_day.toordinal()
    for ordinal in range(first + 1, calendar.last_day.toordinal() + 1):
        counts.append(counts[-1] + calendar.is_working(date.fromordinal(ordinal)))
    return counts


def _working_days(start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[Any]:
    """Working days in (start, end]; None outside the years that the calendar knows."""

    def upto(day: ColumnElement[Any]) -> ColumnElement[Any]:
        place: ColumnElement[Any] = day.op("-", return_type=Integer())(_CALENDAR_STARTS)
        # PostgreSQL subscripts nothing but a name or something in brackets.
        return Grouping(cast(_WORKING_DAYS, ARRAY(Integer)))[place + 1]

    return upto(end) - upto(start)


@dataclass(frozen=True)
class Days:
    """A number of working days by row; `counted` maps a kind of days to the count of its rows.

    No row is of two kinds, so one column is enough.
    """

    counted: Mapping[str, str]
    length: ColumnElement[Any]


_AGE = _working_days(c.received_on, END)
LENGTHS: Mapping[Family, Days] = {
    Family.STAGE_1: Days(
        {"answer": "stage_1_answered", "age": "stage_1_open"},
        case(
            (
                ANSWERED_IN_PERIOD,
                _working_days(func.coalesce(s.acknowledged_on, s.acknowledge_by), s.responded_on),
            ),
            (OPEN_AT_END, _AGE),
        ),
    ),
    Family.STAGE_2: Days({"age": "stage_2_open_alone"}, case((ALONE_OPEN_AT_END, _AGE))),
}
