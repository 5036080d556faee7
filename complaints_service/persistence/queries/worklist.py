"""The caseload: what waits, in groups; a group's count and its list share one predicate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    any_,
    case,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from complaints_service.domain.stages import STAGE_2_OPEN, State
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import ChainEntryRow, PrivateValueRow
from complaints_service.persistence.models.people import AccountRow

from .search_words import found

_ROW = table(ComplaintRow).c
_ACCOUNT = table(AccountRow).c
_VALUE = table(PrivateValueRow).c
_ENTRY = table(ChainEntryRow).c
_UNDER_WAY = (State.STAGE_1_ACCEPTED.value, State.STAGE_1_INVESTIGATING.value)
_REVIEW = tuple(sorted(one.value for one in STAGE_2_OPEN))
_AT_STAGE_2 = (*_REVIEW, State.STAGE_2_RESPONDED.value)

# Written out, not bound: only so does the index of what waits serve a statement prepared once.
_LIVE = or_(_ROW.stage != literal_column("'ended'"), _ROW.next_due_on.is_not(None))
_COMPLAINT = _ROW.kind == literal_column("'complaint'")

HOLDER: ColumnElement[Any] = case((_ROW.state.in_(_AT_STAGE_2), _ROW.reviewer), else_=_ROW.handler)
"""The account that has it now: the reviewer at stage 2, else the handler."""


@dataclass(frozen=True)
class Days:
    """The London dates that groups look at: today, two working days on, and the week's Sunday."""

    today: date
    soon: date
    sunday: date


@dataclass(frozen=True)
class Narrowed:
    """What the caseload is narrowed to; None does not narrow.

    `handler` is an account's id and means who has it now; dates are inclusive London dates;
    `words` must all be on file; `group` is a key of `GROUPS`.
    """

    group: str = "work"
    service: str | None = None
    handler: str | None = None
    stage: str | None = None
    state: str | None = None
    code: str | None = None
    organisation: str | None = None
    received_from: date | None = None
    received_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    words: tuple[str, ...] = ()


Predicate = Callable[[Days], ColumnElement[bool]]


def _nobody_has_it(_: Days) -> ColumnElement[bool]:
    """Not answered yet, and nobody is to answer it: also what still waits for a decision."""
    return or_(
        and_(_ROW.state.in_((State.RECEIVED.value, *_UNDER_WAY)), _ROW.handler.is_(None)),
        and_(_ROW.state.in_(_REVIEW), _ROW.reviewer.is_(None)),
    )


def _to_extend(days: Days) -> ColumnElement[bool]:
    """More time has to be told by the due date, so it is decided before: the answer is due within
    two working days, or an extension that somebody drafted waits for approval (HO 6.5, 6.16;
    LGSCO 6.5, 6.17)."""
    investigating = _ROW.state.in_(
        (State.STAGE_1_INVESTIGATING.value, State.STAGE_2_INVESTIGATING.value))
    return or_(
        and_(investigating, _ROW.answer_by.between(days.today, days.soon)), _ROW.extension_waits
    )


# What each group holds of the complaints that are open, or have ended with something still due.
_WAITING: Mapping[str, Predicate] = {
    "overdue": lambda days: _ROW.next_due_on < days.today,
    "today": lambda days: _ROW.next_due_on == days.today,
    "soon": lambda days: and_(_ROW.next_due_on > days.today, _ROW.next_due_on <= days.soon),
    "week": lambda days: _ROW.next_due_on.between(days.today, days.sunday),
    "acknowledge": lambda _: _ROW.acknowledge_by.is_not(None),
    "answer": lambda days: _ROW.answer_by.between(days.today, days.sunday),
    "extensions": _to_extend,
    "updates": lambda _: _ROW.update_by.is_not(None),
    "new_dates": lambda _: _ROW.tell_by.is_not(None),
    "contributions": lambda _: _ROW.contribution_by.is_not(None),
    "ombudsman_dates": lambda _: _ROW.ombudsman_by.is_not(None),
    "remedies": lambda _: _ROW.remedy_by.is_not(None),
    "reviews": lambda _: _ROW.review_by.is_not(None),
    "triage": lambda _: _ROW.state == State.RECEIVED.value,
    "unassigned": _nobody_has_it,
    "with_ombudsman": lambda _: _ROW.stage == "ombudsman",
    "open": lambda _: _ROW.stage != "ended",
    "ended_due": lambda _: _ROW.stage == "ended",
    "work": lambda _: true(),
}
# And of every contact that is open, or has ended with something still due.
_ANY_KIND: Mapping[str, Predicate] = {
    "hazards": lambda _: _ROW.hazard_by.is_not(None),
    "requests": lambda _: and_(_ROW.kind == "service_request", _ROW.stage != "ended"),
}


