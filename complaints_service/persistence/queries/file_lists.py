"""Lists that hang on one complaint, on the outbox, the chain, the accounts or the editions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import aliased

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import ChainEntryRow, EventRow, PrivateValueRow
from complaints_service.persistence.models.learning import EditionRow, ImprovementRow
from complaints_service.persistence.models.message import LetterRow, OutboxRow
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.models.staffing import AbsenceRow

from .absences import holds_on
from .keyset import Place, Rows, page

_EVENT = table(EventRow).c
_LETTER = table(LetterRow).c
_OUTBOX = table(OutboxRow).c
_ACCOUNT = table(AccountRow).c
_ABSENCE = table(AbsenceRow).c
_EDITION = table(EditionRow).c
_IMPROVEMENT = table(ImprovementRow).c

LETTER_COLUMNS = (
    _LETTER.issued_at, _LETTER.id, _LETTER.ref, _LETTER.kind, _LETTER.stage, _LETTER.send_by,
    _LETTER.dispatched_at, _LETTER.delivery, _LETTER.sha256, _LETTER.template,
    _LETTER.template_version, _LETTER.blocks,
)


def events(ref: str, *, after: Place | None, limit: int) -> Rows:
    """Return the events of one stream in their order."""
    columns = (_EVENT.seq, _EVENT.type, _EVENT.data, _EVENT.occurred_at, _EVENT.recorded_at,
               _EVENT.actor, _EVENT.role, _EVENT.prev_hash, _EVENT.hash)
    return page(select(*columns).where(_EVENT.ref == ref), columns[:1], after=after, limit=limit)


def letters(refs: Collection[str], *, after: Place | None, limit: int) -> Rows:
    """Return the letters of these files as they were issued, those of one instant as recorded."""
    recorded = (
        select(func.coalesce(func.min(_EVENT.seq), 0))
        .where(_EVENT.ref == _LETTER.ref, _EVENT.data["letter"]["id"].astext == _LETTER.id)
        .scalar_subquery()
    )
    order = (_LETTER.issued_at, recorded, _LETTER.id)
    statement = select(*order, *LETTER_COLUMNS[2:]).where(_LETTER.ref.in_(refs))
    return page(statement, order, after=after, limit=limit)


def letter(letter_id: str) -> Row[*tuple[Any, ...]] | None:
    """Return one letter with its words."""
    columns: tuple[Any, ...] = (*LETTER_COLUMNS, _LETTER.html, _LETTER.plain_text)
    return db.session.execute(select(*columns).where(_LETTER.id == letter_id)).first()


def outbox(
    visible: ColumnElement[bool], narrowed: Mapping[str, Any], *, after: Place | None, limit: int
) -> Rows:
    """Return messages, newest first: those about no complaint, and those about visible ones.

    `narrowed` may name a `state`, a `kind`, a `ref`, and whether they are `settled`.
    """
    columns = (_OUTBOX.id, _OUTBOX.key, _OUTBOX.kind, _OUTBOX.ref, _OUTBOX.state,
               _OUTBOX.attempts, _OUTBOX.next_attempt_at, _OUTBOX.message_id, _OUTBOX.letter,
               _ACCOUNT.email.label("assigned_to"), _OUTBOX.settled_at, _OUTBOX.sent_at)
    known = table(ComplaintRow).c.ref
    statement = (
        select(*columns).select_from(table(OutboxRow))
        .outerjoin(ComplaintRow, known == _OUTBOX.ref)
        .outerjoin(AccountRow, _ACCOUNT.id == _OUTBOX.assigned_to)
        .where(or_(_OUTBOX.ref.is_(None), and_(known.is_not(None), visible)))
    )
    for name in ("id", "state", "kind", "ref"):
        if name in narrowed:
            statement = statement.where(_OUTBOX[name] == narrowed[name])
    if "settled" in narrowed:
        settled = _OUTBOX.settled_at.is_not(None)
        statement = statement.where(settled if narrowed["settled"] else ~settled)
    return page(statement, columns[:1], after=after, limit=limit, descending=True)


def message(visible: ColumnElement[bool], message_id: int) -> Any:
    """Return one message that an actor may know of."""
    found = outbox(visible, {"id": message_id}, after=None, limit=1).rows
    return found[0] if found else None


def chain(*, after: Place | None, limit: int) -> Rows:
    """Return the installation's chain from its first entry."""
    row = table(ChainEntryRow).c
    columns = (row.n, row.recorded_at, row.events, row.prev_hash, row.hash)
    return page(select(*columns), columns[:1], after=after, limit=limit)


