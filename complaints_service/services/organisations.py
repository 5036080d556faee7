"""The councils of one installation: made when first named, each with settings of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import any_, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.domain.refusals import InvalidData
from complaints_service.domain.sealing import Private
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.people import AccountRow, OrganisationRow
from complaints_service.persistence.transaction import transaction

from .account_streams import record
from .actors import Actor, system
from .command_problems import shown
from .council_settings import all_checked, checked

_ORGANISATION = table(OrganisationRow)
_ALL = select(
    _ORGANISATION.c.key, _ORGANISATION.c.name, _ORGANISATION.c.from_on, _ORGANISATION.c.to_on,
    _ORGANISATION.c.successor, _ORGANISATION.c.succeeded_on, _ORGANISATION.c.settings,
).order_by(_ORGANISATION.c.key)
_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_KEY, _LONGEST_NAME = 60, 200


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


def checked_name(name: str) -> str:
    """Return an organisation's name in one line; raises `InvalidData` for what is none."""
    plain = " ".join(name.split())
    if not plain.isprintable() or not 0 < len(plain) <= _LONGEST_NAME:
        raise InvalidData("name", f"name is {shown(name)}; write the council's name in at most "
                          f"{_LONGEST_NAME} characters.")
    return plain


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

    `from_on` is its first London date, where it has not begun yet. Raises `InvalidData`.
    """
    now, plain = clock.now(), checked_name(name)
    kept = None if settings is None else all_checked(settings)
    with transaction() as session:
        ensure_organisation(session, key, now, name=plain)
        values: dict[str, Any] = {"name": plain}
        if kept is not None:
            values["settings"] = kept
        if from_on is not None:
            values["from_on"] = from_on
        session.execute(
            update(_ORGANISATION).where(_ORGANISATION.c.key == key).values(**values)
        )
        data = {"name": plain, "settings": sorted(kept or {}),
                "values": Private({"settings": kept or {}})}
        record(session, stream_of(key), "organisation_set", data, by=by or system(), now=now)
    return organisation(key)


def change_settings(
    key: str, changes: Mapping[str, Any], *, name: str | None = None, from_on: date | None = None,
    by: Actor | None = None,
) -> Organisation:
    """Change some of an organisation's settings and keep the others; None takes one away.

    Nothing is recorded where nothing changes. Raises `InvalidData` naming the setting.
    """
    now, kept = clock.now(), {one: checked(one, value) for one, value in changes.items()}
    with transaction() as session:
        before = _held(session, key)
        values: dict[str, Any] = {}
        if name is not None:
            values["name"] = checked_name(name)
        if from_on is not None:
            values["from_on"] = from_on
        was = {**before.settings, "name": before.name, "from_on": _day(before.from_on)}
        wanted = {**kept, **values, "from_on": _day(from_on or before.from_on)}
        told = {one: {"was": was.get(one), "now": value} for one, value in wanted.items()
                if was.get(one) != value}
        if told:
            merged = {**before.settings, **kept}
            values["settings"] = {one: value for one, value in merged.items() if value is not None}
            session.execute(
                update(_ORGANISATION).where(_ORGANISATION.c.key == key).values(**values))
            data = {"settings": sorted(told), "values": Private(told)}
            record(session, stream_of(key), "settings_changed", data, by=by or system(), now=now)
    return organisation(key)


def _held(session: Session, key: str) -> Organisation:
    found = session.execute(_ALL.where(_ORGANISATION.c.key == key).with_for_update()).first()
    if found is None:
        raise _unknown(key)
    return Organisation(*found)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _unknown(key: str) -> InvalidData:
    return InvalidData("organisation", f"organisation is {shown(key)}, which is not known; write "
                       "the key of one that is.")


def succeed(
    key: str, successor: str, on: date, *, by: Actor | None = None, known_only: bool = False
) -> None:
    """Record that `successor` answers for the council `key` from the London date `on`.

    A successor that is named for the first time is made, unless `known_only`. Raises
    `InvalidData`: also for a council that would succeed itself, or one that it succeeded.
    """
    now = clock.now()
    with transaction() as session:
        _held(session, key)
        others = {one.key: one.successor for one in organisations()}
        if known_only and successor not in others:
            raise InvalidData("successor", f"successor is {shown(successor)}, which is not known; "
                              "make it first.")
        _refuse_circle(key, successor, others)
        ensure_organisation(session, successor, now)
        session.execute(
            update(_ORGANISATION).where(_ORGANISATION.c.key == key)
            .values(successor=successor, succeeded_on=on)
        )
        data = {"successor": successor, "succeeded_on": on.isoformat()}
        record(session, stream_of(key), "organisation_succeeded", data, by=by or system(), now=now)


def _refuse_circle(key: str, successor: str, others: Mapping[str, str | None]) -> None:
    after: str | None = successor
    seen: set[str] = set()
    while after is not None and after not in seen:
        if after == key:
            raise InvalidData("successor", f"successor is {shown(successor)}, for which {key} "
                              "would answer in the end; name another.")
        seen.add(after)
        after = others.get(after)


def organisation(key: str) -> Organisation:
    """Return the organisation of this key. Raises `InvalidData` where there is none."""
    found = db.session.execute(
        _ALL.where(_ORGANISATION.c.key == (key if _KEY.fullmatch(key) else ""))).first()
    if found is None:
        raise _unknown(key)
    return Organisation(*found)


def organisations() -> tuple[Organisation, ...]:
    """Return every organisation by its key."""
    return tuple(Organisation(*row) for row in db.session.execute(_ALL))


def is_looked_after_whole() -> bool:
    """Whether somebody administers the whole installation, rather than one council."""
    account = table(AccountRow).c
    return db.session.scalar(select(account.id).where(
        account.enabled, account.organisation.is_(None),
        literal("administrator") == any_(account.roles),
    ).limit(1)) is not None


def stream_of(key: str) -> str:
    """Return the stream of events in which what happens to an organisation is recorded."""
    return f"ORG-{key}"
