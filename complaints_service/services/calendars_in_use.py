"""The calendars of this installation: those of its files, and those imported since."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flask import current_app, has_app_context
from sqlalchemy.orm import Session

from complaints_service.content.calendar_versions import from_data
from complaints_service.content.closures import ENGLAND_AND_WALES, NATIONS, united_kingdom
from complaints_service.content.rules import load_nation
from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.rules import Rules
from complaints_service.persistence import calendars
from complaints_service.persistence.database import db

_HELD = "calendars_in_use"
LOOK_EVERY_SECONDS = 2.0
"""So late, at the latest, a page shows a calendar that another process imported; a command is
always decided by the latest."""


@dataclass
class _Held:
    """What one application knows: its rules, made of `base`, and when it last looked."""

    base: Rules
    rules: Rules
    latest: str | None = None
    looked_at: float = 0.0


class Versions(Mapping[str, WorkingCalendar]):
    """Calendars of England and Wales by version; one that is not known yet is looked up once."""

    def __init__(self, known: Mapping[str, WorkingCalendar]) -> None:
        """Know these."""
        self._known = dict(known)
        self._absent: set[str] = set()

    def __getitem__(self, version: str) -> WorkingCalendar:
        """Return a version; KeyError for one that was neither shipped nor imported."""
        if version not in self._known and version not in self._absent and has_app_context():
            # Somebody imported it while this process was at work.
            self._known |= _imported(db.session())
            if version not in self._known:
                self._absent.add(version)
        return self._known[version]

    def __iter__(self) -> Iterator[str]:
        """Go through the versions known."""
        return iter(self._known)

    def __len__(self) -> int:
        """Count the versions known."""
        return len(self._known)


def with_imported(base: Rules) -> Rules:
    """Return the rules with the calendars that this application last knew of."""
    if not has_app_context():
        return base
    held = _held(base)
    return held.rules


def with_latest(base: Rules, latest: str | None) -> Rules:
    """Return the rules with every imported calendar; `latest` is the name of the last of them,
    None where none was imported."""
    held = _held(base)
    if latest != held.latest:
        held.rules, held.latest = joined(base, db.session()), latest
    return held.rules


def look(base: Rules, *, sure: bool = False) -> Rules:
    """Return the rules with every calendar imported until now.

    The database is asked at most every `LOOK_EVERY_SECONDS`, unless one wants to be `sure`.
    """
    held, now = _held(base), time.monotonic()
    if not sure and now - held.looked_at < LOOK_EVERY_SECONDS:
        return held.rules
    held.looked_at = now
    return with_latest(base, calendars.latest(db.session()))


def _held(base: Rules) -> _Held:
    held: _Held | None = current_app.extensions.get(_HELD)
    if held is None or held.base is not base:
        held = current_app.extensions[_HELD] = _Held(base, base)
    return held


def nations(session: Session) -> dict[str, WorkingCalendar]:
    """Return every nation's current calendar."""
    shipped = {nation: load_nation(nation)[-1] for nation in NATIONS}
    kept = calendars.imported(session)
    if not kept or kept[-1].version <= shipped[ENGLAND_AND_WALES].version:
        return shipped
    return shipped | from_data(kept[-1].version, kept[-1].nations)


def joined(base: Rules, session: Session) -> Rules:
    """Return the rules with every calendar that was imported into this database."""
    current = nations(session)
    known = Versions({**base.calendars, **_imported(session)})
    return replace(
        base, calendars=known, calendar=current[ENGLAND_AND_WALES],
        uk_calendar=united_kingdom(list(current.values())),
    )


def _imported(session: Session) -> dict[str, WorkingCalendar]:
    return {
        one.version: from_data(one.version, one.nations)[ENGLAND_AND_WALES]
        for one in calendars.imported(session)
    }
