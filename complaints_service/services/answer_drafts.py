"""Answers that somebody is still writing: kept for them alone until they are sent."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.pages import AnswerDraftRow
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.transaction import transaction

_TABLE = table(AnswerDraftRow)
_ROW = _TABLE.c
_NAME = table(AccountRow).c
_WINDOW = "saved from the window"
"""Under this key, which no field of an answer has, stands who saved it last."""
_NAME = table(AccountRow).c
_WINDOW = "saved from the window"
"""Under this key, which no field of an answer has, stands who saved it last."""


@dataclass(frozen=True)
class Draft:
    """What was typed so far: `base_version` is the complaint's version that it was written upon.

    `token` names this state of the draft, so that another window's is never overwritten unseen;
    `window` names the very page that saved it last, blank where that is not known.
    """

    data: dict[str, Any]
    base_version: int
    saved_at: datetime
    window: str = field(default="", compare=False)

    @property
    def token(self) -> str:
        """Return a word that changes whenever something else is saved."""
        said = json.dumps([self.data, self.base_version], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:32]


class DraftChanged(Exception):
    """The draft was saved elsewhere meanwhile; `found` is how it stands, None when it is gone."""

    def __init__(self, found: Draft | None) -> None:
        super().__init__("the draft was saved in another window meanwhile")
        self.found = found


def draft_of(ref: str, account: str, stage: int) -> Draft | None:
    """Return an account's draft of the answer at stage 1 or 2."""
    return _found(db.session(), ref, account, stage, lock=False)


@dataclass(frozen=True)
class ColleaguesDraft:
    """That somebody else has begun the same answer: their name and when they last saved it."""

    name: str
    saved_at: datetime


def begun_by_others(ref: str, stage: int, account: str) -> list[ColleaguesDraft]:
    """Return who else has begun this answer, the latest first; what they wrote is theirs."""
    rows = db.session.execute(
        select(_NAME.name, _ROW.saved_at)
        .join(AccountRow, _NAME.id == _ROW.account)
        .where(_ROW.ref == ref, _ROW.stage == stage, _ROW.account != account)
        .order_by(_ROW.saved_at.desc(), _NAME.name)
    )
    return [ColleaguesDraft(row.name, row.saved_at) for row in rows]


def check_draft(ref: str, account: str, stage: int, token: str, *, window: str = "") -> None:
    """Raise `DraftChanged` unless the draft stands as it did when `token` was given ("": none), or
    `window` itself saved it last."""
    _check(draft_of(ref, account, stage), token, window)


def save_draft(
    ref: str, account: str, stage: int, data: dict[str, Any], base_version: int, now: datetime,
    *, token: str, window: str = "",
) -> Draft:
    """Keep what was typed, in place of the draft that `token` names ("": there was none).

    `window` names the very page that saves, so that one whose answer was lost on the way, on a
    telephone say, is not taken for another. Raises `DraftChanged` when another window saved
    meanwhile; then nothing is changed.
    """
    with transaction() as session:
        found = _found(session, ref, account, stage, lock=True)
        _check(found, token, window)
        held = clean(data)
        kept = {"data": held | {_WINDOW: window}, "base_version": base_version, "saved_at": now}
        written = insert(_TABLE).values(ref=ref, account=account, stage=stage, **kept)
        if found is not None:
            written = written.on_conflict_do_update(
                index_elements=["ref", "account", "stage"], set_=kept)
            session.execute(written)
        elif session.execute(written.on_conflict_do_nothing().returning(_ROW.ref)).first() is None:
            raise DraftChanged(_found(session, ref, account, stage, lock=False))
    return Draft(held, base_version, now, window)


def forget_draft(ref: str, account: str, stage: int) -> None:
    """Remove an account's draft, once it is sent or no longer wanted; a colleague's stays theirs.
    """
    with transaction() as session:
        session.execute(delete(_TABLE).where(
            _ROW.ref == ref, _ROW.account == account, _ROW.stage == stage))


def erase_drafts(session: Session, ref: str) -> None:
    """Remove every draft about a complaint, as part of its erasure."""
    session.execute(delete(_TABLE).where(_ROW.ref == ref))


def drafts_by(account: str) -> frozenset[tuple[str, int]]:
    """Return (ref, stage) of every answer that an account has begun and not sent."""
    rows = db.session.execute(select(_ROW.ref, _ROW.stage).where(_ROW.account == account))
    return frozenset((row.ref, row.stage) for row in rows)


def clean(value: Any) -> Any:
    """Return JSON-shaped data without the one character that the database cannot keep."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, dict):
        return {clean(key): clean(one) for key, one in value.items()}
    return [clean(one) for one in value] if isinstance(value, list | tuple) else value


def _found(
    session: Session, ref: str, account: str, stage: int, *, lock: bool
) -> Draft | None:
    asked = select(_ROW.data, _ROW.base_version, _ROW.saved_at).where(
        _ROW.ref == ref, _ROW.account == account, _ROW.stage == stage)
    row = session.execute(asked.with_for_update() if lock else asked).first()
    if row is None:
        return None
    data = dict(row.data)
    window = data.pop(_WINDOW, "")
    return Draft(data, row.base_version, row.saved_at, window)


def _check(found: Draft | None, token: str, window: str) -> None:
    if found is not None and window and found.window == window:
        return
    if (found.token if found else "") != token:
        raise DraftChanged(found)
