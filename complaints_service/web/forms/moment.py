"""When something happened, for what may be told later than it did: a date and a time, or now."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time

from werkzeug.datastructures import MultiDict

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.domain.london import LONDON, instant_on, london_date
from complaints_service.services.errors import FieldError, InvalidCommand
from complaints_service.web.forms.dates import written_day
from complaints_service.web.forms.model import Form, FormField
from complaints_service.web.forms.paths import PARTS_OF_DATE, printable
from complaints_service.web.forms.shapes import shapes

NAME, OUTSIDE = "occurred_at", "sent_outside"
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))? ?(am|pm)?")
_DATED = "When did this happen?"
_OUTSIDE = "When was the letter sent?"


def with_moment(
    form: Form, command: str, posted: MultiDict[str, str] | None = None, *,
    officer: bool = False,
) -> Form:
    """Return the form with the question when it happened, where the command may be dated back.

    To an `officer` it is asked of letters too, beside how they left by other means. `posted` fills
    it with what was typed.
    """
    dated = command in COMMANDS and COMMANDS[command].dated
    if command == "record_dispatch" or not (dated or (officer and _sends(form.kind))):
        return form
    if dated:
        asked = _asked(_DATED, "Leave it empty where it happened just now.", posted)
        return replace(form, fields=(*form.fields, asked))
    asked = _asked(_OUTSIDE, "Leave it empty where it was just now.", posted)
    return replace(form, fields=tuple(
        replace(one, parts=(*one.parts, asked)) if one.name == OUTSIDE else one
        for one in form.fields
    ))


def _asked(label: str, hint: str, posted: MultiDict[str, str] | None) -> FormField:
    return FormField(NAME, NAME, label, hint, "moment", parts=_parts(posted))


def read_moment(posted: MultiDict[str, str], now: datetime) -> datetime | None:
    """Return the aware instant that was typed as London time; None where nothing was.

    A day without a time is its noon, or now where that is earlier. Raises `InvalidCommand` for
    what is no date or time, and for what has not come yet.
    """
    typed = [posted.get(f"{NAME}.{part}", "").strip() for part in PARTS_OF_DATE]
    hour = posted.get(f"{NAME}.time", "").strip()
    if not any(typed):
        if hour:
            raise _fault("has a time but no date; give the day too")
        return None
    on = _day(typed)
    if on > london_date(now):
        raise _fault(f"is {on.isoformat()}, which has not come yet; give the day it happened")
    moment = instant_on(on, not_after=now) if not hour else _at(on, hour)
    if moment > now:
        raise _fault(f"is today at {hour}, which has not come yet; give the time it happened")
    return moment


def _sends(kind: type) -> bool:
    return any(one.name == OUTSIDE for one in shapes(kind))


def _parts(posted: MultiDict[str, str] | None) -> tuple[FormField, ...]:
    names = (*PARTS_OF_DATE, "time")
    return tuple(
        FormField(f"{NAME}.{part}", f"{NAME}-{part}", part.capitalize(), "", "part_of_date",
                  printable(posted.get(f"{NAME}.{part}", "")) if posted else "")
        for part in names
    )


def _day(typed: list[str]) -> date:
    written = written_day(*typed)
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise _fault(f"is “{written[:40]}”, which is no date; give a day, a month and a year in "
                     "four figures, such as 29 12 2026") from None


def _at(on: date, typed: str) -> datetime:
    found = _TIME.fullmatch(typed.lower())
    hour = int(found[1]) if found else 24
    if found and found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0) if 1 <= hour <= 12 else 24
    minute = int(found[2] or 0) if found else 0
    if hour > 23 or minute > 59:
        raise _fault(f"has the time “{typed[:40]}”; write it as 14:30 or 2:30pm")
    return datetime.combine(on, time(hour, minute), tzinfo=LONDON).astimezone(UTC)


def _fault(detail: str) -> InvalidCommand:
    return InvalidCommand((FieldError(NAME, "bad_moment", f"'{NAME}' {detail}."),))
