"""Counts the open complaints anew on another calendar: what would change, and the change itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.decide.calendars import last_day_to_tell, rules_moved
from complaints_service.domain.events import NewEvent
from complaints_service.domain.london import london_date
from complaints_service.domain.recounting import DateChange, changed_dates
from complaints_service.domain.rules import Rules
from complaints_service.letters.wording import uk_date
from complaints_service.persistence import calendars
from complaints_service.persistence.database import db
from complaints_service.persistence.queries import recounting
from complaints_service.persistence.streams import append_entry
from complaints_service.persistence.transaction import at_the_end, transaction

from . import references, rules_in_use
from .actors import Actor
from .writing import Pen, write

AT_ONCE = 100
"""Complaints looked at in one go; those that change are re-dated in one commit."""


@dataclass(frozen=True)
class LetterNaming:
    """A letter that left and names the old date of a deadline of this kind."""

    id: str
    letter: str
    kind: str


@dataclass(frozen=True)
class Redated:
    """A complaint whose dates a calendar changes, and the letters that name the old ones."""

    ref: str
    changes: tuple[DateChange, ...]
    letters: tuple[LetterNaming, ...]


def affected(session: Session, rules: Rules) -> Iterator[Redated]:
    """Yield every open complaint whose dates change on the rules' calendar; nothing is written."""
    after = ""
    while True:
        found = recounting.left_behind(session, rules.calendar.version, after=after, limit=AT_ONCE)
        if not found:
            return
        yield from _redated(session, found, rules)
        after = found[-1].ref


def _redated(
    session: Session, found: Sequence[Complaint], rules: Rules
) -> Iterator[Redated]:
    changes = {one.ref: changed_dates(one, rules, rules.calendar.version) for one in found}
    moving = {ref: those for ref, those in changes.items() if those}
    letters = _letters(session, moving)
    for ref, those in moving.items():
        yield Redated(ref, those, letters.get(ref, ()))


def _letters(
    session: Session, moving: Mapping[str, tuple[DateChange, ...]]
) -> dict[str, tuple[LetterNaming, ...]]:
    """The letters that left and name an old date, as they were read by whoever got them."""
    found: dict[str, tuple[LetterNaming, ...]] = {}
    if not moving:
        return found
    for row in recounting.letters_sent(session, list(moving)):
        text = " ".join(row.plain_text.split())
        for one in moving[row.ref]:
            if one.before is not None and _names(text, one.before):
                letter = LetterNaming(row.id, row.kind, one.kind)
                found[row.ref] = (*found.get(row.ref, ()), letter)
    return found


def _names(text: str, day: date) -> bool:
    return re.search(rf"(?<!\d){re.escape(uk_date(day))}(?!\d)", text) is not None


def recount(by: Actor, role: str, now: datetime, *, most: int | None = None) -> int:
    """Re-date the open complaints that the latest calendar changes, each by one event; return how
    many. At most about `most` are re-dated; what others hold just now is left for later.
    """
    rules, done, after = rules_in_use.latest_rules(), 0, ""
    while most is None or done < most:
        found = recounting.left_behind(db.session(), rules.calendar.version, after=after,
                                       limit=AT_ONCE)
        if not found:
            break
        after = found[-1].ref
        moving = [one.ref for one in found
                  if changed_dates(one, rules, rules.calendar.version)]
        if moving:
            done += _recount(moving, rules, by, role, now)
    return done


def _recount(refs: Sequence[str], rules: Rules, by: Actor, role: str, now: datetime) -> int:
    with transaction() as session:
        held = recounting.lock_left_behind(session, rules.calendar.version, refs)
        by_ref = {one.ref: one for one in held}
        writes, hashes, done = at_the_end(session), [], 0
        pen = Pen(session, writes, now, by.id, role, rules, references.new_id)
        for one in _redated(session, held, rules):
            wrote = write(pen, one.ref, by_ref[one.ref], [_event(by_ref[one.ref], one, rules, now)],
                          {})
            hashes += [stored.hash for stored in wrote.stored]
            done += 1
        if hashes:
            append_entry(writes, now, hashes)
    return done


def _event(complaint: Complaint, found: Redated, rules: Rules, now: datetime) -> NewEvent:
    letters = [{"id": one.id, "kind": one.kind} for one in found.letters]
    named = {one.kind for one in found.letters}
    told = [one for one in found.changes if one.kind in named]
    tell_by = last_day_to_tell(told, london_date(now), rules) if told else None
    return rules_moved(complaint, rules, max(now, complaint.last_recorded_at or now),
                       found.changes, letters, tell_by)


def catch_up(by: Actor, now: datetime) -> int:
    """Finish what an import began: re-date what it left, such as complaints that somebody was at.

    Returns how many were re-dated. The worker asks at each beat; without an unfinished import
    nothing is looked at.
    """
    if not calendars.unfinished(db.session()):
        return 0
    done = recount(by, "system", now)
    with transaction() as session:
        version = calendars.latest(session)
        rest = version is not None and any(
            True for _ in affected(session, rules_in_use.latest_rules()))
        if version is not None and not rest:
            calendars.finish(session, version, now)
    return done
