"""Links to set a password: for somebody who was given an account, or forgot their password."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.models.pages import BrowserSessionRow
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.models.staffing import PasswordLinkRow
from complaints_service.persistence.transaction import transaction

from . import passwords
from .account_streams import record
from .accounts import Account, account_with_id
from .actors import Actor, system
from .command_fields import EMAIL_FORM

KIND = "password_link"
"""The outbox's word for the message that carries a link."""
INVITATION, RESET = "invitation", "reset"
LIFE = {INVITATION: timedelta(days=7), RESET: timedelta(hours=1)}
MOST_SENT = 5
SENT_WITHIN = timedelta(hours=1)
_KEY = re.compile(r"([0-9a-f]{32})([0-9a-f]{64})")
_LINKS, _OUTBOX, _ACCOUNTS = table(PasswordLinkRow), table(OutboxRow), table(AccountRow)
_SESSIONS = table(BrowserSessionRow)


@dataclass(frozen=True)
class Addressee:
    """To whom a link goes: the address of the account, and nothing that was typed."""

    address: str = field(repr=False)
    organisation: str | None


def ask_reset(email: str) -> None:
    """Have a link sent to the account of this very address, where there is one.

    Nothing is answered, and as much is done for an address that is nobody's: neither the answer
    nor its time tells who has an account. Real time.
    """
    plain = email.strip().lower()
    wanted = plain if EMAIL_FORM.fullmatch(plain) else ""
    with transaction() as session:
        account = session.scalar(
            select(_ACCOUNTS.c.id).where(_ACCOUNTS.c.email == wanted, _ACCOUNTS.c.enabled))
        often = _sent_lately(session, account) >= MOST_SENT
        _send(session, None if often else account, RESET)


def invite(account_id: str, *, by: Actor | None = None) -> None:
    """Send the account a link to set its first password. Raises InvalidData for a disabled one."""
    account = account_with_id(account_id)
    if not account.enabled:
        raise InvalidData("account", f"account is {account.email}, which is disabled; choose "
                          "another.")
    now = clock.now()
    with transaction() as session:
        _send(session, account.id, INVITATION)
        record(session, account.id, "invited", {}, by=by or system(), now=now)


def _sent_lately(session: Session, account: str | None) -> int:
    return session.scalar(
        select(func.count()).select_from(PasswordLinkRow).where(
            _LINKS.c.account.is_not_distinct_from(account) if account else _LINKS.c.id == "",
            _LINKS.c.created_at > clock.real_now() - SENT_WITHIN)
    ) or 0


def _send(session: Session, account: str | None, purpose: str) -> None:
    real, moment, link = clock.real_now(), clock.now(), secrets.token_hex(16)
    session.execute(delete(_LINKS).where(_LINKS.c.expires_at < real - SENT_WITHIN))
    session.execute(insert(_LINKS).values(
        id=link, account=account, purpose=purpose, created_at=real,
        expires_at=real + LIFE[purpose],
    ))
    session.execute(insert(_OUTBOX).values(
        key=f"{KIND}:{link}", kind=KIND, state="queued", next_attempt_at=moment,
        facts={"link": link, "purpose": purpose}, created_at=moment,
    ))


def key_of(link: str, secret: str) -> str:
    """Return the key that a link carries: worked out from its id, and kept nowhere."""
    mark = hmac.new(b"password link" + secret.encode(), link.encode(), hashlib.sha256)
    return link + mark.hexdigest()


def addressee(session: Session, link: str) -> Addressee | None:
    """Return to whom a link is sent; None where it has run out, was used, or is nobody's."""
    found = session.execute(_standing().where(_LINKS.c.id == link)).first()
    return Addressee(found.email, found.organisation) if found else None


def account_of(key: str, secret: str) -> Account | None:
    """Return whose password a key may set now; None for one that is wrong, used or too old."""
    link = _link_in(key, secret)
    found = db.session.execute(_standing().where(_LINKS.c.id == link)).first() if link else None
    return account_with_id(found.account) if found else None


def set_password(key: str, password: str, secret: str) -> Account | None:
    """Set the password of the key's account, once; every session and other link of it ends.

    None where the key opens nothing. Raises InvalidData for a weak password; the key then still
    works.
    """
    account = account_of(key, secret)
    if account is None:
        return None
    password_hash = passwords.hashed(password, email=account.email)
    link, real, now = _link_in(key, secret), clock.real_now(), clock.now()
    with transaction() as session:
        used = session.execute(
            update(_LINKS).where(_LINKS.c.id == link, _LINKS.c.used_at.is_(None),
                                 _LINKS.c.expires_at > real)
            .values(used_at=real).returning(_LINKS.c.purpose)
        ).first()
        if used is None:
            return None
        session.execute(update(_ACCOUNTS).where(_ACCOUNTS.c.id == account.id)
                        .values(password_hash=password_hash))
        session.execute(delete(_SESSIONS).where(_SESSIONS.c.account == account.id))
        session.execute(update(_LINKS).where(
            _LINKS.c.account == account.id, _LINKS.c.used_at.is_(None)).values(used_at=real))
        record(session, account.id, "password_set", {"by_link": used.purpose},
               by=account.as_actor(), now=now, role=min(account.roles))
    return account


def _standing() -> Any:
    now: datetime = clock.real_now()
    return (
        select(_LINKS.c.account, _ACCOUNTS.c.email, _ACCOUNTS.c.organisation)
        .join(_ACCOUNTS, _ACCOUNTS.c.id == _LINKS.c.account)
        .where(_ACCOUNTS.c.enabled, _LINKS.c.used_at.is_(None), _LINKS.c.expires_at > now)
    )


def _link_in(key: str, secret: str) -> str | None:
    found = _KEY.fullmatch(key)
    if found is None or not hmac.compare_digest(key_of(found[1], secret), key):
        return None
    return found[1]
