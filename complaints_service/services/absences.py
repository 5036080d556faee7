"""Absences with dates, and who stands in meanwhile; each is an event of the account's stream."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.domain.absences import Absence, stand_in
from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.models.staffing import AbsenceRow
from complaints_service.persistence.queries import absences as queries
from complaints_service.persistence.transaction import transaction

from .account_streams import record
from .accounts import account_of_email, account_with_id
from .actors import Actor
from .command_problems import shown
from .errors import Forbidden

_AWAY, _ACCOUNT = table(AbsenceRow), table(AccountRow)
KEEPERS = frozenset({"officer", "administrator", "system"})
"""Who may record the absence of somebody else."""
NEEDED = {"handler": frozenset({"handler", "officer"}), "reviewer": frozenset({"reviewer"})}
"""What a cover has to be, by what the person away is: one of these roles."""
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Person:
    """An account as absences need to know it."""

    id: str
    email: str
    name: str
    organisation: str | None
    roles: frozenset[str]
    enabled: bool


def cover_of(account_id: str, on: date) -> str | None:
    """Return the account that stands in for an absent one on the London date `on`.

    None where the account is not away, or nobody who can sign in stands in. Whether that person
    may see a certain complaint is another question: a restricted one is for its list alone.
    """
    return stand_in(account_id, queries.absent_on(db.session(), on))


def absent_on(on: date) -> dict[str, str | None]:
    """Return every account that is away on the London date `on`, with the cover that was named."""
    return queries.absent_on(db.session(), on)


def absences_of(account_id: str, since: date) -> list[Absence]:
    """Return the account's absences that have not ended before `since`, the earliest first."""
    return queries.absences_of(db.session(), account_id, since)


def record_absence(
    account_id: str, from_on: date, to_on: date | None, cover_email: str | None, *, by: Actor
) -> Absence:
    """Record that an account is away, both days included (`to_on` None: until further notice).

    For oneself, an officer or an administrator. Raises Forbidden, and InvalidData naming the field.
    """
    now = clock.now()
    today = clock.london_date(now)
    with transaction() as session:
        person = _with_id(session, account_id)
        role = _allowed(by, person)
        cover = _cover(session, cover_email, person) if cover_email else None
        wanted = Absence(person.id, from_on, to_on, cover.id if cover else None)
        _check_dates(session, wanted, today)
        if cover is not None:
            _check_there(session, cover, wanted, today)
        session.execute(insert(_AWAY).values(
            account=person.id, from_on=from_on, to_on=to_on, cover=wanted.cover))
        record(session, person.id, "absence_recorded", _data(wanted), by=by, now=now, role=role)
    return wanted


def end_absence(account_id: str, from_on: date, *, by: Actor) -> None:
    """End an absence with yesterday, or take it back where it has not begun.

    Raises Forbidden, and InvalidData where there is no such absence.
    """
    now = clock.now()
    today = clock.london_date(now)
    with transaction() as session:
        person = _with_id(session, account_id)
        role = _allowed(by, person)
        found = next((one for one in queries.absences_of(session, person.id, today)
                      if one.from_on == from_on), None)
        if found is None:
            raise InvalidData("from", f"from is {from_on}, on which no absence begins that is "
                              "still to end; look at the list.")
        its = (_AWAY.c.account == person.id, _AWAY.c.from_on == from_on)
        if from_on < today:
            until: date | None = today - timedelta(days=1)
            session.execute(update(_AWAY).where(*its).values(to_on=until))
        else:
            until = None
            session.execute(delete(_AWAY).where(*its))
        data = {"from": from_on.isoformat(), "to": until.isoformat() if until else None}
        record(session, person.id, "absence_ended", data, by=by, now=now, role=role)


