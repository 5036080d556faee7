"""Hands one claimed message over: finds its recipient, words it, and speaks to the server."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.domain.london import london_date
from complaints_service.jobs.couriers import Courier, Deferred, Refused
from complaints_service.jobs.digest_words import digest_words
from complaints_service.jobs.emails import email
from complaints_service.jobs.outbox_rows import Claimed
from complaints_service.jobs.password_words import password_words
from complaints_service.jobs.recipients import (
    Recipient,
    code_recipient,
    council_s_own,
    guest_recipient,
    recipient_of,
)
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.crash_points import crash_point
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services import contribution_links, password_links, reactions, tracking
from complaints_service.services.contribution_links import Told
from complaints_service.services.mail_tokens import marked, token_in


class NothingToSend(Exception):
    """The message is void: a code that has run out, or that was asked for in vain."""


def post(
    claimed: Claimed, surroundings: Surroundings, courier: Courier | None, now: datetime
) -> str | None:
    """Bring one message on its way; a letter in the portal has arrived as soon as it is there.

    Returns the number under which the courier can be asked what became of it, if it gave one.
    Raises Deferred, Refused or NothingToSend.
    """
    if claimed.by_portal:
        return None
    if courier is None:
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
    token = token_in(claimed.message_id)
    message = email(
        claimed.kind, words, recipient=recipient.address,
        sender=(recipient.organisation or "Complaints", sender),
        message_id=claimed.message_id, now=now,
        reply_to=marked(recipient.reply_to, token) if recipient.reply_to else None,
    )
    back_to = marked(recipient.bounce_to, token) if recipient.bounce_to else sender
    number = courier.send(message, back_to, recipient.address, again=claimed.attempts > 1)
    crash_point("after_smtp_accept")
    return number


def _recipient(
    session: Session, claimed: Claimed, surroundings: Surroundings, today: date
) -> Recipient | None:
    if claimed.kind == password_links.KIND:
        return _of_password_link(session, claimed, today)
    if claimed.kind == contribution_links.KIND:
        return _asked(session, claimed, surroundings, today)
    if claimed.kind != tracking.KIND:
        return recipient_of(session, claimed, today)
    found = tracking.addressee(session, claimed.facts["code"], surroundings.secret)
    if found is None:
        raise NothingToSend
    return code_recipient(session, found, today)


def _of_password_link(session: Session, claimed: Claimed, today: date) -> Recipient:
    """The account's own address: such a link goes nowhere else, whatever becomes of the account."""
    found = password_links.addressee(session, claimed.facts["link"])
    if found is None:
        raise NothingToSend
    return council_s_own(session, found.address, found.organisation, today)


def _asked(
    session: Session, claimed: Claimed, surroundings: Surroundings, today: date
) -> Recipient | None:
    """Who is asked a question; nobody once it needs no answer any more."""
    told = _question(session, claimed, surroundings)
    if not told.by_link:
        return recipient_of(session, claimed, today)
    return None if told.address is None else guest_recipient(
        session, told.address, told.organisation, today)


def _question(session: Session, claimed: Claimed, surroundings: Surroundings) -> Told:
    told = contribution_links.message_of(
        session, claimed.ref or "", claimed.facts["n"], surroundings.secret
    )
    if told is None:
        raise NothingToSend
    return told


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
    if claimed.kind == password_links.KIND:
        return password_words(claimed, recipient, surroundings)
    if claimed.kind == contribution_links.KIND:
        with transaction() as session:
            told = _question(session, claimed, surroundings)
        return {
            "ref": claimed.ref, "due_on": _day(told.due_on), "by_link": told.by_link,
            "link": f"{surroundings.base_url}{told.link}", "organisation": recipient.organisation,
        }
    if claimed.kind == reactions.COMPLIMENT:
        return {"ref": claimed.ref, "link": f"{surroundings.base_url}/complaints/{claimed.ref}",
                "organisation": recipient.organisation}
    return {
        "ref": claimed.ref or "your complaint",
        "answerable": recipient.reply_to is not None,
        "link": f"{surroundings.base_url}/track",
        "organisation": recipient.organisation,
    }


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
