"""What is mine: what I have to do next as handler, reviewer or owner, and what I did lately."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from complaints_service.domain.calendar import CalendarEnds
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import ACKNOWLEDGE, RESPOND, Deadline, deadlines_of
from complaints_service.domain.decide.people import lead_complainant
from complaints_service.domain.london import london_date
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import Sealed
from complaints_service.domain.stage_view import calendar_of
from complaints_service.persistence.queries import file_lists, own_work
from complaints_service.persistence.snapshots import from_json

from .actors import Actor
from .open_commands import open_commands
from .reveal import Reveal
from .rules_in_use import rules
from .visibility import visible_clause

MOST_FILES = 100
MOST_DONE = 10
LATELY = timedelta(days=30)
ONE_LINE = 110
DONE_EVENTS = ("acknowledged", "stage_1_responded", "stage_2_acknowledged", "stage_2_responded",
               "extended", "remedy_completed")

_FIRST_STEP = {ACKNOWLEDGE[0]: "acknowledge", RESPOND[0]: "respond_stage_1",
               ACKNOWLEDGE[1]: "acknowledge_stage_2", RESPOND[1]: "respond_stage_2"}


@dataclass(frozen=True)
class Duty:
    """One thing to do on a complaint.

    `who` complains (None: no name on file), `what` is the matter in one line, `kind` and `item`
    name the deadline. `days_left` counts working days after today up to `due_on`, negative after
    it, None where the calendar does not know. `command` does it; None where another must act
    first. `promised_by` is the date that the complainant was told for an overdue answer.
    """

    ref: str
    who: str | None
    what: str
    kind: str
    item: str
    due_on: date | None
    overdue: bool
    days_left: int | None
    command: str | None
    version: int
    promised_by: date | None = None
    covers: str | None = None
    """The name of the colleague who is away, where it is theirs."""


@dataclass(frozen=True)
class Done:
    """Something that I did: the event's type and when it was recorded (aware)."""

    ref: str
    who: str | None
    what: str
    event: str
    at: datetime


@dataclass(frozen=True)
class MyWork:
    """What I have to do, what breaks first first, and what I did lately, latest first."""

    duties: tuple[Duty, ...]
    done: tuple[Done, ...]
    more: bool
    """There is more than is shown."""


def my_work(by: Actor, now: datetime) -> MyWork:
    """Return the work of `by` as it stands at `now` (aware)."""
    visible = visible_clause(by)
    rows = own_work.open_files(sorted(by.stands_for), visible, limit=MOST_FILES + 1)
    finished = own_work.recently_done(
        by.id, visible, DONE_EVENTS, now - LATELY, limit=MOST_DONE)
    files = {row.ref: from_json(row.snapshot) for row in (*rows[:MOST_FILES], *finished)}
    reveal = _reveal(list(files), london_date(now), file_lists.names(by.covers))
    duties = [
        duty for row in rows[:MOST_FILES] for duty in duties_of(files[row.ref], by, reveal)
    ]
    done = [
        Done(row.ref, _who(files[row.ref], reveal), _what(files[row.ref], reveal), row.type,
             row.recorded_at)
        for row in finished
    ]
    duties.sort(key=lambda one: (one.due_on or date.max, one.ref, one.kind, one.item))
    return MyWork(tuple(duties), tuple(done), len(rows) > MOST_FILES)


def _reveal(refs: Sequence[str], today: date, covered: dict[str, str]) -> Reveal:
    """What makes files readable; of accounts only the names of those who are covered."""
    texts = file_lists.payloads(refs) if refs else {}
    private = {digest: json.loads(text) for digest, text in texts.items()}
    return Reveal(rules(), private, covered, today)


_KEPT_BY = {"remedy": "complete_remedy", "promised_update": "record_contact",
            "new_date_to_tell": "tell_new_date"}
"""Promises, and dates to be told, by the command that keeps them."""


