"""Takes in a published list of bank holidays: proposed, looked at, approved once, then applied."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.content.calendar_versions import (
    Changed,
    as_data,
    changed,
    next_nations,
    next_version,
)
from complaints_service.content.closures import ENGLAND_AND_WALES
from complaints_service.content.govuk_holidays import read_govuk
from complaints_service.domain.calendar import Closure, WorkingCalendar
from complaints_service.domain.london import london_date
from complaints_service.domain.refusals import Refusal
from complaints_service.domain.rules import Rules
from complaints_service.persistence import calendars
from complaints_service.persistence.database import db
from complaints_service.persistence.queries.file_lists import emails
from complaints_service.persistence.queries.recounting import visible_among
from complaints_service.persistence.transaction import transaction

from . import account_streams, calendars_in_use, rules_in_use
from .actors import Actor
from .errors import Forbidden
from .recounting import Redated, affected, recount
from .reveal import instant
from .visibility import visible_clause

STREAM = "CALENDAR"
"""The stream of events about calendars; it belongs to the installation."""
APPROVERS = ("administrator", "officer")
Json = dict[str, Any]


@dataclass(frozen=True)
class Proposal:
    """The next version of the calendars, and what it changes for each nation."""

    source: str
    sha256: str
    follows: str
    version: str
    nations: Mapping[str, WorkingCalendar]
    changes: Mapping[str, Changed]

    @property
    def changes_something(self) -> bool:
        """Whether any day, or what is known to be proclaimed, differs from what is in use."""
        return any(self.changes.values())

    @property
    def calendar(self) -> WorkingCalendar:
        """The calendar on which the Codes' clocks would run."""
        return self.nations[ENGLAND_AND_WALES]


def propose(source: str, raw: bytes, now: datetime) -> Proposal:
    """Read a list in the shape of GOV.UK and say what it would change; nothing is written.

    Raises HolidaysRefused for what is no list, and for one that leaves out a holiday in use.
    """
    published = read_govuk(source, raw)
    current = calendars_in_use.nations(db.session())
    follows = current[ENGLAND_AND_WALES].version
    version = next_version(london_date(now), follows)
    nations = next_nations(current, published, version)
    changes = {nation: changed(current[nation], nations[nation]) for nation in nations}
    digest = hashlib.sha256(raw).hexdigest()
    return Proposal(source[:200], digest, follows, version, nations, changes)


def preview(proposal: Proposal) -> tuple[Redated, ...]:
    """Return every open complaint that the proposal would re-date, with its old and new dates."""
    return tuple(affected(db.session(), _proposed_rules(proposal)))


def _proposed_rules(proposal: Proposal) -> Rules:
    rules = rules_in_use.latest_rules()
    new = proposal.calendar
    return replace(rules, calendar=new, calendars={**rules.calendars, new.version: new})


def role_of(by: Actor) -> str:
    """Return the role in which the actor approves a calendar. Raises Forbidden."""
    if "system" in by.roles:
        return "system"
    role = next((one for one in APPROVERS if one in by.roles), None)
    if role is None:
        raise Forbidden(f"a calendar is approved by {' or '.join(APPROVERS)}")
    return role


def approve(
    proposal: Proposal, found: tuple[Redated, ...], *, by: Actor, now: datetime
) -> None:
    """Put the proposal in force, by one recorded act; complaints are re-dated by `carry_out`.

    Raises Forbidden, and Refusal (`not_allowed`) where another calendar came between.
    """
    role = role_of(by)
    with transaction() as session:
        calendars.lock(session)
        _must_follow(session, proposal)
        facts = _facts(proposal, found)
        calendars.keep(session, calendars.Imported(
            proposal.version, now, proposal.source, as_data(proposal.nations), by.id,
            proposal.sha256, facts, None,
        ))
        said = {"version": proposal.version, "sha256": proposal.sha256, **facts}
        account_streams.record(session, STREAM, "calendar_imported", said, by=by, now=now,
                               role=role)


