"""The print queue: letters that wait for the post, what each of them keeps open, and their going.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.queries import post_queue

from . import deliveries
from .actors import Actor
from .errors import (
    Busy,
    Forbidden,
    InProgress,
    InvalidCommand,
    KeyReused,
    NotFound,
    VersionConflict,
)
from .handle import Request, handle
from .permissions import WHO
from .reading import today
from .rules_in_use import rules
from .visibility import visible_clause
from .worklist import working_days_left

ON_A_PAGE = 50
COMMAND = "record_dispatch"


@dataclass(frozen=True)
class Waiting:
    """A letter that waits: `clock` is the deadline that stays open until it leaves, by `leave_by`.

    `days` are the working days left to that day, negative when it has passed.
    """

    id: str
    ref: str
    kind: str
    send_by: str
    issued_at: datetime
    clock: str | None
    leave_by: date | None
    overdue: bool
    days: int | None


@dataclass(frozen=True)
class Queue:
    """A page of the queue, of `total` letters."""

    letters: tuple[Waiting, ...]
    first: int
    last: int
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Outcome:
    """What became of one letter: `error` is None when it was recorded."""

    letter: Waiting
    error: Exception | None = None


def awaiting(by: Actor) -> int:
    """Count the letters of the queue."""
    return post_queue.count(visible_clause(by))


def queue(by: Actor, page: int = 1) -> Queue:
    """Return one page of the queue: what must leave first first."""
    visible, total = visible_clause(by), awaiting(by)
    pages = max(1, -(-total // ON_A_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * ON_A_PAGE
    found = _waiting(post_queue.letters(visible, start=start, limit=ON_A_PAGE))
    return Queue(found, start + 1 if found else 0, start + len(found), total, page, pages)


def letters(by: Actor, ids: Sequence[str]) -> tuple[Waiting, ...]:
    """Return those of these letters that still wait and that the actor may know of."""
    if not ids:
        return ()
    found = post_queue.letters(visible_clause(by), start=0, limit=len(ids), only=set(ids))
    return _waiting(found)


def _waiting(rows: Sequence[Any]) -> tuple[Waiting, ...]:
    on, calendar = today(), rules().calendar
    return tuple(
        # A letter to be posted after its email failed.
        Waiting(row.id, row.ref, row.kind, "post" if row.send_by == "email" else row.send_by,
                row.issued_at, row.clock,
                row.due_on, row.due_on is not None and row.due_on < on,
                working_days_left(on, row.due_on, calendar))
        for row in rows
    )


def may_record(by: Actor) -> bool:
    """Whether the actor holds a role that records what left."""
    return bool(by.roles & set(WHO[COMMAND]))


def record(
    chosen: Sequence[Waiting], data: Mapping[str, Any], *, key: str, by: Actor
) -> tuple[Outcome, ...]:
    """Record that each of these letters left, each by a command of its own through the one door.

    `data` is that of `record_dispatch` without the letter, `key` that of the form: sent twice, each
    letter is recorded once. One that is refused keeps none of the others from being recorded.
    """
    return tuple(_recorded(one, {**data, "letter": one.id}, key, by) for one in chosen)


_REFUSED = (Refusal, InvalidData, InvalidCommand, NotFound, Forbidden, VersionConflict, Busy,
            InProgress, KeyReused)


def _recorded(letter: Waiting, data: Mapping[str, Any], key: str, by: Actor) -> Outcome:
    try:
        if deliveries.posted(letter.id, date.fromisoformat(str(data["sent_on"])),
                             str(data["method"]), by):
            return Outcome(letter)
    except (Refusal, InvalidData) as error:
        return Outcome(letter, error)
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    # Whatever else happened on the complaint meanwhile, a letter that left has left: no version.
    request = Request(COMMAND, data, key=f"{key}:{letter.id}", body_sha256=digest)
    try:
        handle(request, by=by, ref=letter.ref)
    except _REFUSED as error:
        return Outcome(letter, error)
    return Outcome(letter)
