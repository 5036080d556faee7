"""Why rows of a register are not taken, told without anybody's personal data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from complaints_service.content.register.columns import DATES
from complaints_service.content.register.imported_extensions import further_days
from complaints_service.content.register.rows import Refused, RegisterRow, UnknownValue
from complaints_service.content.register.steps import ImportRules
from complaints_service.domain.calendar import CalendarEnds
from complaints_service.domain.clocks import stage_dates
from complaints_service.domain.personal_data import screen

PERSONAL = frozenset({
    "complainant", "first_name", "last_name", "email", "phone", "address", "postcode", "handler",
    "description", "notes", "lessons",
})  # fmt: skip
HIDDEN = "(not shown)"
_QUOTED = re.compile("“[^”]*”")
_DATE_WORDS = frozenset({
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon",
    "tue", "wed", "thu", "fri", "sat", "sun", "st", "nd", "rd", "th", "am", "pm", "t", "z", "gmt",
    "bst", "utc", "at", "of", "w", "c", "tbc", "tba", "n", "a", "na", "no", "yes",
})  # fmt: skip
_LONG_FORM = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)"
    r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember|s|day|sday|nesday|rs|rsday|urday)?"
)
_ANOTHER_NUMBER = re.compile(r"[+(]?[\d\s()]{9,}")


def without_personal_data(refused: Refused, spelled: Mapping[str, str]) -> Refused:
    """Return a refusal that may be shown: a value that may be a person's own is left out.

    `spelled` gives each column's heading. Cells that have moved out of their columns may hold
    anything.
    """
    column = next((one for one, heading in spelled.items() if heading == refused.field), "")
    if not refused.value or _may_show(column, refused.value):
        return refused
    why = _QUOTED.sub("What stands there", refused.why)
    return replace(refused, value=HIDDEN, why=why)


def _may_show(column: str, value: str) -> bool:
    if column in PERSONAL or not column:
        return False
    return _is_like_a_date(value) if column in DATES else not screen({column: value}).blocked


def _is_like_a_date(value: str) -> bool:
    words = re.findall(r"[^\W\d_]+", value.casefold())
    known = all(word in _DATE_WORDS or _LONG_FORM.fullmatch(word) for word in words)
    return known and _ANOTHER_NUMBER.fullmatch(value) is None


def without_personal_words(unknown: UnknownValue) -> UnknownValue:
    """Return a word that no vocabulary has, left out where it may be a person's own."""
    if screen({unknown.field: unknown.value}).blocked:
        return replace(unknown, value=HIDDEN)
    return unknown


def outside_calendar(
    row: RegisterRow, rules: ImportRules, spelled: Mapping[str, str]
) -> Refused | None:
    """Return why a row is refused whose clocks run in years without known bank holidays."""
    starts = (("received", row.stage_1), ("stage_2_requested", row.stage_2))
    for number, (column, stage) in enumerate(starts, 1):
        if stage.started is None:
            continue
        limits = rules.stage_1 if number == 1 else rules.stage_2
        try:
            stage_dates(stage.started, stage.acknowledged, 0, limits, rules.calendar)
        except CalendarEnds:
            return _unknown_year(row, column, stage.started, rules, spelled)
        try:
            further_days(number, stage, rules)
        except CalendarEnds:
            column, day = f"stage_{number}_extended_to", stage.extended_to or stage.started
            return _unknown_year(row, column, day, rules, spelled)
    return None


def _unknown_year(
    row: RegisterRow, column: str, day: date, rules: ImportRules, spelled: Mapping[str, str]
) -> Refused:
    calendar = rules.calendar
    return Refused(
        row.line,
        spelled.get(column, column),
        day.strftime("%d/%m/%Y"),
        f"The calendar knows the bank holidays of {calendar.first_day.year} to "
        f"{calendar.last_day.year} only, so no due date can be counted from this day; add that "
        "year's bank holidays to the calendar, or leave the row out.",
    )