def _of_complaints(predicate: Predicate) -> Predicate:
    return lambda days: and_(_COMPLAINT, predicate(days))


def _waiting(predicate: Predicate) -> Predicate:
    return lambda days: and_(_LIVE, predicate(days))


_INSIDE: Mapping[str, Predicate] = {
    **{key: _of_complaints(one) for key, one in _WAITING.items()}, **_ANY_KIND,
}
GROUPS: Mapping[str, Predicate] = {
    **{key: _waiting(one) for key, one in _INSIDE.items()}, "every": lambda _: true(),
}
"""Each group's predicate. `work` is all that is open, or has ended with something still due;
`every` is every contact, ended ones and service requests too."""

COUNTED = tuple(_INSIDE)
"""The groups that are counted beside each other, which `every` would make slow."""

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "due": (_ROW.next_due_on.asc().nulls_last(), _ROW.ref),
    "received": (_ROW.received_on, _ROW.ref),
    "newest": (_ROW.received_on.desc(), _ROW.ref),
    "service": (_ROW.service, _ROW.next_due_on.asc().nulls_last(), _ROW.ref),
    "handler": (_ACCOUNT.name.asc().nulls_first(), _ROW.next_due_on.asc().nulls_last(), _ROW.ref),
}


def counts(narrowed: Narrowed, visible: ColumnElement[bool], days: Days) -> dict[str, int]:
    """Count every group of `COUNTED` within what the list is narrowed to; its own group aside."""
    # That they are live is asked once for all.
    columns = [func.count().filter(_INSIDE[key](days)).label(key) for key in COUNTED]
    statement = select(*columns).select_from(table(ComplaintRow)).where(
        _LIVE, visible, *_narrowing(narrowed))
    return dict(db.session.execute(statement).one()._mapping)


def count(narrowed: Narrowed, visible: ColumnElement[bool], days: Days, most: int) -> int:
    """Count the list itself, no further than `most`."""
    inner = select(literal_column("1")).select_from(table(ComplaintRow)).where(
        *_which(narrowed, visible, days)).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(inner)) or 0


