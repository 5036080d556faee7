"""Messages that a person has to look at, and why each could not be delivered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints_service.persistence.queries import attention

from .actors import Actor
from .visibility import visible_clause

CARRIED = ("reminder", "alarm")
"""Kinds that go inside a digest: the digest stands for them."""
ON_A_PAGE = 50
_CAUSES = (("no address", "no_address"), ("address", "bad_address"),
           ("server answered 5", "turned_away"))


@dataclass(frozen=True)
class Stuck:
    """A message that could not be delivered.

    `cause` is `no_address`, `bad_address`, `turned_away` (the other side refused it for good) or
    `unreachable` (every attempt failed); `reason` is what the mail server said, which names nobody.
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


def _stuck(rows: Sequence[Any]) -> tuple[Stuck, ...]:
    return tuple(
        Stuck(row.id, row.kind, row.ref, row.letter, row.letter_kind, row.attempts,
              _cause(row.last_error), row.last_error or "", row.created_at)
        for row in rows
    )


def _cause(error: str | None) -> str:
    return next((cause for words, cause in _CAUSES if words in (error or "")), "unreachable")
