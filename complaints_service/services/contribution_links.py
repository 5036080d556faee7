"""Links by which somebody without an account answers one question, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.contributions import GUEST, Contribution
from complaints_service.domain.london import london_date
from complaints_service.persistence.base import table
from complaints_service.persistence.batch import Writes
from complaints_service.persistence.complaints import load
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.models.pages import ContributionLinkRow
from complaints_service.persistence.streams import private_values

from .actors import Actor
from .visibility import was_asked

KIND = "contribution"
"""The outbox's word for the message that tells somebody of a question."""
AFTERWARDS = timedelta(days=14)
"""How long after its day a question may still be answered by its link."""

_LINK, _OUTBOX = table(ContributionLinkRow), table(OutboxRow)
_KEEP, _MESSAGE = insert(_LINK), insert(_OUTBOX)
_FORM = re.compile(r"([A-Za-z0-9-]{16,60})\.([A-Za-z0-9_-]{43})")


def queue_question(writes: Writes, ref: str, asked: Mapping[str, Any], now: datetime) -> None:
    """Queue the message that tells of a question, from the data of its event, once; for somebody
    without an account make the link that it carries.

    The link's secret is worked out from the installation's key when it is sent and when it is
    used: neither the link's row nor the message holds it.
    """
    account: str | None = asked["account"]
    if account is None:
        begun = clock.real_now()
        wait = date.fromisoformat(asked["due_on"]) - london_date(now)
        writes.execute(_KEEP, {
            "id": asked["to"].removeprefix(GUEST), "ref": ref, "n": asked["n"],
            "created_at": begun, "expires_at": begun + wait + AFTERWARDS,
        })
    writes.execute(_MESSAGE, {
        "key": f"{KIND}:{ref}:{asked['n']}", "kind": KIND, "ref": ref, "account": account,
        "state": "queued", "next_attempt_at": now, "facts": {"n": asked["n"]}, "created_at": now,
    })


def link_of(guest: str, secret: str) -> str:
    """Return the last part of a link's address: the id of who was asked, and its proof."""
    link_id = guest.removeprefix(GUEST)
    return f"{link_id}.{_proof(link_id, secret)}"


def _proof(link_id: str, secret: str) -> str:
    key = b"contribution link" + secret.encode()
    digest = hmac.new(key, link_id.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True)
class Opened:
    """What a link leads to; `open` while an answer may be given by it."""

    complaint: Complaint
    asked: Contribution
    open: bool

    @property
    def guest(self) -> Actor:
        """Whoever answers by it: known by an id alone, and for this question only."""
        return Actor(self.asked.to, roles=frozenset({"contributor"}),
                     organisation=self.complaint.organisation)


def opened(session: Session, link: str, secret: str) -> Opened | None:
    """Return what a link leads to; None for one that we did not make. Looking uses nothing up."""
    form = _FORM.fullmatch(link)
    if form is None or not hmac.compare_digest(_proof(form[1], secret), form[2]):
        return None
    found = session.execute(select(_LINK).where(_LINK.c.id == form[1])).first()
    complaint = None if found is None else load(session, found.ref)
    if found is None or complaint is None:
        return None
    guest = f"{GUEST}{form[1]}"
    asked = next((one for one in complaint.contributions if one.to == guest), None)
    if asked is None:
        return None
    lives = found.expires_at > clock.real_now()
    here = Actor(guest, organisation=complaint.organisation)
    return Opened(complaint, asked, lives and was_asked(here, complaint))


@dataclass(frozen=True)
class Told:
    """Whom a message about a question goes to, and what it says; no address for a colleague, whose
    account has it. `link` is the page's address below the service's own."""

    link: str = field(repr=False)
    due_on: date
    organisation: str
    address: str | None = field(default=None, repr=False)
    by_link: bool = False


def message_of(session: Session, ref: str, n: int, secret: str) -> Told | None:
    """Return what the message about a question says now; None where nobody need answer it."""
    complaint = load(session, ref)
    asked = next((one for one in complaint.contributions if one.n == n), None) if complaint else (
        None)
    if complaint is None or asked is None:
        return None
    if not was_asked(Actor(asked.to, organisation=complaint.organisation), complaint):
        return None
    if not asked.by_link:
        return Told(f"/contributions/{ref}/{n}", asked.due_on, complaint.organisation)
    details = private_values(session, ref).get(asked.person.sha256 if asked.person else "") or {}
    return Told(f"/contribute/{link_of(asked.to, secret)}", asked.due_on, complaint.organisation,
                details.get("email"), by_link=True)
