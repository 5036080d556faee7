"""The outbox's rows from claim to mark: who may work on which, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, delete, false, func, or_, select, update
from sqlalchemy.orm import Session

from complaints_service.jobs.digests import CARRIED
from complaints_service.jobs.emails import message_id_of
from complaints_service.persistence.models.message import LetterRow, OutboxRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services.deliveries import requeue

RETRIES = 48
RETRY_AFTER = timedelta(minutes=5)
"""48 retries, five minutes apart, are four hours; then a person has to look at it."""

LEASE = RETRY_AFTER
"""Longer than a conversation may last, so that nobody else takes a row that is being sent."""

NUMBER, FATE = "notify", "fate"
"""The facts that hold the number of a message at GOV.UK Notify, and what became of it."""

_PORTAL = "portal"
_UNSENT = ("queued", "retrying")


@dataclass(frozen=True)
class Claimed:
    """One row that this process may send until its lease ends. `attempts` includes this one."""

    id: int
    key: str
    kind: str
    ref: str | None
    letter: str | None
    account: str | None
    attempts: int
    message_id: str
    facts: dict[str, Any] = field(repr=False)
    by_portal: bool = False

    @property
    def is_last_attempt(self) -> bool:
        """No retry is left after this one."""
        return self.attempts > RETRIES

    @property
    def carried(self) -> list[int]:
        """The reminders that this digest carries, by row."""
        return list(self.facts.get("rows", ())) if self.kind == "digest" else []


def due(now: datetime, *, emails: bool) -> ColumnElement[bool]:
    """Select what may be sent at `now`; without a mail server, what needs none."""
    by_portal = OutboxRow.letter.in_(select(LetterRow.id).where(LetterRow.send_by == _PORTAL))
    return and_(
        OutboxRow.state.in_(_UNSENT),
        OutboxRow.next_attempt_at <= now,
        OutboxRow.kind.not_in(CARRIED),
        *(() if emails else (by_portal,)),
    )


def claim(
    host: str, now: datetime, *, emails: bool = True, secret: str = ""
) -> Claimed | None:
    """Take the row that has waited longest, until the lease ends; None when nothing is due.

    The lock lasts for this transaction only. Whoever holds a row is skipped, never awaited.
    """
    with transaction() as session:
        connection = session.connection()
        found = connection.execute(
            select(OutboxRow.id, OutboxRow.key, OutboxRow.message_id)
            .where(due(now, emails=emails))
            .order_by(OutboxRow.next_attempt_at, OutboxRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if found is None:
            return None
        row = connection.execute(
            update(OutboxRow)
            .where(OutboxRow.id == found.id)
            .values(
                state="retrying",
                attempts=OutboxRow.attempts + 1,
                next_attempt_at=now + LEASE,
                message_id=found.message_id or message_id_of(found.key, host, secret),
            )
            .returning(
                OutboxRow.id, OutboxRow.key, OutboxRow.kind, OutboxRow.ref, OutboxRow.letter,
                OutboxRow.account, OutboxRow.attempts, OutboxRow.message_id, OutboxRow.facts,
                func.coalesce(
                    select(LetterRow.send_by == _PORTAL)
                    .where(LetterRow.id == OutboxRow.letter).scalar_subquery(),
                    false(),
                ).label("by_portal"),
            )
        ).one()
    return Claimed(**row._asdict())


def mark_sent(
    session: Session, claimed: Claimed, now: datetime, number: str | None = None
) -> None:
    """Record that the server took it, and its number there: true whoever tried meanwhile."""
    values = {
        "state": "sent",
        "sent_at": now,
        "next_attempt_at": None,
        "message_id": None if claimed.by_portal else claimed.message_id,
        "last_error": None,
    }
    _set(session, OutboxRow.id.in_([claimed.id, *claimed.carried]), values)
    if number is not None:
        facts = {name: value for name, value in claimed.facts.items() if name != FATE}
        _set(session, OutboxRow.id == claimed.id, {"facts": {**facts, NUMBER: number}})
    if claimed.letter is not None:
        session.connection().execute(
            update(LetterRow).where(LetterRow.id == claimed.letter).values(delivery="sent")
        )


def remove(session: Session, claimed: Claimed) -> None:
    """Take a message away that nobody is to get."""
    session.connection().execute(delete(OutboxRow).where(_still_ours(claimed)))


def mark_failed(session: Session, claimed: Claimed, reason: str) -> None:
    """Put the message on the list of what needs a person; `reason` names nobody."""
    values = {"state": "needs_attention", "next_attempt_at": None, "last_error": reason}
    changed = _set(session, _still_ours(claimed), values)
    if changed:
        letters = [claimed.letter] if claimed.letter else []
        _follow(session, letters, claimed.carried, reason)


def mark_retrying(session: Session, claimed: Claimed, next_at: datetime, reason: str) -> None:
    """Plan the next attempt."""
    _set(session, _still_ours(claimed), {"next_attempt_at": next_at, "last_error": reason})


def postpone_all(session: Session, now: datetime, opens: datetime, reason: str) -> int:
    """Count an attempt against everything due: the server fails whatever it is given.

    Without this each message would be tried against a dead server in turn, or wait uncounted and
    never reach anybody's attention. Letters are tried again in five minutes, the rest at `opens`.
    Returns how many rows it was.
    """
    spent = OutboxRow.attempts >= RETRIES
    rows = session.connection().execute(
        update(OutboxRow)
        .where(due(now, emails=True))
        .values(
            attempts=OutboxRow.attempts + 1,
            state=case((spent, "needs_attention"), else_="retrying"),
            next_attempt_at=case(
                (spent, None), (OutboxRow.letter.is_(None), opens), else_=now + RETRY_AFTER
            ),
            last_error=reason,
        )
        .returning(OutboxRow.state, OutboxRow.letter, OutboxRow.facts)
    ).all()
    given_up = [row for row in rows if row.state == "needs_attention"]
    _follow(
        session,
        letters=[row.letter for row in given_up if row.letter],
        carried=[one for row in given_up for one in row.facts.get("rows", ())],
        reason=reason,
    )
    return len(rows)


def give_up_on_the_stuck(session: Session, now: datetime) -> int:
    """Hand rows to a person whose every attempt ended with a dead worker; return how many."""
    reason = "no attempt came to an end"
    values = {"state": "needs_attention", "next_attempt_at": None, "last_error": reason}
    rows = session.connection().execute(
        update(OutboxRow)
        .where(due(now, emails=True), OutboxRow.attempts > RETRIES)
        .values(values)
        .returning(OutboxRow.letter, OutboxRow.facts)
    ).all()
    _follow(
        session,
        letters=[row.letter for row in rows if row.letter],
        carried=[one for row in rows for one in row.facts.get("rows", ())],
        reason=reason,
    )
    return len(rows)


def needing_attention(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the messages that a person has to look at, oldest first, without what they carry."""
    return session.connection().execute(
        select(
            OutboxRow.key, OutboxRow.kind, OutboxRow.ref, OutboxRow.attempts,
            OutboxRow.last_error, OutboxRow.created_at,
        )
        .where(OutboxRow.state == "needs_attention", OutboxRow.kind.not_in(CARRIED),
               OutboxRow.settled_at.is_(None))
        .order_by(OutboxRow.id)
    ).all()


