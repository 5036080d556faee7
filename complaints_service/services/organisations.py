"""The councils of one installation: made when first named, each with settings of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.transaction import transaction

from .account_streams import record
from .actors import Actor, system
from .command_problems import shown

_ORGANISATION = table(OrganisationRow)
_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_KEY = 60


@dataclass(frozen=True)
class Organisation:
    """A council; `successor` answers for it since `succeeded_on`."""

    key: str
    name: str
    from_on: date | None
    to_on: date | None
    successor: str | None
    succeeded_on: date | None
    settings: Mapping[str, Any]

    def answers_on(self, day: date) -> bool:
        """Whether it has begun on the London date `day`, and nobody has taken over from it yet."""
        begun = self.from_on is None or self.from_on <= day
        return begun and (self.succeeded_on is None or self.succeeded_on > day)


def checked_key(key: str) -> str:
    """Return an organisation's key; raises `InvalidData` for what is none."""
    if not _KEY.fullmatch(key) or len(key) > _LONGEST_KEY:
        raise InvalidData("organisation", f"organisation is {shown(key)}; write a key in lower "
                          "case such as runnymede or west-surrey.")
    return key


def ensure_organisation(
    session: Session, key: str, now: datetime, *, name: str | None = None
) -> None:
    """Make the organisation `key` unless it is there; its name is made from the key if need be.

    Raises `InvalidData` for a key that is none.
    """
    known = checked_key(key)
    plain = name or known.replace("-", " ").title()
    session.execute(insert(_ORGANISATION).values(
        key=known, name=plain, settings={}, created_at=now
    ).on_conflict_do_nothing(index_elements=["key"]))


def create_organisation(
    key: str, name: str, *, settings: Mapping[str, Any] | None = None,
    from_on: date | None = None, by: Actor | None = None,
) -> Organisation:
    """Make an organisation, or change the name and settings of the one with that key.

    `from_on` is its first London date, where it has not begun yet.
    """
    now = clock.now()
    with transaction() as session:
        ensure_organisation(session, key, now, name=name)
        values: dict[str, Any] = {"name": name}
        if settings is not None:
            values["settings"] = dict(settings)
        if from_on is not None:
            values["from_on"] = from_on
        session.execute(
            update(_ORGANISATION).where(_ORGANISATION.c.key == key).values(**values)
        )
        data = {"name": name, "settings": sorted(settings or {})}
        record(session, f"ORG-{key}", "organisation_set", data, by=by or system(), now=now)
    return next(one for one in organisations() if one.key == key)


def succeed(key: str, successor: str, on: date, *, by: Actor | None = None) -> None:
    """Record that `successor` answers for the council `key` from the London date `on`."""
    now = clock.now()
    with transaction() as session:
        ensure_organisation(session, successor, now)
        changed = session.execute(
            update(_ORGANISATION).where(_ORGANISATION.c.key == key)
            .values(successor=successor, succeeded_on=on).returning(_ORGANISATION.c.key)
        ).first()
        if changed is None:
            raise InvalidData("organisation", f"organisation is {shown(key)}, which is not known; "
                              "write the key of one that is.")
        data = {"successor": successor, "succeeded_on": on.isoformat()}
        record(session, f"ORG-{key}", "organisation_succeeded", data, by=by or system(), now=now)


def organisations() -> tuple[Organisation, ...]:
    """Return every organisation by its key."""
    columns = _ORGANISATION.c
    rows = db.session.execute(
        select(columns.key, columns.name, columns.from_on, columns.to_on, columns.successor,
               columns.succeeded_on, columns.settings).order_by(columns.key)
    )
    return tuple(Organisation(*row) for row in rows)
