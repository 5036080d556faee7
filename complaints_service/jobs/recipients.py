"""Finds where a message goes: a letter's recipient, an account, or the complaints team."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from complaints_service.domain.decide.people import may_receive
from complaints_service.jobs.couriers import Refused
from complaints_service.jobs.outbox_rows import Claimed
from complaints_service.persistence.complaints import load
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.message import LetterRow
from complaints_service.persistence.models.people import AccountRow, OrganisationRow
from complaints_service.services.tracking import Addressee


@dataclass(frozen=True)
class Recipient:
    """One address; `sender` is the council's own, and `organisation` its name.

    Answers go to `reply_to` and bounces to `bounce_to`, where the council's settings name an
    address that this service reads; each may hold a place for the message's secret mark.
    """

    address: str = field(repr=False)
    sender: str | None
    organisation: str | None
    reply_to: str | None = None
    bounce_to: str | None = None


def recipient_of(session: Session, claimed: Claimed, today: date) -> Recipient | None:
    """Return who gets a message on `today`; None where nobody's address is known.

    A letter goes to the address frozen with it; anything else to its account while that is
    enabled, and otherwise to the team of the council that answers for the complaint.
    """
    connection = session.connection()
    key = claimed.facts.get("organisation") or _organisation_of(connection, claimed.ref)
    if claimed.letter is not None:
        address = _letter_address(session, claimed.letter, today)
        return _with_council(connection, address, key, today)
    account = connection.execute(
        select(AccountRow.email, AccountRow.enabled, AccountRow.organisation)
        .where(AccountRow.id == claimed.account)
    ).one_or_none()
    if account is not None and account.enabled:
        return _with_council(connection, account.email, key or account.organisation, today)
    key = key or (account.organisation if account is not None else None)
    found = _with_council(connection, "", key, today)
    if found is None or not found.sender:
        return None
    return replace(found, address=found.sender)


def code_recipient(session: Session, to: Addressee, today: date) -> Recipient:
    """Return where a one-time code goes: the address on the file, from the council that answers
    on `today`."""
    return _council(session.connection(), to.address, to.organisation, today)


def council_s_own(
    session: Session, address: str, organisation: str | None, today: date
) -> Recipient:
    """Return an account's address, as its council writes to it on `today`."""
    return _council(session.connection(), address, organisation, today)


def guest_recipient(
    session: Session, address: str, organisation: str, today: date
) -> Recipient:
    """Return where a question to somebody without an account goes."""
    return _council(session.connection(), address, organisation, today)


def _letter_address(session: Session, letter: str, today: date) -> str | None:
    """Return the address frozen with a letter.

    Raises Refused for a representative's whose authority has gone meanwhile: what waited for a
    mail server must not tell them of the complaint (HO 3.6, LGSCO 3.6).
    """
    row = session.connection().execute(
        select(LetterRow.recipient, LetterRow.ref).where(LetterRow.id == letter)
    ).one_or_none()
    person = (row.recipient if row is not None else None) or {}
    if row is not None and person.get("speaks_for"):
        complaint = load(session, row.ref)
        speaker = complaint.representative if complaint is not None else None
        same = speaker is not None and speaker.id == person["person"]
        if speaker is None or not same or not may_receive(speaker, today):
            raise Refused("the representative whom it was written to may not have it any more")
    return person.get("email") or None


def _with_council(
    connection: Connection, address: str | None, key: str | None, today: date
) -> Recipient | None:
    return None if address is None else _council(connection, address, key, today)


def _council(connection: Connection, address: str, key: str | None, today: date) -> Recipient:
    """Return the recipient as the council that answers on `today` writes to them."""
    seen: set[str] = set()
    while key is not None and key not in seen:
        seen.add(key)
        row = connection.execute(
            select(
                OrganisationRow.name, OrganisationRow.settings, OrganisationRow.successor,
                OrganisationRow.succeeded_on,
            ).where(OrganisationRow.key == key)
        ).one_or_none()
        if row is None:
            break
        if row.successor is None or row.succeeded_on is None or row.succeeded_on > today:
            given = row.settings
            return Recipient(address, given.get("team_email"), row.name,
                             given.get("reply_email"), given.get("bounce_email"))
        key = row.successor
    return Recipient(address, None, None)


def _organisation_of(connection: Connection, ref: str | None) -> str | None:
    return connection.execute(
        select(ComplaintRow.organisation).where(ComplaintRow.ref == ref)
    ).scalar_one_or_none()
