"""What the demo shows of itself: who may sign in, the stories, and codes that nobody would send."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from complaints_service import clock
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.event import HeartbeatRow
from complaints_service.persistence.models.pages import TrackCodeRow

from .tracking import addressee, code_of

GROWN = "demo_grown"
"""The heartbeat that says that the borough stands whole, and what its stories became."""
_FILE = "sign-ins.json"
_CODES = table(TrackCodeRow).c


@dataclass(frozen=True)
class SignIn:
    """How a visitor of the demo becomes a member of staff; `council` names any but the first."""

    role: str
    name: str
    email: str
    password: str
    token: str
    council: str = ""


@dataclass(frozen=True)
class Link:
    """Something to look at: what it is called, and its address."""

    text: str
    address: str


@dataclass(frozen=True)
class Told:
    """A story as the showroom lists it: what it shows, whose eyes see it best, what it lacks.

    `look_as` is an account's email, empty where anybody may look; `refs` are its complaints.
    """

    number: int
    title: str
    moral: str
    look_as: str
    not_yet: str
    refs: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it is kept beside the borough."""
        return asdict(self)


@dataclass(frozen=True)
class Code:
    """A one-time code that waits for an email which the demo never sends."""

    ref: str
    code: str


def write_sign_ins(folder: Path, sign_ins: Iterable[SignIn]) -> None:
    """Keep the sign-ins of this start of the demo, for its own account's eyes only."""
    draft = folder / f"{_FILE}.new"
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(one) for one in sign_ins], file, indent=1)
    draft.replace(folder / _FILE)


def sign_ins(folder: Path) -> tuple[SignIn, ...]:
    """Return whom the demo lets you sign in as; none where no demo runs."""
    try:
        held = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(SignIn(**one) for one in held)


def stories() -> tuple[Told, ...]:
    """Return the stories that the borough was told with; none in a database without a borough."""
    detail = db.session.scalar(select(HeartbeatRow.detail).where(HeartbeatRow.name == GROWN))
    return tuple(_told(one) for one in (detail or {}).get("stories", ()))


def _told(held: dict[str, Any]) -> Told:
    links = tuple(Link(**one) for one in held["links"])
    return Told(**{**held, "refs": tuple(held["refs"]), "links": links})


def codes(secret: str) -> tuple[Code, ...]:
    """Return the one-time codes that were asked for with a right address and still open a
    complaint, newest first: the demo has no mail server that could send them."""
    rows = db.session.execute(
        select(_CODES.id, _CODES.ref)
        .where(_CODES.expires_at > clock.real_now(), _CODES.used_at.is_(None))
        .order_by(_CODES.created_at.desc())
    ).all()
    return tuple(Code(row.ref, code_of(row.id, secret)) for row in rows
                 if addressee(db.session(), row.id, secret))
