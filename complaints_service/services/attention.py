"""Messages that a person has to look at, and why each could not be delivered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints_service.persistence.queries import attention, case_file

from .actors import Actor
from .errors import NotFound
from .visibility import visible_clause

CARRIED = ("reminder", "alarm")
"""Kinds that go inside a digest: the digest stands for them."""
ON_A_PAGE = 50
_CAUSES = (("bounced", "bounced"), ("no address", "no_address"), ("address", "bad_address"),
           ("server answered 5", "turned_away"))


@dataclass(frozen=True)
class Stuck:
    """A message that could not be delivered.

    `cause` is `bounced` (it came back), `no_address`, `bad_address`, `turned_away` (the other side
    refused it for good) or `unreachable` (every attempt failed); `reason` is what the mail server
    said, which names nobody. `assigned_to` is the name of who sees to it; None: the team.
    """

    id: int
    kind: str
    ref: str | None
    letter: str | None
    letter_kind: str | None
    attempts: int
    cause: str
    reason: str
    created_at: datetime
    assigned_to: str | None = None


@dataclass(frozen=True)
class Act:
    """What was done about a message, by whom (empty: nobody); `to` is who got the task."""

    at: datetime
    act: str
    by: str
    to: str | None
    note: str | None


@dataclass(frozen=True)
class StuckPage:
    """A page of them, of `total`."""

    messages: tuple[Stuck, ...]
    first: int
    last: int
    total: int
    page: int
    pages: int


def waiting(by: Actor) -> int:
    """Count the messages that need attention and that the actor may know of."""
    return attention.count(visible_clause(by), CARRIED)


def messages(by: Actor, page: int = 1) -> StuckPage:
    """Return one page of them, oldest first."""
    visible, total = visible_clause(by), waiting(by)
    pages = max(1, -(-total // ON_A_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * ON_A_PAGE
    found = _stuck(attention.messages(visible, CARRIED, start=start, limit=ON_A_PAGE))
    return StuckPage(found, start + 1 if found else 0, start + len(found), total, page, pages)


def one(message: int, by: Actor) -> Stuck:
    """Return one message that needs a person. Raises NotFound where there is none that the actor
    may know of, or somebody saw to it."""
    found = attention.messages(visible_clause(by), CARRIED, start=0, limit=1, only=message)
    if not found:
        raise NotFound("there is no message here that needs anybody any more")
    return _stuck(found)[0]


def an_example() -> int | None:
    """Return a message that needs a person, of an unrestricted complaint, if there is one."""
    return attention.an_example(CARRIED)


def of_complaint(ref: str, by: Actor) -> tuple[Stuck, ...]:
    """Return the messages about one complaint that need a person."""
    found = attention.messages(visible_clause(by), CARRIED, start=0, limit=ON_A_PAGE, ref=ref)
    return _stuck(found)


def acts(message: int) -> tuple[Act, ...]:
    """Return what was done about a message, in order, with people by name."""
    rows = attention.acts(message=message)
    names = case_file.names({one for row in rows for one in (row.by, row.account) if one})
    return tuple(
        Act(row.at, row.act, names.get(row.by, ""),
            names.get(row.account) if row.account else None, row.note)
        for row in rows
    )


def _stuck(rows: Sequence[Any]) -> tuple[Stuck, ...]:
    return tuple(
        Stuck(row.id, row.kind, row.ref, row.letter, row.letter_kind, row.attempts,
              _cause(row.last_error), row.last_error or "", row.created_at, row.assigned_to)
        for row in rows
    )


def _cause(error: str | None) -> str:
    return next((cause for words, cause in _CAUSES if words in (error or "")), "unreachable")
