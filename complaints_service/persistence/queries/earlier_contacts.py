"""Finds contacts that may come from the same person, home or cause, by the index of words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from complaints_service.domain.matching import Party, plain_name, plain_phone, plain_postcode
from complaints_service.persistence.base import table
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import PrivateValueRow

_ROW = table(ComplaintRow).c
_VALUE = table(PrivateValueRow).c
_SIMPLE: ColumnElement[str] = literal_column("'simple'::regconfig")
_IS_OBJECT = func.left(_VALUE.payload, 1) == literal_column("'{'")
MOST = 200
"""Candidates are compared word by word afterwards, the latest received of them."""

_FACTS = (
    _ROW.ref, _ROW.state, _ROW.kind, _ROW.service, _ROW.received_at, _ROW.received_on,
    _ROW.snapshot["description"]["sha256"].astext.label("description"),
)


def people_like(
    session: Session, parties: Sequence[Party], visible: ColumnElement[bool], *, but: str | None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (facts, digest, payload, complainants, representative) of people on other contacts
    who share an email address, telephone number, postcode or name with one of `parties`.

    `visible` says what the asker may know of; `but` is the reference left out.
    """
    asked = [one for party in parties for one in _terms(party)]
    if not asked:
        return ()
    query = reduce(lambda one, other: one.op("||")(other), asked)
    statement = (
        select(*_FACTS, _VALUE.sha256.label("digest"), _VALUE.payload,
               _ROW.snapshot["complainants"].label("complainants"),
               _ROW.snapshot["representative"].label("representative"))
        .join(PrivateValueRow, _VALUE.ref == _ROW.ref)
        .where(func.words_of(_VALUE.payload).op("@@")(query), _IS_OBJECT, visible, _not(but))
        .order_by(_ROW.received_on.desc(), _ROW.ref).limit(MOST)
    )
    return session.execute(statement).all()


def _terms(party: Party) -> list[ColumnElement[Any]]:
    """What the index may hold of a person, however they wrote it."""
    phone, name = plain_phone(party.phone), plain_name(party.name)
    phones = [phone, f"44{phone[1:]}", f"0044{phone[1:]}"] if len(phone) > 6 else []
    written = " ".join(word for word in party.name.casefold().split()
                       if plain_name(word)) if name else ""
    texts = {party.email, *phones, plain_postcode(party.postcode), " ".join(name), written}
    return [func.plainto_tsquery(_SIMPLE, text) for text in sorted(texts) if text.strip()]


def about(
    session: Session, service: str, first: date, last: date, visible: ColumnElement[bool], *,
    but: str | None,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (facts, payload) of contacts about a service received from `first` to `last`, London
    dates, both included; `payload` is what was said."""
    statement = (
        select(*_FACTS, _VALUE.payload)
        .join(PrivateValueRow, and_(
            _VALUE.ref == _ROW.ref,
            _VALUE.sha256 == _ROW.snapshot["description"]["sha256"].astext))
        .where(_ROW.service == service, _ROW.received_on.between(first, last), visible, _not(but))
        .order_by(_ROW.received_on.desc(), _ROW.ref).limit(MOST)
    )
    return session.execute(statement).all()


def said_on(session: Session, digests: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return what was said, as JSON text, by reference; `digests` are (reference, digest)."""
    if not digests:
        return {}
    wanted = or_(*(and_(_VALUE.ref == ref, _VALUE.sha256 == one) for ref, one in digests))
    rows = session.execute(select(_VALUE.ref, _VALUE.payload).where(wanted))
    return {row.ref: row.payload for row in rows}


def _not(ref: str | None) -> ColumnElement[bool]:
    return _ROW.ref != (ref or "")
