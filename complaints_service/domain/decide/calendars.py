"""Decisions about calendars: a complaint comes under another one, and the new dates are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from complaints_service.domain.calendar import CalendarEnds
from complaints_service.domain.commands.stage_1 import TellNewDate
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import NewEvent
from complaints_service.domain.recounting import DateChange, changed_dates, dates_waiting
from complaints_service.domain.refusals import Refusal
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import private

from .context import Context, Decision, event
from .letters import letter, outside_data
from .wording import blank

STARTS_A_CLOCK = frozenset({
    "accept", "acknowledge", "extend", "notify_delay", "request_stage_2", "acknowledge_stage_2",
    "record_dispatch", "record_ombudsman_instruction", "correct_fact", "reopen",
})
"""Commands after which dates are counted anew: they are counted on the latest calendar."""
DAYS_TO_TELL = 2
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")


def rules_moved(
    complaint: Complaint, rules: Rules, at: datetime, changes: Iterable[DateChange],
    letters: Iterable[Mapping[str, str]] = (), tell_by: date | None = None,
) -> NewEvent:
    """The event by which a complaint comes under the latest calendar.

    `letters` are {id, kind} of those already sent that name the old date of a deadline.
    """
    return NewEvent("rules_moved", {
        "calendar_version": rules.calendar.version,
        "from": complaint.rules.calendar_version,
        "dates": [
            {"kind": one.kind, "item": one.item, "before": _written(one.before),
             "after": _written(one.after)}
            for one in changes
        ],
        "letters": [dict(one) for one in letters],
        "tell_by": _written(tell_by),
    }, at)


def caught_up(name: str, complaint: Complaint, rules: Rules, at: datetime) -> NewEvent | None:
    """What comes before a command that starts a clock on a complaint which a newer calendar left
    where it was, for it moved no date of it; None where it is up to date."""
    current = rules.calendar.version
    if name not in STARTS_A_CLOCK or complaint.rules.calendar_version == current:
        return None
    return rules_moved(complaint, rules, at, changed_dates(complaint, rules, current))


def last_day_to_tell(changes: Iterable[DateChange], today: date, rules: Rules) -> date:
    """Two working days on, but never after the date that letters named, nor before today."""
    named = [one.before for one in changes if one.before is not None]
    try:
        soon = rules.calendar.after(today, DAYS_TO_TELL)
    except CalendarEnds:
        soon = today
    return max(today, min([soon, *named]))


def tell_new_date(complaint: Complaint, command: TellNewDate, context: Context) -> Decision:
    """Letters named a date that a new calendar has moved: say so, and the date that now stands."""
    waiting = dates_waiting(complaint)
    if not waiting:
        raise Refusal("not_allowed", "no letter names a date that a new calendar has moved since; "
                      "there is nothing to put right")
    said = [_sentence(one.kind, one.was, one.now) for one in waiting]
    if not blank(command.words):
        said.append(str(command.words).strip())
    plan = letter(complaint, command, context, "update",
                  waiting[0].stage, explanation="\n\n".join(said))
    happened = event(context, "new_date_told", kinds=[one.kind for one in waiting],
                     words=private(command.words), sent_outside=outside_data(command))
    return Decision((happened.sending(plan),))


def _sentence(kind: str, was: date, now: date | None) -> str:
    what = "our acknowledgement" if kind.endswith("_acknowledge") else "our answer"
    stage = "stage 1" if "stage_1" in kind else "stage 2"
    until = "a date that we will tell you" if now is None else _in_words(now)
    return (
        f"We told you that you would have {what} at {stage} by {_in_words(was)}. The list of bank "
        f"holidays has changed since then, and the date is now {until}."
    )


def _in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _written(day: Any) -> str | None:
    return None if day is None else day.isoformat()