def duties_of(complaint: Complaint, by: Actor, reveal: Reveal) -> Iterator[Duty]:
    """Yield what `by` has to do on a complaint: the next step of a stage that is theirs, and each
    promise that they own."""
    allowed = open_commands(complaint, by, reveal.rules, reveal.today)
    for deadline in deadlines_of(complaint, reveal.rules):
        if not deadline.open or deadline.owner not in by.stands_for:
            continue
        if deadline.kind in _FIRST_STEP:
            if _waits_for_another(complaint, deadline):
                continue
            command = _step(complaint, deadline, allowed)
        elif deadline.kind in _KEPT_BY:
            command = _KEPT_BY[deadline.kind]
            command = command if command in allowed else ""
        else:
            continue
        yield _duty(complaint, deadline, command or None, reveal)


def _waits_for_another(complaint: Complaint, deadline: Deadline) -> bool:
    """An answer is no step yet while its acknowledgement has not been made."""
    if deadline.kind not in RESPOND:
        return False
    record = complaint.stage_record(_stage(deadline))
    return record.ack_letter is None and record.acknowledged_at is None and not record.answered


def _stage(deadline: Deadline) -> int:
    return 1 if deadline.kind in (ACKNOWLEDGE[0], RESPOND[0]) else 2


def _step(complaint: Complaint, deadline: Deadline, allowed: Sequence[str]) -> str:
    """The command that brings the deadline nearer: making the letter, or saying that it left."""
    first = _FIRST_STEP[deadline.kind]
    if first in allowed:
        return first
    record = complaint.stage_record(_stage(deadline))
    made = record.response_letter if deadline.kind in RESPOND else record.ack_letter
    letter = complaint.letter(made)
    waits = letter is not None and letter.awaiting_post
    return "record_dispatch" if waits and "record_dispatch" in allowed else ""


def _duty(
    complaint: Complaint, deadline: Deadline, command: str | None, reveal: Reveal
) -> Duty:
    record = complaint.stage_record(_stage(deadline))
    return Duty(
        ref=complaint.ref,
        who=_who(complaint, reveal),
        what=_promise(complaint, deadline, reveal) or _what(complaint, reveal),
        kind=deadline.kind,
        item=deadline.item,
        due_on=deadline.due_on,
        overdue=deadline.overdue(reveal.today),
        days_left=working_days_left(complaint, deadline.due_on, reveal.rules, reveal.today),
        command=command,
        version=complaint.version,
        promised_by=record.promised_by if deadline.kind in RESPOND else None,
        covers=reveal.accounts.get(deadline.owner or ""),
    )


def _promise(complaint: Complaint, deadline: Deadline, reveal: Reveal) -> str | None:
    if deadline.kind != "remedy":
        return None
    remedy = complaint.remedy(int(deadline.item))
    return one_line(reveal.value(remedy.description)) if remedy else None


def working_days_left(
    complaint: Complaint, due_on: date | None, in_use: Rules, today: date
) -> int | None:
    """Count the working days after `today` up to `due_on`; None where no calendar knows them."""
    if due_on is None:
        return None
    try:
        return calendar_of(complaint, in_use).working_days_between(today, due_on)
    except CalendarEnds:
        return None


def _who(complaint: Complaint, reveal: Reveal) -> str | None:
    """The lead complainant's name and how many others there are; None where none is on file."""
    person = lead_complainant(complaint) or complaint.representative
    details = (reveal.value(person.details) if person else None) or {}
    name: str | None = details.get("name")
    others = len(complaint.complainants) - 1
    if not name or others < 1:
        return name
    return f"{name} and {others} other{'s' if others > 1 else ''}"


def _what(complaint: Complaint, reveal: Reveal) -> str:
    said: Sealed | None = complaint.definition or complaint.description
    return one_line(reveal.value(said))


def one_line(text: Any, longest: int = ONE_LINE) -> str:
    """Return the beginning of a text in one line of at most `longest` characters, cut at a word."""
    line = " ".join(str(text or "").split())
    if len(line) <= longest:
        return line
    return f"{line[:longest - 2].rsplit(' ', 1)[0]} …"