def _must_follow(session: Session, proposal: Proposal) -> None:
    current = calendars_in_use.nations(session)[ENGLAND_AND_WALES].version
    if current != proposal.follows:
        raise Refusal("not_allowed", f"the calendar in use is '{current}' by now, not "
                      f"'{proposal.follows}'; look at what the list would change once more")


def carry_out(by: Actor, now: datetime, *, most: int | None = None) -> int:
    """Re-date the open complaints on the calendar in force; return how many were. The worker
    finishes what `most` leaves over."""
    return recount(by, role_of(by), now, most=most)


def take_in(
    source: str, raw: bytes, *, by: Actor, now: datetime, dry_run: bool = False,
    most: int | None = None, readers: Actor | None = None,
) -> Json:
    """Read a list, say what it changes, and unless `dry_run` put it in force and re-date.

    Doing it again changes nothing. Complaints that `readers` may not know of are counted, not
    named. Raises HolidaysRefused, Forbidden and Refusal.
    """
    role_of(by)
    proposal = propose(source, raw, now)
    found = preview(proposal) if proposal.changes_something else ()
    applies = proposal.changes_something and not dry_run
    if applies:
        approve(proposal, found, by=by, now=now)
    redated = 0 if dry_run else carry_out(by, now, most=most)
    return {
        "version": proposal.version if proposal.changes_something else proposal.follows,
        "changed": proposal.changes_something,
        "applied": applies,
        "redated": redated,
        **_facts(proposal, found),
        "redate": [redated_json(one) for one in named(found, readers)],
    }


def named(found: tuple[Redated, ...], reader: Actor | None) -> tuple[Redated, ...]:
    """Return those of the complaints that the reader may know of; None may know of all."""
    if reader is None or not found:
        return found
    known = visible_among(db.session(), [one.ref for one in found], visible_clause(reader))
    return tuple(one for one in found if one.ref in known)


def versions() -> list[Json]:
    """Return every imported version, the latest first."""
    kept = calendars.imported(db.session())
    names = emails({one.approved_by for one in kept})
    return [
        {"version": one.version, "from": one.facts.get("from"), "source": one.source,
         "sha256": one.sha256, "recorded_at": instant(one.recorded_at),
         "approved_by": names.get(one.approved_by, one.approved_by),
         "proclaimed_to": one.facts.get("proclaimed_to"), "nations": one.facts.get("nations", {}),
         "complaints": one.facts.get("complaints", 0), "letters": one.facts.get("letters", 0),
         "recounted_at": instant(one.recounted_at)}
        for one in reversed(kept)
    ]


def _facts(proposal: Proposal, found: tuple[Redated, ...]) -> Json:
    return {
        "from": proposal.follows,
        "proclaimed_to": proclaimed_year(proposal.calendar),
        "nations": changes_json(proposal),
        "complaints": len(found),
        "letters": sum(len(one.letters) for one in found),
    }


def proclaimed_year(calendar: WorkingCalendar) -> int:
    """Return the last year whose bank holidays are known and proclaimed."""
    return min(calendar.provisional_years, default=calendar.last_day.year + 1) - 1


def changes_json(proposal: Proposal) -> Json:
    """Return what the proposal changes, by nation; nations that it leaves alone are left out."""
    return {
        nation: {"added": [_day(day) for day in one.added],
                 "removed": [_day(day) for day in one.removed], "years": list(one.years)}
        for nation, one in proposal.changes.items() if one
    }


def _day(closure: Closure) -> Json:
    return {"day": closure.day.isoformat(), "name": closure.name}


def redated_json(one: Redated) -> Json:
    """Return one complaint that is re-dated, as commands and the API show it."""
    return {
        "ref": one.ref,
        "deadlines": [
            {"kind": each.kind, "item": each.item,
             "before": None if each.before is None else each.before.isoformat(),
             "after": None if each.after is None else each.after.isoformat()}
            for each in one.changes
        ],
        "letters": [{"id": each.id, "letter": each.letter, "kind": each.kind}
                    for each in one.letters],
    }
