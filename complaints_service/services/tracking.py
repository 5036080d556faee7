"""One-time codes: how somebody without an account shows that a complaint is theirs."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.decide.people import may_receive
from complaints_service.domain.parts import Person
from complaints_service.persistence.base import table
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.models.pages import TrackCodeRow
from complaints_service.persistence.streams import private_values
from complaints_service.persistence.transaction import transaction

from .reading import today
from .references import HALF, LETTERS, check_letter, new_id

KIND = "track_code"
"""The outbox's word for the message that carries a code."""
LIFE = timedelta(minutes=15)
TRIES = 5
MOST_ASKED = 5
ASKED_WITHIN = timedelta(hours=1)
DIGITS = 6
LONGEST_REF = 60
LONGEST_EMAIL = 320

_CODES, _OUTBOX = table(TrackCodeRow), table(OutboxRow)
_OURS = re.compile(f"([{LETTERS}]{{{HALF}}})([{LETTERS}]{{{HALF}}})([{LETTERS}])")


class AskedTooOften(Exception):
    """Several codes were sent for this reference and address within the hour."""


@dataclass(frozen=True)
class Addressee:
    """To whom a code goes: the address that is on the file, and the council that it is from."""

    address: str = field(repr=False)
    organisation: str


def plain_reference(given: str) -> str:
    """Return a reference as we write it, however it was typed: `7k3m q29x 4` is `7K3M-Q29X-4`."""
    squeezed = re.sub(r"[\s‐-―−-]+", "", given).upper()
    ours = _OURS.fullmatch(squeezed)
    return "-".join(ours.groups()) if ours else re.sub(r"\s+", "", given).upper()


def has_slip(ref: str) -> bool:
    """Say whether a reference of our form was mistyped: its last letter checks the others."""
    ours = _OURS.fullmatch(ref.replace("-", ""))
    return ours is not None and check_letter(list(ours[1] + ours[2])) != ours[3]


def ask_code(ref: str, email: str, secret: str) -> str:
    """Ask for a code to be sent, and return the id under which it may be entered.

    Nothing is looked up here: whether the address belongs to the complaint is found out when the
    message is sent, so neither the answer nor the time that it takes tells anybody which
    references exist. Raises AskedTooOften. Real time.
    """
    now, code_id = clock.real_now(), new_id()
    who = _of_email(email, secret)
    with transaction() as session:
        session.execute(delete(_CODES).where(_CODES.c.expires_at < now - ASKED_WITHIN))
        if _asked(session, ref, who, now) >= MOST_ASKED:
            raise AskedTooOften
        session.execute(insert(_CODES).values(
            id=code_id, ref=ref, email_sha256=who, tries=0, created_at=now,
            code_sha256=_kept(code_id, code_of(code_id, secret), secret), expires_at=now + LIFE,
        ))
        moment = clock.now()
        session.execute(insert(_OUTBOX).values(
            key=f"{KIND}:{code_id}", kind=KIND, state="queued", next_attempt_at=moment,
            facts={"code": code_id}, created_at=moment,
        ))
    return code_id


def _asked(session: Session, ref: str, who: str, now: datetime) -> int:
    return session.execute(
        select(func.count()).select_from(TrackCodeRow)
        .where(_CODES.c.ref == ref, _CODES.c.email_sha256 == who,
               _CODES.c.created_at > now - ASKED_WITHIN)
    ).scalar_one()


def code_of(code_id: str, secret: str) -> str:
    """Return the six digits of a code: they are worked out from its id, and kept nowhere."""
    return f"{int(_mark('code', code_id, secret), 16) % 10**DIGITS:0{DIGITS}d}"


def enter(code_id: str, code: str, secret: str) -> str | None:
    """Return the reference of the complaint that a code opens, once; None where it opens none.

    Each call is one of five tries, right or wrong. A code asked for with an address that is not
    on the file opens nothing, even when it is guessed.
    """
    now = clock.real_now()
    with transaction() as session:
        found = session.execute(
            update(_CODES).where(
                _CODES.c.id == code_id, _CODES.c.used_at.is_(None), _CODES.c.expires_at > now,
                _CODES.c.tries < TRIES,
            ).values(tries=_CODES.c.tries + 1).returning(_CODES)
        ).first()
        given = _kept(code_id, code, secret)
        if found is None or not hmac.compare_digest(found.code_sha256, given):
            return None
        if _address(session, found.ref, found.email_sha256, secret) is None:
            return None
        session.execute(update(_CODES).where(_CODES.c.id == code_id).values(used_at=now))
    return str(found.ref)


def demonstrated(code_id: str, secret: str) -> str | None:
    """Return the code that would have been sent, None where nothing is: for demonstrations that
    have no mail server."""
    found = addressee(db.session(), code_id, secret)
    return code_of(code_id, secret) if found else None


def addressee(session: Session, code_id: str, secret: str) -> Addressee | None:
    """Return to whom a code is sent; None where it has run out, or the address given is not one
    by which this complaint was made."""
    found = session.execute(
        select(_CODES.c.ref, _CODES.c.email_sha256)
        .where(_CODES.c.id == code_id, _CODES.c.expires_at > clock.real_now())
    ).first()
    return None if found is None else _address(session, found.ref, found.email_sha256, secret)


def _address(session: Session, ref: str, who: str, secret: str) -> Addressee | None:
    complaint = load(session, ref)
    if complaint is None:
        return None
    details = private_values(session, ref)
    for person in _people(complaint):
        address = (details.get(person.details.sha256) or {}).get("email")
        if address and hmac.compare_digest(_of_email(address, secret), who):
            return Addressee(address, complaint.organisation)
    return None


def _people(complaint: Complaint) -> list[Person]:
    """Those who may read what we wrote: a representative only with standing authority (HO 3.6)."""
    spoken_for = complaint.representative
    people = list(complaint.complainants)
    if spoken_for is not None and may_receive(spoken_for, today()):
        people.append(spoken_for)
    return people


def _of_email(email: str, secret: str) -> str:
    return _mark("email", email.strip().casefold(), secret)


def _kept(code_id: str, code: str, secret: str) -> str:
    # Six digits would be found by trying a million plain digests; a keyed one needs the key.
    return _mark("kept", f"{code_id} {code}", secret)


def _mark(purpose: str, text: str, secret: str) -> str:
    key = f"track {purpose}".encode() + secret.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
