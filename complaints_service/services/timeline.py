"""A complaint's timeline: what happened, and the letters and messages about it, in one order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from complaints_service.domain.events import Event
from complaints_service.domain.rules import Rules

from .timeline_details import Detail, Readable

WRITTEN_LATER = timedelta(minutes=1)
"""What is typed in longer after it happened than this tells both times."""
OVERDUE = "overdue_"
EMAILS = {
    "sent": "Email sent: {}",
    "retrying": "Email is being tried again: {}",
    "needs_attention": "Email could not be sent: {}",
}
"""What became of the email that carries a letter; one that waits has no entry yet."""
ACTS = {
    "bounced": "Email came back: {kind}",
    "assigned": "Email not delivered, given to {to}: {kind}",
    "sent_again": "Email to be sent again: {kind}",
    "by_post": "To be posted instead of the email: {kind}",
    "posted": "Posted instead of the email: {kind}",
    "settled": "Email not delivered, seen to in another way: {kind}",
}
"""What was done about a message that did not arrive."""
NAMED = ("handler", "reviewer", "approved_by", "account")
"""The facts of an event that are one account."""
TO_WHOM = {"handler": "whoever has it", "team": "the complaints team", "manager": "the manager"}
AS = {"handler": "has it", "cover": "stands in", "team": "on its list", "manager": "manager",
      "head": "above the managers"}


@dataclass(frozen=True)
class LetterSeen:
    """The letter that an entry issued, and what became of it."""

    id: str
    kind: str
    send_by: str
    delivery: str
    outside: bool


@dataclass(frozen=True)
class Entry:
    """One thing on the timeline.

    `at` is when it happened, an aware instant; `recorded_at` is set only where it was typed in
    later. `kind` is `event`, `letter`, `reminder`, `alarm` or `act`; `seq` is the number of
    the event, the message or the act. `state` is a message's own.
    """

    at: datetime
    kind: str
    seq: int
    title: str
    type: str = ""
    by: str = ""
    role: str = ""
    recorded_at: datetime | None = None
    details: tuple[Detail, ...] = ()
    letter: LetterSeen | None = None
    state: str = ""
    overdue: bool = False

    @property
    def place(self) -> tuple[datetime, int, int]:
        """Where it stands: by when it happened, then events as they were recorded, then messages.

        Two entries never share a place, so the order is the same at each reading.
        """
        rank = {"event": 0, "act": 2}.get(self.kind, 1)
        return self.at, rank, self.seq


def timeline(
    events: Iterable[Event], letters: Iterable[Any], messages: Iterable[Any], rules: Rules,
    private: Mapping[str, Any], names: Mapping[str, str], acts: Iterable[Any] = (),
) -> tuple[Entry, ...]:
    """Return every entry, oldest first.

    `letters`, `messages` and `acts` (what was done about messages) are rows of the complaint;
    `private` the payloads by digest, `names` the people by account. Nothing is read here.
    """
    readable = Readable(rules, private, names)
    sent = {row.id: row for row in letters}
    entries = [_event(event, readable, sent) for event in events]
    entries += [made for row in messages for made in _message(row, readable, sent)]
    entries += [_act(row, readable) for row in acts]
    return tuple(sorted(entries, key=lambda one: one.place))


def accounts_in(
    events: Iterable[Event], messages: Iterable[Any], acts: Sequence[Any] = ()
) -> set[str]:
    """Return every account that a timeline names, so that all are read at once."""
    found: set[str] = {row.account for row in (*messages, *acts) if row.account}
    found.update(row.by for row in acts)
    for event in events:
        data = event.data
        found.add(event.actor)
        found.update(data[key] for key in NAMED if data.get(key))
        if event.type in ("access_restricted", "complained_of_recorded"):
            found.update(data["people"])
    return found


def _event(event: Event, readable: Readable, letters: Mapping[str, Any]) -> Entry:
    later = event.recorded_at - event.occurred_at > WRITTEN_LATER
    return Entry(
        at=event.occurred_at,
        kind="event",
        seq=event.seq,
        title=readable.title(event),
        type=event.type,
        by=readable.name(event.actor),
        role=event.role,
        recorded_at=event.recorded_at if later else None,
        details=readable.details(event),
        letter=_letter(event.data.get("letter"), event, readable, letters),
    )


def _letter(
    issued: Mapping[str, Any] | None, event: Event, readable: Readable, letters: Mapping[str, Any]
) -> LetterSeen | None:
    named = issued["id"] if issued else event.data.get("letter_id")
    row = letters.get(named) if named else None
    if row is None:
        return None
    kind = readable.label("letter_kinds", row.kind)
    return LetterSeen(row.id, kind, row.send_by, row.delivery, bool(issued and issued["outside"]))


def _message(row: Any, readable: Readable, letters: Mapping[str, Any]) -> Sequence[Entry]:
    shape = {"letter": _posted, "reminder": _reminder, "alarm": _alarm,
             "contribution": _question}.get(row.kind)
    return () if shape is None else tuple(shape(row, readable, letters))


def _posted(row: Any, readable: Readable, letters: Mapping[str, Any]) -> Iterator[Entry]:
    """The email that carries a letter, once something became of it."""
    title = EMAILS.get(row.state)
    if title is None:
        return
    letter = letters.get(row.letter)
    kind = readable.label("letter_kinds", letter.kind) if letter is not None else "Letter"
    yield Entry(row.sent_at or row.created_at, "letter", row.id, title.format(kind),
                state=row.state)


def _question(row: Any, readable: Readable, letters: Mapping[str, Any]) -> Iterator[Entry]:
    """The email that tells somebody of a question, once something became of it."""
    title = EMAILS.get(row.state)
    if title is not None:
        yield Entry(row.sent_at or row.created_at, "letter", row.id,
                    title.format(f"question {row.facts['n']}"), state=row.state)


def _reminder(row: Any, readable: Readable, letters: Mapping[str, Any]) -> Iterator[Entry]:
    facts = row.facts
    overdue = OVERDUE in facts["step"]
    to = TO_WHOM.get(facts["to"], facts["to"])
    if row.account:
        to = f"{readable.name(row.account)} ({AS.get(facts['to'], facts['to'])})"
    about = _about(facts["deadline"], row.due_on, _days_left(facts["working_days_left"]))
    email = Detail("Email", "key", row.state, group="outbox")
    when = Detail("Sent at", "moment", row.sent_at) if row.sent_at else None
    title = f"Overdue: told {to}" if overdue else f"Reminded {to}"
    yield Entry(row.created_at, "reminder", row.id, title, state=row.state,
                details=(about, email, when) if when else (about, email), overdue=overdue)


def _about(kind: str, due_on: date | None, left: str = "") -> Detail:
    return Detail("About", "due", {"kind": kind, "due_on": due_on, "left": left})


def _days_left(left: int) -> str:
    """Say how many working days are left or over."""
    if left == 0:
        return "due that day"
    count = abs(left)
    return f"{count} working {'day' if count == 1 else 'days'} {'left' if left > 0 else 'over'}"


def _act(row: Any, readable: Readable) -> Entry:
    """What was done about a message that did not arrive."""
    kind = readable.label("letter_kinds", row.letter_kind) if row.letter_kind else "message"
    to = readable.name(row.account) if row.account else ""
    said = (Detail("What was done", "words", row.note),) if row.note else ()
    return Entry(row.at, "act", row.id, ACTS[row.act].format(kind=kind, to=to), details=said,
                 by="" if row.by == "system" else readable.name(row.by))


def _alarm(row: Any, readable: Readable, letters: Mapping[str, Any]) -> Iterator[Entry]:
    """A date that cannot be worked out, because the calendar does not reach it."""
    if row.facts.get("alarm") in ("mail", "bounce"):
        return  # the contact, and what was done about the message, tell of it
    kind = row.facts.get("deadline")
    title = "A date cannot be worked out: the calendar of working days ends before it"
    yield Entry(row.created_at, "alarm", row.id, title, state=row.state,
                details=(_about(kind, row.due_on),) if kind else ())
