"""What somebody has to do that nobody would do if they left: the list that needs heirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from complaints_service.domain.absences import Absence
from complaints_service.persistence.database import db
from complaints_service.persistence.queries import absences, file_lists
from complaints_service.persistence.queries import duties as queries

from .accounts import Account
from .actors import Actor
from .allocation import SETTING
from .reading import today
from .visibility import visible_clause

HEADS = "escalate_to"
INHERITED = ("handler", "reviewer", "remedy", "hazard", "contribution", "improvement", "cover",
             "allocation", "head", "access")
"""Kinds of duties that an heir takes over; `approvals` needs another approver instead."""


@dataclass(frozen=True)
class Duty:
    """One duty: its kind, what it is about (`subject`: a reference, an improvement, a council or an
    account) and which of several (`item`). `name` is whom an absence is of; `count` of how many.

    Of a restricted complaint the reference is not told to whoever may not see it: `hidden`.
    """

    kind: str
    subject: str
    item: str = ""
    due_on: date | None = None
    hidden: bool = False
    name: str = ""
    count: int = 1

    @property
    def key(self) -> str:
        """Return what tells this duty from the others of one account."""
        return ".".join(part for part in (self.kind, self.subject, self.item) if part)


def duties_of(account: Account) -> tuple[Duty, ...]:
    """Return every duty of an account, by kind and then by date."""
    return tuple(_all(db.session(), account))


def _all(session: Session, account: Account) -> Iterator[Duty]:
    for kind, rows in (("handler", queries.to_answer(session, account.id)),
                       ("reviewer", queries.to_review(session, account.id))):
        yield from (Duty(kind, one.ref, due_on=one.next_due_on, hidden=one.restricted)
                    for one in rows)
    yield from _owned(session, account)
    yield from (Duty("improvement", one.id, due_on=one.due_on)
                for one in queries.improvements(session, account.id))
    yield from _covers(session, account)
    yield from _settings(session, account)
    yield from (Duty("access", one.ref, hidden=True)
                for one in queries.only_reader_of(session, account.id))
    drafts = (queries.drafts_for_only_approver(session, account.id, account.organisation)
              if "approver" in account.roles else 0)
    if drafts:
        yield Duty("approvals", account.organisation or "", count=drafts)


def _owned(session: Session, account: Account) -> Iterator[Duty]:
    """What is theirs by name; what is theirs as the handler goes with the complaint."""
    seen = set()
    for one in queries.owned(session, account.id):
        number = one.item.partition(".")[0]
        listed = {"remedy": "remedies", "hazard": "hazards", "contribution": "contributions"}
        owner = "to" if one.kind == "contribution" else "owner"
        named = any(str(part.get("n")) == number and part.get(owner) == account.id
                    for part in one.snapshot.get(listed[one.kind]) or ())
        if named and (one.ref, one.kind, number) not in seen:
            seen.add((one.ref, one.kind, number))
            yield Duty(one.kind, one.ref, number, one.due_on, hidden=one.restricted)


def _covers(session: Session, account: Account) -> Iterator[Duty]:
    found = absences.covering(session, account.id, today())
    names = file_lists.names({one.account for one in found}) if found else {}
    for one in found:
        yield Duty("cover", one.account, one.from_on.isoformat(), one.to_on,
                   name=names.get(one.account, ""))


def _settings(session: Session, account: Account) -> Iterator[Duty]:
    for council in queries.councils_naming(session, account.id, account.email):
        for service, rule in sorted((council.settings.get(SETTING) or {}).items()):
            if account.id in (rule.get("people") or ()):
                yield Duty("allocation", council.key, service)
        if account.email in (council.settings.get(HEADS) or ()):
            yield Duty("head", council.key)


def absence_of(duty: Duty) -> Absence | None:
    """Return the absence that a duty of the kind `cover` is about, None where it has ended."""
    found = absences.absences_of(db.session(), duty.subject, today())
    return next((one for one in found if one.from_on.isoformat() == duty.item), None)


@dataclass(frozen=True)
class LeftBehind:
    """A complaint whose holder cannot work on it; `why` is `disabled` or `absent`."""

    ref: str
    service: str
    due_on: date | None
    name: str
    why: str


def left_behind(by: Actor) -> tuple[LeftBehind, ...]:
    """Return the complaints, visible to `by`, whose handler or reviewer has left, or is away with
    nobody standing in; what breaks first first."""
    session = db.session()
    away = absences.absent_on(session, today())
    alone = [one for one, cover in away.items() if cover is None or cover in away]
    return tuple(
        LeftBehind(row.ref, row.service, row.next_due_on, row.name,
                   "absent" if row.enabled else "disabled")
        for row in queries.left_behind(session, visible_clause(by), alone)
    )