def rows(
    narrowed: Narrowed, visible: ColumnElement[bool], days: Days, *, order: str, start: int,
    limit: int,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return at most `limit` rows of the list from the row `start` (0 is the first) on.

    The page is found in the index first, and only its rows are fetched. `holder` is who has it,
    by name; `lead` is the digest of who leads the complaint, and `person` the payload behind it.
    """
    ordered = ORDERS[order]
    named = order == "handler"
    chosen = select(_ROW.ref, func.row_number().over(order_by=ordered).label("place"))
    if named:
        chosen = chosen.outerjoin(AccountRow, _ACCOUNT.id == HOLDER)
    page = chosen.where(*_which(narrowed, visible, days)).order_by(*ordered).offset(start).limit(
        limit).cte("page").prefix_with("MATERIALIZED", dialect="postgresql")
    statement = (
        select(*SHOWN)
        .join(page, page.c.ref == _ROW.ref)
        .outerjoin(AccountRow, _ACCOUNT.id == HOLDER)
        .outerjoin(PrivateValueRow, and_(_VALUE.ref == _ROW.ref, _VALUE.sha256 == _LEAD))
        .order_by(page.c.place)
    )
    return db.session.execute(statement).all()


def newest(
    narrowed: Narrowed, visible: ColumnElement[bool], days: Days, most: int
) -> tuple[list[str], int]:
    """Return references of the list, the latest received first and no more than `most`, and how
    many there are in all."""
    rows = db.session.execute(
        select(_ROW.ref, func.count().over().label("total"))
        .where(*_which(narrowed, visible, days)).order_by(*ORDERS["newest"]).limit(most)
    ).all()
    return [row.ref for row in rows], rows[0].total if rows else 0


def rows_of(refs: Sequence[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the rows of these contacts, in the order of their references given."""
    statement = (
        select(*SHOWN)
        .outerjoin(AccountRow, _ACCOUNT.id == HOLDER)
        .outerjoin(PrivateValueRow, and_(_VALUE.ref == _ROW.ref, _VALUE.sha256 == _LEAD))
        .where(_ROW.ref.in_(refs))
    )
    by_ref = {row.ref: row for row in db.session.execute(statement)}
    return [by_ref[ref] for ref in refs if ref in by_ref]


# Who is named as leading, else the first.
_PEOPLE = _ROW.snapshot["complainants"]
_LEAD = func.coalesce(
    func.jsonb_path_query_first(_PEOPLE, literal_column("'$[*] ? (@.lead == true)'::jsonpath"),
                                type_=JSONB)["details"]["sha256"].astext,
    _PEOPLE[0]["details"]["sha256"].astext,
)
SHOWN: tuple[ColumnElement[Any], ...] = (
    _ROW.ref, _ROW.organisation, _ROW.state, _ROW.stage, _ROW.kind, _ROW.service,
    _ROW.received_on, _ROW.next_due_on, _ROW.next_due_kind, _ROW.restricted,
    _ACCOUNT.name.label("holder"), HOLDER.label("holder_id"),
    _LEAD.label("lead"), _VALUE.payload.label("person"),
)


def _which(
    narrowed: Narrowed, visible: ColumnElement[bool], days: Days
) -> list[ColumnElement[bool]]:
    return [GROUPS[narrowed.group](days), visible, *_narrowing(narrowed)]


def _narrowing(narrowed: Narrowed) -> list[ColumnElement[bool]]:
    equal = {
        _ROW.service: narrowed.service, _ROW.stage: narrowed.stage, _ROW.state: narrowed.state,
        _ROW.organisation: narrowed.organisation, HOLDER: narrowed.handler,
    }
    clauses = [column == value for column, value in equal.items() if value is not None]
    if narrowed.code is not None:
        clauses.append(_ROW.codes.contains([narrowed.code]))
    if narrowed.received_from is not None:
        clauses.append(_ROW.received_on >= narrowed.received_from)
    if narrowed.received_to is not None:
        clauses.append(_ROW.received_on <= narrowed.received_to)
    if narrowed.due_from is not None:
        clauses.append(_ROW.next_due_on >= narrowed.due_from)
    if narrowed.due_to is not None:
        clauses.append(_ROW.next_due_on <= narrowed.due_to)
    if narrowed.words:
        clauses.append(_ROW.ref.in_(select(found(narrowed.words).c.ref)))
    return clauses


def reference(text: str, visible: ColumnElement[bool]) -> str | None:
    """Return the reference of the contact that `text` names, by its own or its old reference."""
    named = or_(_ROW.ref == text.upper(), _ROW.old_reference == text)
    return db.session.scalar(select(_ROW.ref).where(named, visible).order_by(_ROW.ref).limit(1))


def holders(organisation: str | None) -> list[tuple[str, str]]:
    """Return id and name of the accounts of an organisation, or of all, that may have one."""
    statement = select(_ACCOUNT.id, _ACCOUNT.name).where(
        or_(*(any_(_ACCOUNT.roles) == role for role in ("handler", "reviewer", "officer"))))
    if organisation is not None:
        statement = statement.where(_ACCOUNT.organisation == organisation)
    found_ = db.session.execute(statement.order_by(_ACCOUNT.name, _ACCOUNT.id))
    return [(row.id, row.name) for row in found_]


def entries_written() -> int:
    """Return the number of the installation's latest commit, 0 before the first."""
    return db.session.scalar(select(func.max(_ENTRY.n))) or 0
