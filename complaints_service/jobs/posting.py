"""Hands one claimed message over: finds its recipient, words it, and speaks to the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from complaints_service.domain.london import LONDON, london_date, read_instant
from complaints_service.jobs.emails import email
from complaints_service.jobs.outbox_rows import Claimed
from complaints_service.jobs.recipients import Recipient, code_recipient, recipient_of
from complaints_service.jobs.smtp import Conversation, Deferred, Refused
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.crash_points import crash_point
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services import tracking

_MOST_LINES = 30
_HEADINGS = {"overdue": "Overdue", "today": "Due today", "soon": "Due soon"}


class NothingToSend(Exception):
    """The message is void: a code that has run out, or that was asked for in vain."""


def post(
    claimed: Claimed, surroundings: Surroundings, conversation: Conversation | None, now: datetime
) -> None:
    """Bring one message on its way; a letter in the portal has arrived as soon as it is there.

    Raises Deferred, Refused or NothingToSend.
    """
    if claimed.by_portal:
        return
    if conversation is None:
        raise Deferred("no mail server")
    with transaction() as session:
        recipient = _recipient(session, claimed, surroundings, london_date(now))
        carried = session.connection().execute(
            select(OutboxRow.kind, OutboxRow.ref, OutboxRow.due_on, OutboxRow.late, OutboxRow.facts,
                   OutboxRow.account)
            .where(OutboxRow.id.in_(claimed.carried))
            .order_by(OutboxRow.due_on, OutboxRow.ref, OutboxRow.id)
        ).all()
    if recipient is None:
        raise Refused("no address to send it to")
    words = (
        digest_words(carried, surroundings, london_date(now))
        if claimed.kind == "digest"
        else _words(claimed, recipient, surroundings)
    )
    sender = recipient.sender or f"no-reply@{surroundings.host}"
    message = email(
        claimed.kind, words, recipient=recipient.address,
        sender=(recipient.organisation or "Complaints", sender),
        message_id=claimed.message_id, now=now,
    )
    conversation.send(message, sender, recipient.address)
    crash_point("after_smtp_accept")


def _recipient(
    session: Session, claimed: Claimed, surroundings: Surroundings, today: date
) -> Recipient | None:
    if claimed.kind != tracking.KIND:
        return recipient_of(session, claimed, today)
    found = tracking.addressee(session, claimed.facts["code"], surroundings.secret)
    if found is None:
        raise NothingToSend
    return code_recipient(session, found, today)


def _words(
    claimed: Claimed, recipient: Recipient, surroundings: Surroundings
) -> dict[str, Any]:
    if claimed.kind == tracking.KIND:
        return {
            "code": tracking.code_of(claimed.facts["code"], surroundings.secret),
            "minutes": int(tracking.LIFE.total_seconds() // 60),
            "link": f"{surroundings.base_url}/track",
            "organisation": recipient.organisation,
        }
    return {
        "ref": claimed.ref or "your complaint",
        "link": f"{surroundings.base_url}/track",
        "organisation": recipient.organisation,
    }


@dataclass(frozen=True)
class Line:
    """One date in a digest."""

    ref: str | None
    what: str
    due_on: str
    late: bool
    link: str | None


@dataclass(frozen=True)
class Group:
    """The dates of one urgency, and how many more there are than are listed."""

    heading: str
    lines: tuple[Line, ...]
    more: int


def digest_words(
    carried: Iterable[Row[Any]], surroundings: Surroundings, today: date
) -> dict[str, Any]:
    """Return what a digest of these rows says on `today`: each date once, the most urgent first."""
    rows = list(carried)
    dates = {
        (row.ref, row.facts["deadline"], row.facts["item"], row.due_on): row
        for row in rows if row.kind == "reminder"
    }
    lines = {
        urgency: [_line(row, surroundings) for row in dates.values()
                  if _urgency(row.due_on, today) == urgency]
        for urgency in _HEADINGS
    }
    notices = tuple(_notices((row for row in rows if row.kind == "alarm"), surroundings))
    counts = [(len(found), _HEADINGS[urgency].lower()) for urgency, found in lines.items() if found]
    if notices:
        counts.append((len(notices), "notice" if len(notices) == 1 else "notices"))
    return {
        "summary": ", ".join(f"{count} {what}" for count, what in counts) or "nothing due",
        "groups": tuple(
            Group(_HEADINGS[urgency], tuple(found[:_MOST_LINES]), max(0, len(found) - _MOST_LINES))
            for urgency, found in lines.items() if found
        ),
        "notices": notices,
        "worklist": f"{surroundings.base_url}/officer/",
    }


def _urgency(due_on: date, today: date) -> str:
    if due_on < today:
        return "overdue"
    return "today" if due_on == today else "soon"


def _line(row: Row[Any], surroundings: Surroundings) -> Line:
    kind = row.facts["deadline"]
    hidden = row.facts.get("restricted") and not row.account
    return Line(
        ref=None if hidden else row.ref,
        what=surroundings.reminders.words.get(kind, kind.replace("_", " ").capitalize()),
        due_on=_day(row.due_on),
        late=row.late,
        link=None if hidden else f"{surroundings.base_url}/complaints/{row.ref}",
    )


def _notices(rows: Iterable[Row[Any]], surroundings: Surroundings) -> Iterator[str]:
    unknown: Counter[str] = Counter()
    for row in rows:
        facts = row.facts
        if facts["alarm"] == "calendar_unknown":
            unknown["a restricted complaint" if facts.get("restricted") else row.ref] += 1
        elif facts["alarm"] == "calendar_ends":
            yield (
                f"The calendar of working days ends on {_day(date.fromisoformat(facts['on']))}. "
                "Dates after it cannot be worked out until its bank holidays are added."
            )
        else:
            yield (
                f"The worker did nothing from {_moment(facts['from'])} to "
                f"{_moment(facts['until'])}. Everything that fell due meanwhile has been done "
                "now; no date moved."
            )
    if unknown:
        names = ", ".join(sorted(unknown)[:_MOST_LINES])
        yield (
            f"{unknown.total()} dates cannot be worked out, because the calendar of working days "
            f"does not reach them: {names}. Add the bank holidays of that year."
        )


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _moment(text: str) -> str:
    local = read_instant(text).astimezone(LONDON)
    return f"{_day(local.date())}, {local:%H:%M}"