def hand_over_cover(session: Session, absence: Absence, heir: str, *, by: Actor) -> None:
    """Let `heir` stand in from now on, within a transaction that is open.

    Raises InvalidData where the heir cannot.
    """
    now = clock.now()
    person = _person(session, _ACCOUNT.c.id == absence.account)
    cover = _cover(session, heir, person)
    changed = Absence(absence.account, absence.from_on, absence.to_on, cover.id)
    _check_there(session, cover, changed, clock.london_date(now))
    session.execute(update(_AWAY).where(
        _AWAY.c.account == absence.account, _AWAY.c.from_on == absence.from_on,
    ).values(cover=cover.id))
    record(session, absence.account, "absence_recorded", _data(changed), by=by, now=now,
           role="system" if "system" in by.roles else "administrator")


def _data(absence: Absence) -> dict[str, str | None]:
    return {"from": absence.from_on.isoformat(),
            "to": absence.to_on.isoformat() if absence.to_on else None, "cover": absence.cover}


def _with_id(session: Session, account_id: str) -> Person:
    return _person(session, _ACCOUNT.c.id == account_with_id(account_id).id)


def _person(session: Session, condition: ColumnElement[bool]) -> Person:
    columns = _ACCOUNT.c
    row = session.execute(
        select(columns.id, columns.email, columns.name, columns.organisation, columns.roles,
               columns.enabled).where(condition).with_for_update()
    ).first()
    if row is None or not row.enabled:
        raise InvalidData("account", "account is none that can sign in; choose one that is listed.")
    return Person(row.id, row.email, row.name, row.organisation, frozenset(row.roles), row.enabled)


def _allowed(by: Actor, person: Person) -> str:
    """The role in which `by` may record the absence of this person; raises Forbidden."""
    here = by.organisation in (None, person.organisation)
    keeper = next((role for role in ("system", "administrator", "officer")
                   if role in by.roles and role in KEEPERS), None)
    if keeper and here:
        return keeper
    if by.id == person.id and by.roles:
        return min(by.roles)
    raise Forbidden("An absence is recorded by the person, an officer or an administrator.")


def _cover(session: Session, email: str, person: Person) -> Person:
    plain = email.strip().lower()
    try:
        cover = _person(session, _ACCOUNT.c.id == account_of_email(session, plain).id)
    except InvalidData:
        raise InvalidData("cover", f"cover is {shown(plain)}, which is no account that can sign "
                          "in; choose somebody who can.") from None
    if cover.id == person.id:
        raise InvalidData("cover", f"cover is {cover.name}, who is away; choose somebody else.")
    if cover.organisation is not None and cover.organisation != person.organisation:
        raise InvalidData("cover", f"cover is {cover.name}, who works for another council; choose "
                          "somebody of the same one.")
    for role, fitting in NEEDED.items():
        if role in person.roles and not fitting & cover.roles:
            raise InvalidData("cover", f"cover is {cover.name}, who is not {' or '.join(fitting)}; "
                              f"choose somebody who may act as {role}.")
    return cover


def _check_dates(session: Session, wanted: Absence, today: date) -> None:
    if wanted.to_on is not None and wanted.to_on < wanted.from_on:
        raise InvalidData("to", f"to is {wanted.to_on}, before the first day, {wanted.from_on}; "
                          "give the last day away.")
    if wanted.to_on is not None and wanted.to_on < today:
        raise InvalidData("to", f"to is {wanted.to_on}, which has passed; give a day that is "
                          "still to come.")
    if not today - LONGEST <= wanted.from_on <= today + LONGEST:
        raise InvalidData("from", f"from is {wanted.from_on}; give a day within three years.")
    for other in queries.absences_of(session, wanted.account, min(wanted.from_on, today)):
        if wanted.overlaps(other):
            raise InvalidData("from", f"from is {wanted.from_on}, but an absence from "
                              f"{other.from_on} is recorded that overlaps; end that one first.")


def _check_there(session: Session, cover: Person, wanted: Absence, today: date) -> None:
    for other in queries.absences_of(session, cover.id, today):
        if wanted.overlaps(other):
            until = f"until {other.to_on}" if other.to_on else "until further notice"
            raise InvalidData("cover", f"cover is {cover.name}, who is away from {other.from_on} "
                              f"{until}; choose somebody who is there.")
