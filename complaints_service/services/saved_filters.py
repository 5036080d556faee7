"""Lists of the caseload that people keep under a name, for themselves or for their colleagues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from complaints_service import clock
from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence import saved_filters as held
from complaints_service.persistence.database import db
from complaints_service.persistence.transaction import transaction

from .actors import Actor
from .errors import NotFound
from .references import new_id

LONGEST_NAME = 60
MOST = 30


@dataclass(frozen=True)
class SavedFilter:
    """`query` is as in the address of the list; `owner` the name of who keeps it, `own` whether
    that is the reader."""

    id: str
    name: str
    query: Mapping[str, str]
    shared: bool
    owner: str
    own: bool


def offered(by: Actor) -> list[SavedFilter]:
    """Return the reader's own lists and those that their colleagues share, by name."""
    return [
        SavedFilter(row.id, row.name, row.query, row.shared, row.owner, row.account == by.id)
        for row in held.offered_to(db.session(), by.id, by.organisation)
    ]


def keep(by: Actor, name: str, query: Mapping[str, str], *, shared: bool) -> str:
    """Keep a list under a name, in place of one's own of that name; return its id.

    Raises InvalidData for a name that is blank or too long, and for more than `MOST` lists.
    """
    plain = " ".join(name.replace("\0", " ").split())
    if not 0 < len(plain) <= LONGEST_NAME:
        raise InvalidData("name", f"'name' has {len(plain)} characters; give the list a name of 1 "
                          f"to {LONGEST_NAME}")
    with transaction() as session:
        known = {row.name for row in held.offered_to(session, by.id, by.organisation)
                 if row.account == by.id}
        if plain not in known and held.how_many(session, by.id) >= MOST:
            raise InvalidData("name", f"'name' would be list {MOST + 1}; {MOST} are kept at most, "
                              "so remove one first")
        return held.keep(session, new_id(), by.id, by.organisation, plain, query, shared=shared,
                         now=clock.now())


def remove(by: Actor, filter_id: str) -> None:
    """Remove one of one's own lists. Raises NotFound."""
    with transaction() as session:
        if not held.remove(session, filter_id, by.id):
            raise NotFound("there is no such list of yours")
