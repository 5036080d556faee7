"""Browser sessions: who is signed in, and what a visitor without an account is remembered for."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from complaints_service import clock
from complaints_service.domain.absences import covered_by
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.pages import BrowserSessionRow
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.queries.absences import ABSENT, TODAY
from complaints_service.persistence.transaction import transaction

from .actors import Actor

LONGEST = timedelta(hours=12)
"""A working day: then one signs in again, however busy one was."""
IDLE = timedelta(hours=2)
VISITOR = timedelta(minutes=30)
"""How long a visitor without an account is remembered since the last look."""
_TOUCHED_EVERY = timedelta(minutes=1)
_COOKIE = re.compile(r"[A-Za-z0-9_-]{43}")
_SESSIONS, _ACCOUNTS = table(BrowserSessionRow), table(AccountRow)
# Built once: every page asks it.
_KNOWN = (
    select(_SESSIONS.c.account, _SESSIONS.c.seen_at, _SESSIONS.c.created_at, _SESSIONS.c.held,
           _ACCOUNTS.c.id, _ACCOUNTS.c.email, _ACCOUNTS.c.name, _ACCOUNTS.c.roles,
           _ACCOUNTS.c.organisation, _ACCOUNTS.c.services, ABSENT.label("absent"))
    .join(_ACCOUNTS, _ACCOUNTS.c.id == _SESSIONS.c.account, isouter=True)
    .where(_SESSIONS.c.sha256 == bindparam("digest"), _SESSIONS.c.expires_at > bindparam("now"),
           or_(_SESSIONS.c.account.is_(None), _ACCOUNTS.c.enabled))
)


@dataclass(frozen=True)
class BrowserSession:
    """A session that stands: `actor` is None for a visitor without an account."""

    actor: Actor | None
    held: dict[str, Any]


def new_cookie() -> str:
    """Return a cookie that nobody can guess; by itself it means nothing."""
    return secrets.token_urlsafe(32)


def is_cookie(value: str) -> bool:
    """Say whether a value has the form of our cookies."""
    return _COOKIE.fullmatch(value) is not None


def begin(account_id: str) -> str:
    """Sign an account in and return the cookie of its new session; what has run out is removed."""
    cookie, now = new_cookie(), clock.real_now()
    with transaction() as session:
        session.execute(delete(_SESSIONS).where(_SESSIONS.c.expires_at < now))
        session.execute(insert(_SESSIONS).values(
            sha256=_digest(cookie), account=account_id, created_at=now, seen_at=now,
            expires_at=now + IDLE, held={},
        ))
    return cookie


def end(cookie: str) -> None:
    """End a session at once, wherever its cookie may still lie."""
    with transaction() as session:
        session.execute(delete(_SESSIONS).where(_SESSIONS.c.sha256 == _digest(cookie)))


def end_all(account_id: str) -> None:
    """End every session of an account, as when its password changes."""
    with transaction() as session:
        session.execute(delete(_SESSIONS).where(_SESSIONS.c.account == account_id))


def standing(cookie: str) -> BrowserSession | None:
    """Return the session of a cookie; None once it is over or its account disabled.

    A session that is used goes on, an account's for at most twelve hours in all.
    """
    if not is_cookie(cookie):
        return None
    now = clock.real_now()
    given = {"digest": _digest(cookie), "now": now, TODAY: clock.london_date(clock.now())}
    row = db.session.execute(_KNOWN, given).first()
    if row is None:
        return None
    if now - row.seen_at > _TOUCHED_EVERY:
        _touch(cookie, now, row.created_at, signed_in=row.account is not None)
    if row.account is None:
        return BrowserSession(None, dict(row.held))
    actor = Actor(row.id, row.email, row.name, frozenset(row.roles), row.organisation,
                  frozenset(row.services), covered_by(row.id, row.absent or {}))
    return BrowserSession(actor, dict(row.held))


def _touch(cookie: str, now: datetime, created_at: datetime, *, signed_in: bool) -> None:
    until = min(now + IDLE, created_at + LONGEST) if signed_in else now + VISITOR
    with transaction() as session:
        session.execute(update(_SESSIONS).where(_SESSIONS.c.sha256 == _digest(cookie))
                        .values(seen_at=now, expires_at=until))


def remember(cookie: str, name: str, value: str | None) -> None:
    """Keep a short value under a name with the session, a visitor's being made; None forgets it."""
    now = clock.real_now()
    its = _SESSIONS.c.sha256 == _digest(cookie)
    with transaction() as session:
        known = session.execute(select(_SESSIONS.c.sha256).where(its).with_for_update()).first()
        if known is None and value is not None:
            session.execute(insert(_SESSIONS).values(
                sha256=_digest(cookie), account=None, created_at=now, seen_at=now,
                expires_at=now + VISITOR, held={name: value},
            ))
        elif known is not None:
            session.execute(update(_SESSIONS).where(its).values(held=_changed(name, value)))


def _changed(name: str, value: str | None) -> Any:
    if value is None:
        return _SESSIONS.c.held.op("-")(name)
    return _SESSIONS.c.held.op("||")(literal({name: value}, JSONB))


def _digest(cookie: str) -> str:
    # 32 random bytes cannot be guessed, so the digest needs neither salt nor slowness.
    return hashlib.sha256(cookie.encode()).hexdigest()