def send_again(session: Session, now: datetime, keys: Collection[str] | None = None) -> int:
    """Put messages that need attention back into the queue, all of them or those of `keys`.

    They keep their Message-ID, so that whoever has the first copy can tell. Returns how many.
    """
    which = and_(
        OutboxRow.state == "needs_attention", OutboxRow.kind.not_in(CARRIED),
        OutboxRow.settled_at.is_(None),
    )
    if keys is not None:
        which = and_(which, OutboxRow.key.in_(keys))
    return requeue(session, now, which)


def _follow(session: Session, letters: list[str], carried: list[int], reason: str) -> None:
    """What a message given up carried needs attention as well; its letter has failed."""
    values = {"state": "needs_attention", "next_attempt_at": None, "last_error": reason}
    if carried:
        _set(session, OutboxRow.id.in_(carried), values)
    if letters:
        session.connection().execute(
            update(LetterRow).where(LetterRow.id.in_(letters)).values(delivery="failed")
        )


def _still_ours(claimed: Claimed) -> ColumnElement[bool]:
    # A worker that was frozen past its lease must not overwrite what its successor found out.
    return and_(
        OutboxRow.id == claimed.id,
        OutboxRow.attempts == claimed.attempts,
        or_(*(OutboxRow.state == state for state in _UNSENT)),
    )


def _set(session: Session, which: ColumnElement[bool], values: dict[str, Any]) -> int:
    return session.connection().execute(update(OutboxRow).where(which).values(values)).rowcount

