"""The organisation that a complaint belongs to, and how it appears at the head of a letter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from complaints_service.domain.letter_facts import OrganisationFacts
from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence.models.people import OrganisationRow

from .actors import Actor

FIRST_KEY, FIRST_NAME = "council", "The council"


def organisation_for(session: Session, by: Actor, given: str | None, now: datetime) -> str:
    """The key of the organisation that a new contact belongs to.

    That of the account, else the one named, else the only one there is; an installation that has
    none yet gets its first. Raises InvalidData naming the field.
    """
    keys = list(session.scalars(select(OrganisationRow.key).order_by(OrganisationRow.key)))
    wanted = given or by.organisation or (keys[0] if len(keys) == 1 else None)
    if wanted is None and not keys:
        session.execute(insert(OrganisationRow).values(
            key=FIRST_KEY, name=FIRST_NAME, settings={}, created_at=now
        ))
        return FIRST_KEY
    if wanted is None:
        raise InvalidData("organisation", "'organisation' is missing and there are several; give "
                          f"one of {', '.join(keys)}")
    if wanted not in keys or by.organisation not in (None, wanted):
        raise InvalidData("organisation", f"'organisation' is '{wanted}', which is none that you "
                          "may record for; leave it out, or see the list 'organisations'")
    return wanted


def letterhead(session: Session, key: str) -> OrganisationFacts:
    """How the organisation appears in letters; what its settings leave out has a plain default."""
    row = session.get(OrganisationRow, key)
    name = row.name if row else key
    given = dict(row.settings) if row else {}
    words = {
        field: str(given[field])
        for field in ("telephone", "email", "website", "hours", "team", "colour")
        if given.get(field)
    }
    return OrganisationFacts(
        name=name,
        address_lines=tuple(given.get("address") or ("Complaints team", name)),
        reply_address=tuple(given.get("reply_address") or ()),
        **words,
    )