def accounts(
    organisation: str | None, on: date, *, after: Place | None, limit: int
) -> Rows:
    """Return the accounts of one organisation, or of all, by address, each with the absence that
    holds on the London date `on`."""
    columns = (_ACCOUNT.email, _ACCOUNT.id, _ACCOUNT.name, _ACCOUNT.organisation, _ACCOUNT.roles,
               _ACCOUNT.services, _ACCOUNT.enabled)
    cover = aliased(AccountRow)
    statement = (
        select(*columns, _ABSENCE.from_on.label("absent_from"), _ABSENCE.to_on.label("absent_to"),
               cover.email.label("cover"))
        .outerjoin(AbsenceRow, and_(_ABSENCE.account == _ACCOUNT.id, holds_on(on)))
        .outerjoin(cover, cover.id == _ABSENCE.cover)
    )
    if organisation is not None:
        statement = statement.where(_ACCOUNT.organisation == organisation)
    return page(statement, columns[:1], after=after, limit=limit)


def editions(
    organisation: str | None, states: Collection[str], *, after: Place | None, limit: int
) -> Rows:
    """Return editions of one organisation, or of all, in these states, by id."""
    columns = (_EDITION.id, _EDITION.report, _EDITION.organisation, _EDITION.period,
               _EDITION.number, _EDITION.revises, _EDITION.sha256, _EDITION.state,
               _EDITION.as_of, _EDITION.built_at, _EDITION.built_by, _EDITION.approved_by,
               _EDITION.approved_at, _EDITION.released_at, _EDITION.withdrawn_at,
               _EDITION.withdrawn_reason)
    statement = select(*columns).where(_EDITION.state.in_(states))
    if organisation is not None:
        statement = statement.where(_EDITION.organisation == organisation)
    return page(statement, columns[:1], after=after, limit=limit)


def improvements(
    visible: ColumnElement[bool], *, after: Place | None, limit: int
) -> Rows:
    """Return (id, snapshot) of improvements that an actor may see, by id."""
    statement = select(_IMPROVEMENT.id, _IMPROVEMENT.snapshot).where(visible)
    return page(statement, (_IMPROVEMENT.id,), after=after, limit=limit)


def emails(account_ids: Collection[str]) -> dict[str, str]:
    """Return the address of each of these accounts."""
    if not account_ids:
        return {}
    rows = db.session.execute(
        select(_ACCOUNT.id, _ACCOUNT.email).where(_ACCOUNT.id.in_(account_ids))
    )
    return {row.id: row.email for row in rows}


def names(account_ids: Collection[str]) -> dict[str, str]:
    """Return the name of each of these accounts."""
    if not account_ids:
        return {}
    rows = db.session.execute(
        select(_ACCOUNT.id, _ACCOUNT.name).where(_ACCOUNT.id.in_(account_ids))
    )
    return {row.id: row.name for row in rows}


def payloads(refs: Collection[str]) -> dict[str, str]:
    """Return the JSON texts of the private values of these streams, by digest."""
    row = table(PrivateValueRow).c
    found = db.session.execute(select(row.sha256, row.payload).where(row.ref.in_(refs)))
    return {one.sha256: one.payload for one in found}
