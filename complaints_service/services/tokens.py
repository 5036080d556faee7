"""API tokens: made once, shown once, known afterwards only by their digest."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, insert, select, update

from complaints_service import clock
from complaints_service.domain.absences import covered_by
from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.people import AccountRow, ApiTokenRow
from complaints_service.persistence.queries.absences import ABSENT, TODAY
from complaints_service.persistence.transaction import transaction

from .account_streams import record
from .accounts import account_of_email
from .actors import Actor, system
from .command_problems import shown

PREFIX = "cmp_"
_BYTES = 32
_TOKEN = re.compile(r"cmp_[A-Za-z0-9_-]{43}")
_ACCOUNT, _TOKENS = table(AccountRow), table(ApiTokenRow)
# Built once: every request of the API asks it.
_BEARER = (
    select(_ACCOUNT.c.id, _ACCOUNT.c.email, _ACCOUNT.c.name, _ACCOUNT.c.roles,
           _ACCOUNT.c.organisation, _ACCOUNT.c.services, _TOKENS.c.expires_on,
           ABSENT.label("absent"))
    .join(_TOKENS, _TOKENS.c.account == _ACCOUNT.c.id)
    .where(_TOKENS.c.sha256 == bindparam("digest"), _TOKENS.c.revoked_at.is_(None),
           _ACCOUNT.c.enabled)
)


@dataclass(frozen=True)
class NewToken:
    """A token just made: `secret` is never shown again; `expires_on` is its last day."""

    id: str
    email: str
    secret: str
    expires_on: date | None


def create_token(
    email: str, *, expires_on: date | None = None, by: Actor | None = None
) -> NewToken:
    """Make a token for an enabled account. Raises `InvalidData`.

    It works up to and including the London date `expires_on` by the real clock; without one, until
    it is revoked or the account disabled.
    """
    if expires_on is not None and expires_on < _today():
        raise InvalidData("expires", f"expires is {expires_on}, which has passed; "
                          "write a later date.")
    made = NewToken(f"TOK-{secrets.token_hex(8)}", email.strip().lower(),
                    PREFIX + secrets.token_urlsafe(_BYTES), expires_on)
    with transaction() as session:
        account = account_of_email(session, email)
        if not account.enabled:
            raise InvalidData("user", f"user is {shown(email)}, whose account is disabled; "
                              "name another.")
        session.execute(insert(_TOKENS).values(
            id=made.id, account=account.id, sha256=_digest(made.secret),
            created_at=clock.real_now(), expires_on=expires_on,
        ))
        data = {"token": made.id, "expires_on": expires_on.isoformat() if expires_on else None}
        record(session, account.id, "token_created", data, by=by or system(), now=clock.now())
    return made


def revoke_token(token_id: str, *, by: Actor | None = None) -> None:
    """End a token at once; ending it twice does nothing more. `InvalidData` for an unknown id."""
    with transaction() as session:
        found = session.execute(
            select(_TOKENS.c.account, _TOKENS.c.revoked_at)
            .where(_TOKENS.c.id == token_id[:100]).with_for_update()
        ).first()
        if found is None:
            raise InvalidData("id", f"id is {shown(token_id)}, which is no token's; "
                              "write the id that was shown with the token.")
        if found.revoked_at is not None:
            return
        session.execute(
            update(_TOKENS).where(_TOKENS.c.id == token_id).values(revoked_at=clock.real_now())
        )
        record(session, found.account, "token_revoked", {"token": token_id},
               by=by or system(), now=clock.now())


def actor_of_token(secret: str) -> Actor | None:
    """Return who a token stands for; None when it is unknown, ended, or its account disabled."""
    if not _TOKEN.fullmatch(secret):
        return None
    given = {"digest": _digest(secret), TODAY: clock.london_date(clock.now())}
    found = db.session.execute(_BEARER, given).first()
    if found is None or (found.expires_on is not None and found.expires_on < _today()):
        return None
    return Actor(found.id, found.email, found.name, frozenset(found.roles), found.organisation,
                 frozenset(found.services), covered_by(found.id, found.absent or {}))


def _digest(secret: str) -> str:
    # 32 random bytes cannot be guessed, so the digest needs neither salt nor slowness.
    return hashlib.sha256(secret.encode()).hexdigest()


def _today() -> date:
    return clock.london_date(clock.real_now())
