"""Mail that came in: kept once, found again, and matched with what we wrote."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from complaints_service.persistence.base import table
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.mail import InboundMessageRow
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.models.pages import TrackCodeRow
from complaints_service.persistence.models.people import OrganisationRow

from .search_words import found

_MAIL, _OUTBOX = table(InboundMessageRow), table(OutboxRow).c
_COMPLAINT, _CODE = table(ComplaintRow).c, table(TrackCodeRow).c
_LISTED = (
    _MAIL.c.id, _MAIL.c.organisation, _MAIL.c.received_at, _MAIL.c.recorded_at, _MAIL.c.place,
    _MAIL.c.why, _MAIL.c.ref, _MAIL.c.seq, _MAIL.c.answers, _MAIL.c.suggested, _MAIL.c.size,
    _MAIL.c.shown, _MAIL.c.decided_at, _MAIL.c.decided_by, _MAIL.c.reason, _MAIL.c.read_at,
    _MAIL.c.read_by,
)


def keep(session: Session, row: Mapping[str, Any]) -> bool:
    """Keep a message that came in; False where it is there already."""
    statement = insert(_MAIL).on_conflict_do_nothing(index_elements=["digest"])
    return session.execute(statement.returning(_MAIL.c.id), dict(row)).first() is not None


def put(session: Session, mail_id: str, **values: Any) -> None:
    """Write down where a message lies now, and why."""
    session.execute(update(_MAIL).where(_MAIL.c.id == mail_id).values(**values))


def held(session: Session, mail_id: str, *, lock: bool = False) -> Any:
    """Return one message without its bytes; `lock` keeps everybody else from deciding on it."""
    statement = select(*_LISTED).where(_MAIL.c.id == mail_id)
    return session.execute(statement.with_for_update() if lock else statement).first()


def raw(session: Session, mail_id: str) -> bytes | None:
    """Return the bytes of one message; None once erased."""
    return session.scalar(select(_MAIL.c.raw).where(_MAIL.c.id == mail_id))


def unsorted(session: Session, until: datetime, most: int) -> Sequence[str]:
    """Return messages that were kept before `until` and not yet sorted, the oldest first."""
    statement = (
        select(_MAIL.c.id)
        .where(_MAIL.c.place == literal_column("'received'"), _MAIL.c.recorded_at < until)
        .order_by(_MAIL.c.recorded_at, _MAIL.c.id).limit(most)
    )
    return session.scalars(statement).all()


def answered(session: Session, tokens: Collection[str]) -> Sequence[Any]:
    """Return those messages of ours that carry one of these secret marks, with the complaint that
    each is about: (id, token, kind, ref, letter)."""
    if not tokens:
        return ()
    about = func.coalesce(_OUTBOX.ref, _CODE.ref)
    statement = (
        select(_OUTBOX.id, _OUTBOX.message_id, _OUTBOX.kind, about.label("ref"), _OUTBOX.letter)
        .select_from(table(OutboxRow))
        .outerjoin(TrackCodeRow, _CODE.id == _OUTBOX.facts["code"].astext)
        .where(or_(*(_OUTBOX.message_id.like(f"<{one}@%") for one in tokens)))
    )
    return session.execute(statement).all()


def on_file(session: Session, refs: Collection[str]) -> list[str]:
    """Return those of these references that exist."""
    if not refs:
        return []
    return list(session.scalars(select(_COMPLAINT.ref).where(_COMPLAINT.ref.in_(refs))))


def written_by(session: Session, address: str, most: int) -> list[str]:
    """Return the complaints on whose file an address is, the newest first."""
    with_it = found((f'"{address}"',))
    statement = (
        select(_COMPLAINT.ref).join(with_it, with_it.c.ref == _COMPLAINT.ref)
        .order_by(_COMPLAINT.received_at.desc(), _COMPLAINT.ref).limit(most)
    )
    return list(session.scalars(statement))


def councils(session: Session) -> Sequence[Any]:
    """Return (key, settings) of every council."""
    row = table(OrganisationRow).c
    return session.execute(select(row.key, row.settings).order_by(row.key)).all()


def _visible(organisation: str | None, visible: ColumnElement[bool]) -> ColumnElement[bool]:
    """Mail of the reader's council, or of none; what was put with a complaint, as that is seen."""
    own = (
        or_(_MAIL.c.organisation.is_(None), _MAIL.c.organisation == organisation)
        if organisation is not None else literal_column("true")
    )
    return and_(own, or_(_MAIL.c.ref.is_(None), and_(_COMPLAINT.ref.is_not(None), visible)))


def counts(
    session: Session, organisation: str | None, visible: ColumnElement[bool]
) -> dict[str, int]:
    """Count the messages at each place; `unread` are those joined that nobody has read yet."""
    unread = func.count().filter(
        _MAIL.c.place == literal_column("'joined'"), _MAIL.c.read_at.is_(None)
    )
    rows = session.execute(
        select(_MAIL.c.place, func.count(), unread)
        .select_from(_MAIL.outerjoin(table(ComplaintRow), _COMPLAINT.ref == _MAIL.c.ref))
        .where(_visible(organisation, visible)).group_by(_MAIL.c.place)
    ).all()
    return {row[0]: row[1] for row in rows} | {"unread": sum(row[2] for row in rows)}


def listed(
    session: Session, organisation: str | None, visible: ColumnElement[bool],
    places: Collection[str], *, unread: bool, start: int, limit: int,
) -> Sequence[Any]:
    """Return messages at these places: what waits the longest waiting first, else newest first."""
    statement = (
        select(*_LISTED)
        .select_from(_MAIL.outerjoin(table(ComplaintRow), _COMPLAINT.ref == _MAIL.c.ref))
        .where(_visible(organisation, visible), _MAIL.c.place.in_(places))
        .offset(start).limit(limit)
    )
    if unread:
        statement = statement.where(_MAIL.c.read_at.is_(None))
    waits = unread or "triage" in places
    order = (_MAIL.c.received_at, _MAIL.c.id)
    return session.execute(
        statement.order_by(*order) if waits else statement.order_by(*(one.desc() for one in order))
    ).all()


def visible_one(
    session: Session, mail_id: str, organisation: str | None, visible: ColumnElement[bool]
) -> bool:
    """Whether somebody may see a message."""
    statement = (
        select(_MAIL.c.id)
        .select_from(_MAIL.outerjoin(table(ComplaintRow), _COMPLAINT.ref == _MAIL.c.ref))
        .where(_MAIL.c.id == mail_id, _visible(organisation, visible))
    )
    return session.execute(statement).first() is not None


def an_example(session: Session) -> str | None:
    """Return a message that is on no complaint, if there is one."""
    return session.scalar(
        select(_MAIL.c.id).where(_MAIL.c.ref.is_(None)).order_by(_MAIL.c.received_at).limit(1)
    )


def of_complaint(session: Session, ref: str) -> Sequence[Any]:
    """Return the mail that was put with a complaint, by the events that tell of it."""
    return session.execute(
        select(_MAIL.c.id, _MAIL.c.seq).where(_MAIL.c.ref == ref).order_by(_MAIL.c.received_at)
    ).all()
