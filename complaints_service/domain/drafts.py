"""Drafts on a complaint: whose they are, how far they are, and which one was approved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .sealing import Sealed


class DraftState(StrEnum):
    """How far a draft is. `used` once its command was given, `replaced` by the author's next."""

    SAVED = "saved"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    USED = "used"
    REPLACED = "replaced"


UNDER_WAY = frozenset({DraftState.SAVED, DraftState.SUBMITTED, DraftState.RETURNED,
                       DraftState.APPROVED})


@dataclass(frozen=True)
class Draft:
    """A command's data kept for a second person; people are account ids, instants aware UTC."""

    n: int
    command: str
    data: Sealed
    author: str
    saved_at: datetime
    state: DraftState = DraftState.SAVED
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: Sealed | None = None


def can_submit(drafts: tuple[Draft, ...], author: str | None = None) -> tuple[Draft, ...]:
    """The drafts that may be submitted; of one author where named."""
    return tuple(one for one in drafts if one.state in (DraftState.SAVED, DraftState.RETURNED)
                 and author in (None, one.author))


def waiting(drafts: tuple[Draft, ...], approver: str | None = None) -> tuple[Draft, ...]:
    """The drafts that wait for approval; those that this approver did not write, where named."""
    return tuple(one for one in drafts if one.state is DraftState.SUBMITTED
                 and (approver is None or one.author != approver))


def approved(
    drafts: tuple[Draft, ...], command: str, same: Callable[[Draft], bool]
) -> Draft | None:
    """The approved draft of a command that holds the `same` data, None where there is none."""
    return next((one for one in drafts if one.state is DraftState.APPROVED
                 and one.command == command and same(one)), None)
