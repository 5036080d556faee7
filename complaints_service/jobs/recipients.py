"""Finds where a message goes: a letter's recipient, an account, or the complaints team."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from complaints_service.jobs.outbox_rows import Claimed
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.message import LetterRow
from complaints_service.persistence.models.people import AccountRow, OrganisationRow
from complaints_service.services.tracking import Addressee


@dataclass(frozen=True)
class Recipient:
    """One address; `sender` is the council's own, and `organisation` its name."""

    address: str = field(repr=False)
    sender: str | None
    organisation: str | None


def recipient_of(session: Session, claimed: Claimed, today: date) -> Recipient | None:
    """Return who gets a message on `today`; None where nobody's address is known.

    A letter goes to the address frozen with it; anything else to its account while that is
    enabled, and otherwise to the team of the council that answers for the complaint.
    """
    connection = session.connection()
    key = claimed.facts.get("organisation") or _organisation_of(connection, claimed.ref)
    if claimed.letter is not None:
        return _with_council(connection, _letter_address(connection, claimed.letter), key, today)
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
    return Recipient(found.sender, found.sender, found.organisation)


def code_recipient(session: Session, to: Addressee, today: date) -> Recipient:
    """Return where a one-time code goes: the address on the file, from the council that answers
    on `today`."""
    return Recipient(to.address, *_council(session.connection(), to.organisation, today))


def _letter_address(connection: Connection, letter: str) -> str | None:
    person = connection.execute(
        select(LetterRow.recipient).where(LetterRow.id == letter)
    ).scalar_one_or_none()
    return (person or {}).get("email") or None


def _with_council(
    connection: Connection, address: str | None, key: str | None, today: date
) -> Recipient | None:
    if address is None:
        return None
    council = _council(connection, key, today)
    return Recipient(address, *council)


def _council(
    connection: Connection, key: str | None, today: date
) -> tuple[str | None, str | None]:
    """Return the team's address and the name of the council that answers on `today`."""
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
            return row.settings.get("team_email"), row.name
        key = row.successor
    return None, None


def _organisation_of(connection: Connection, ref: str | None) -> str | None:
    return connection.execute(
        select(ComplaintRow.organisation).where(ComplaintRow.ref == ref)
    ).scalar_one_or_none()
