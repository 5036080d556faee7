"""What a complaint's own page reads at once: its events, letters, messages and people's names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from complaints_service.domain.events import Event
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import EventRow
from complaints_service.persistence.models.message import LetterRow, OutboxRow
from complaints_service.persistence.models.people import AccountRow, OrganisationRow

from .file_lists import LETTER_COLUMNS

_EVENT, _OUTBOX = table(EventRow).c, table(OutboxRow).c
_ORGANISATION = table(OrganisationRow).c
_ACCOUNT, _COMPLAINT = table(AccountRow).c, table(ComplaintRow).c
_LETTER = table(LetterRow).c


def events(ref: str) -> list[Event]:
    """Return every event of a stream, in its order."""
    rows = db.session.execute(
        select(_EVENT.seq, _EVENT.type, _EVENT.data, _EVENT.occurred_at, _EVENT.recorded_at,
               _EVENT.actor, _EVENT.role)
        .where(_EVENT.ref == ref).order_by(_EVENT.seq)
    )
    return [Event(*row) for row in rows]


def letters(ref: str) -> Sequence[Any]:
    """Return every letter of a complaint without its words, as they were issued; those of one
    instant as they were recorded."""
    issued_at, letter_id = LETTER_COLUMNS[:2]
    recorded = (
        select(func.min(_EVENT.seq))
        .where(_EVENT.ref == _LETTER.ref, _EVENT.data["letter"]["id"].astext == _LETTER.id)
        .scalar_subquery()
    )
    return db.session.execute(
        select(*LETTER_COLUMNS).where(_LETTER.ref == ref)
        .order_by(issued_at, recorded.asc().nulls_first(), letter_id)
    ).all()


def messages(ref: str) -> Sequence[Any]:
    """Return every message about a complaint, as they were made."""
    return db.session.execute(
        select(_OUTBOX.id, _OUTBOX.kind, _OUTBOX.letter, _OUTBOX.account, _OUTBOX.state,
               _OUTBOX.due_on, _OUTBOX.late, _OUTBOX.facts, _OUTBOX.created_at, _OUTBOX.sent_at)
        .where(_OUTBOX.ref == ref).order_by(_OUTBOX.id)
    ).all()


def names(account_ids: Collection[str]) -> dict[str, str]:
    """Return the name of each of these accounts."""
    if not account_ids:
        return {}
    rows = db.session.execute(
        select(_ACCOUNT.id, _ACCOUNT.name).where(_ACCOUNT.id.in_(account_ids))
    )
    return {row.id: row.name for row in rows}


def known_among(refs: Collection[str], visible: ColumnElement[bool]) -> dict[str, str]:
    """Return the state of each of these complaints that fits `visible`."""
    if not refs:
        return {}
    rows = db.session.execute(
        select(_COMPLAINT.ref, _COMPLAINT.state).where(_COMPLAINT.ref.in_(refs), visible)
    )
    return {row.ref: row.state for row in rows}


def organisation_settings(key: str) -> dict[str, Any]:
    """Return the settings of an organisation; none where there is no such one."""
    found = db.session.scalar(select(_ORGANISATION.settings).where(_ORGANISATION.key == key))
    return dict(found or {})


_FULL = (
    "stage_2_investigating", "stage_2_responded", "stage_1_responded", "stage_1_investigating",
)


def an_example() -> str | None:
    """Return an unrestricted complaint that has come far and belongs to somebody, if any has."""
    return db.session.scalar(
        select(_COMPLAINT.ref)
        .where(_COMPLAINT.restricted.is_(False), _COMPLAINT.kind == "complaint")
        .order_by(
            _COMPLAINT.handler.is_(None), _COMPLAINT.state.not_in(_FULL),
            _COMPLAINT.version.desc(), _COMPLAINT.ref,
        ).limit(1)
    )


def an_example_case() -> tuple[str, str] | None:
    """Return an unrestricted complaint with an Ombudsman's case, and the id of its first."""
    first = _COMPLAINT.snapshot["ombudsman"][0]["id"].astext
    found = db.session.execute(
        select(_COMPLAINT.ref, first.label("case"))
        .where(_COMPLAINT.restricted.is_(False), first.is_not(None))
        .order_by(_COMPLAINT.stage != "ombudsman", _COMPLAINT.version.desc(), _COMPLAINT.ref)
        .limit(1)
    ).first()
    return None if found is None else (found.ref, found.case)


def an_example_letter() -> tuple[str, str] | None:
    """Return the example's latest letter with its complaint."""
    ref = an_example()
    found = None if ref is None else db.session.scalar(
        select(_LETTER.id).where(_LETTER.ref == ref).order_by(_LETTER.issued_at.desc()).limit(1)
    )
    return None if ref is None or found is None else (ref, found)
