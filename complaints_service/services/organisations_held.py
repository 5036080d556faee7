"""The organisation that a complaint belongs to, and how it appears at the head of a letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from complaints_service.domain.letter_facts import OrganisationFacts
from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence.base import table
from complaints_service.persistence.batch import Answer, Batch, Writes
from complaints_service.persistence.models.people import OrganisationRow

from .actors import Actor

FIRST_KEY, FIRST_NAME = "council", "The council"

_ORGANISATION = table(OrganisationRow)
# All of them: one installation serves a handful of councils at most.
COUNCILS = select(
    _ORGANISATION.c.key, _ORGANISATION.c.name, _ORGANISATION.c.settings
).order_by(_ORGANISATION.c.key)
_FOUND = insert(_ORGANISATION)


@dataclass(frozen=True)
class Council:
    """An organisation as commands need to know it."""

    key: str
    name: str
    settings: Mapping[str, Any]

    @property
    def asks_approval(self) -> frozenset[str]:
        """The commands that are given only once a second person has approved a draft of them."""
        return frozenset(self.settings.get("approval") or ())


def ask_councils(batch: Batch) -> Answer:
    """Ask for every organisation, for `councils_in`."""
    return batch.ask(COUNCILS, {})


def councils_in(rows: Iterable[Any]) -> dict[str, Council]:
    """The organisations by key."""
    return {key: Council(key, name, settings) for key, name, settings in rows}


def organisation_for(
    councils: Mapping[str, Council], writes: Writes, by: Actor, given: str | None, now: datetime
) -> str:
    """The key of the organisation that a new contact belongs to.

    That of the account, else the one named, else the only one there is; an installation that has
    none yet gets its first. Raises InvalidData naming the field.
    """
    keys = list(councils)
    wanted = given or by.organisation or (keys[0] if len(keys) == 1 else None)
    if wanted is None and not keys:
        writes.execute(_FOUND, {
            "key": FIRST_KEY, "name": FIRST_NAME, "settings": {}, "created_at": now
        })
        return FIRST_KEY
    if wanted is None:
        raise InvalidData("organisation", "'organisation' is missing and there are several; give "
                          f"one of {', '.join(keys)}")
    if wanted not in keys or by.organisation not in (None, wanted):
        raise InvalidData("organisation", f"'organisation' is '{wanted}', which is none that you "
                          "may record for; leave it out, or see the list 'organisations'")
    return wanted


def letterhead(councils: Mapping[str, Council], key: str) -> OrganisationFacts:
    """How the organisation appears in letters; what its settings leave out has a plain default."""
    council = councils.get(key) or Council(key, FIRST_NAME if key == FIRST_KEY else key, {})
    given = council.settings
    words = {
        field: str(given[field])
        for field in ("telephone", "email", "website", "hours", "team", "colour")
        if given.get(field)
    }
    return OrganisationFacts(
        name=council.name,
        address_lines=tuple(given.get("address") or ("Complaints team", council.name)),
        reply_address=tuple(given.get("reply_address") or ()),
        **words,
    )
