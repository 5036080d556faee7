"""Takes in messages that come by email: kept first, then sorted, each once whatever goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from complaints_service import clock, logs
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.queries import inbound
from complaints_service.persistence.transaction import transaction
from complaints_service.services.actors import Actor, system
from complaints_service.services.delivery_failures import bounced
from complaints_service.services.errors import Busy, Forbidden, InProgress, InvalidCommand, NotFound
from complaints_service.services.holders import tell
from complaints_service.services.references import new_id

from .incoming import LARGEST, Incoming, incoming
from .joining import contact_from, keep_files
from .matching import Match, council_of, match, ours
from .sorting import Kind, kind_of

LONGEST_ON_THE_WAY = timedelta(days=14)
"""How long before now our server's own line may say that a message arrived."""
_AGAIN_AFTER = timedelta(minutes=2)
_MOST_AGAIN = 100
_REFUSED = (Refusal, InvalidData, InvalidCommand, NotFound, Forbidden)

_log = logs.logger(__name__)


@dataclass(frozen=True)
class Taken:
    """What became of a message: where it lies, why, and the complaint that it was put with.

    `id` is None for one that we had already.
    """

    id: str | None
    place: str
    why: str
    ref: str | None = None


def take_in(raw: bytes, *, arrived_at: datetime | None = None) -> Taken:
    """Keep one message and sort it. Never raises for anything in it.

    `arrived_at` is when it reached our server, where that is known otherwise than from the line
    that the server wrote on top; its own Date header is never believed. Once this returns, the
    message is kept, and will be sorted even where sorting it was cut short.
    """
    now, message = clock.now(), incoming(raw)
    mail_id = new_id()
    with transaction() as session:
        councils = inbound.councils(session)
        kept = inbound.keep(session, {
            "id": mail_id, "digest": message.digest, "place": "received", "why": "new",
            "organisation": council_of(message, councils), "suggested": [],
            "received_at": _arrival(message, arrived_at, now), "recorded_at": now,
            "size": len(raw), "raw": raw[:LARGEST], "shown": message.shown(),
        })
    if not kept:
        return Taken(None, "duplicate", "had_already")
    _log.info("mail_received", mail=mail_id, size=len(raw), whole=message.whole)
    return sort_one(mail_id, message)


def _arrival(message: Incoming, told: datetime | None, now: datetime) -> datetime:
    """When it reached us: as we were told, else as our server wrote, else now."""
    moment = told or message.received_at
    if moment is None or not now - LONGEST_ON_THE_WAY <= moment <= now:
        return now if told is None or told > now else told
    return moment


def sort_left_over(now: datetime) -> int:
    """Sort what was kept and not sorted, for whoever kept it died meanwhile; return how many."""
    with transaction() as session:
        left = inbound.unsorted(session, now - _AGAIN_AFTER, _MOST_AGAIN)
    for mail_id in left:
        sort_one(mail_id)
    return len(left)


def sort_one(mail_id: str, message: Incoming | None = None) -> Taken:
    """Sort one message that is kept; does nothing to one that is sorted already.

    Where the complaint is busy it stays as it is, and is sorted later.
    """
    with transaction() as session:
        row = inbound.held(session, mail_id, lock=True)
        if row is None or row.place != "received":
            return _as_it_lies(row)
        message = message or incoming(inbound.raw(session, mail_id) or b"")
        kind = kind_of(message, ours(inbound.councils(session)))
        found = match(session, message)
        if kind != "person" or found.ref is None:
            return _put(session, row, kind, message, found)
    return _joined(row, message, found)


def _as_it_lies(row: Any) -> Taken:
    return Taken(row.id, row.place, row.why, row.ref) if row else Taken(None, "gone", "gone")


def _put(session: Session, row: Any, kind: Kind, message: Incoming, found: Match) -> Taken:
    """Lay a message where a person finds it, or where nobody need look."""
    place, why = _place(kind, message, found)
    about = found.ref or next(iter(found.suggested), None)
    if kind == "bounce" and found.answers is not None:
        bounced(session, found.answers, message.report.status if message.report else "",
                clock.now())
    inbound.put(
        session, row.id, place=place, why=why, answers=found.answers,
        ref=about if place in ("bounce", "parked") and found.answers is not None else None,
        suggested=list(found.suggested or ([found.ref] if found.ref else [])),
    )
    _log.info("mail_sorted", mail=row.id, place=place, why=why)
    return Taken(row.id, place, why)


def _place(kind: Kind, message: Incoming, found: Match) -> tuple[str, str]:
    match kind:
        case "bounce":
            return ("triage", "bounce_unknown") if found.answers is None else ("bounce", "bounce")
        case "person":
            return "triage", found.why if message.whole else "unreadable"
        case "automatic" if found.answers is not None and _from_a_server(message):
            return "triage", "maybe_bounce"
        case _:
            return "parked", kind


def _from_a_server(message: Incoming) -> bool:
    return message.sender.partition("@")[0] in ("mailer-daemon", "postmaster")


def _joined(row: Any, message: Incoming, found: Match) -> Taken:
    """Put an answer with its complaint, as a contact whose sender nobody has checked."""
    ref, by = str(found.ref), system()
    try:
        seq = contact_from(row, message, ref, by, proved=True)
    except (Busy, InProgress):
        return Taken(row.id, "received", "busy")
    except _REFUSED as error:
        with transaction() as session:
            inbound.put(session, row.id, place="triage", why="refused", answers=found.answers,
                        suggested=[ref])
        _log.warning("mail_not_joined", mail=row.id, ref=ref, error=type(error).__name__)
        return Taken(row.id, "triage", "refused")
    keep_files(row.id, message, ref, by)
    _told(row, ref, seq, found, by)
    return Taken(row.id, "joined", "reply", ref)


def _told(row: Any, ref: str, seq: int, found: Match, by: Actor) -> None:
    now = clock.now()
    with transaction() as session:
        inbound.put(session, row.id, place="joined", why="reply", ref=ref, seq=seq,
                    answers=found.answers, suggested=[], decided_at=now, decided_by=by.id)
        tell(session, f"mail:{row.id}", ref, "mail", now)
    _log.info("mail_sorted", mail=row.id, place="joined", why="reply")
