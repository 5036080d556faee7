"""The drafts that wait for a second person, on the complaints that a reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.drafts import waiting
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.queries import file_lists
from complaints_service.persistence.snapshots import from_json

from .accounts import actor_of
from .actors import Actor
from .errors import Busy, Forbidden, InvalidCommand, NotFound
from .letter_preview import LetterPreview, preview_letter
from .open_commands import open_commands
from .reading import complaint_view, seen, today
from .rules_in_use import rules
from .view_parts import Json
from .visibility import visible_clause

MOST = 200

_ROW = table(ComplaintRow).c


@dataclass(frozen=True)
class WaitingDraft:
    """One draft of a list: which command of which complaint, whose it is, and since when."""

    ref: str
    n: int
    command: str
    author: str
    saved_at: Any
    mine: bool


@dataclass(frozen=True)
class WholeDraft:
    """A draft that waits, as an approver reads it.

    `letter` is what would go; None where the command sends none, or where `hindrance` says why it
    could not be given as things stand. `decides` says whether the reader may decide on it.
    """

    complaint: Complaint
    view: Json
    draft: Json
    author: Actor | None
    mine: bool
    decides: bool
    letter: LetterPreview | None
    hindrance: str


def waiting_drafts(by: Actor) -> list[WaitingDraft]:
    """Return the drafts that wait on complaints that `by` may see, the longest wait first."""
    rows = db.session.execute(
        select(_ROW.ref, _ROW.snapshot).where(_ROW.draft_waits, visible_clause(by))
        .order_by(_ROW.ref).limit(MOST)
    )
    found = [(row.ref, one) for row in rows for one in waiting(from_json(row.snapshot).drafts)]
    names = file_lists.names({one.author for _, one in found})
    made = [WaitingDraft(ref, one.n, one.command, names.get(one.author, one.author), one.saved_at,
                         one.author == by.id) for ref, one in found]
    return sorted(made, key=lambda one: (one.saved_at, one.ref, one.n))


def waiting_draft(ref: str, n: int, by: Actor) -> WholeDraft:
    """Return one draft that waits; NotFound where there is none that `by` may see."""
    complaint = seen(ref, by)
    draft = next((one for one in waiting(complaint.drafts) if one.n == n), None)
    if draft is None:
        raise NotFound(f"no draft {n} of that complaint waits for approval")
    view = complaint_view(complaint)
    shown: Json = next(one for one in view["drafts"] if one["n"] == n)
    author, mine = actor_of(draft.author), draft.author == by.id
    letter, hindrance = _letter(ref, shown, author)
    allowed = "approve" in open_commands(complaint, by, rules(), today())
    return WholeDraft(complaint, view, shown, author, mine, allowed and not mine, letter, hindrance)


def any_waiting() -> tuple[str, int] | None:
    """Return some draft that waits on an unrestricted complaint, to show how its page looks."""
    row = db.session.execute(
        select(_ROW.ref, _ROW.snapshot).where(_ROW.draft_waits, ~_ROW.restricted)
        .order_by(_ROW.ref).limit(1)
    ).first()
    return None if row is None else (row.ref, waiting(from_json(row.snapshot).drafts)[0].n)


def _letter(
    ref: str, draft: Json, author: Actor | None
) -> tuple[LetterPreview | None, str]:
    """The letter as it would go once approved, or why it could not go as things stand."""
    if author is None or not isinstance(draft["data"], Mapping):
        return None, "its author can no longer sign in, or its words were erased"
    try:
        return preview_letter(ref, draft["command"], draft["data"], author, draft=draft["n"]), ""
    except (Refusal, InvalidData, Forbidden) as error:
        return None, error.detail
    except (InvalidCommand, NotFound, Busy) as error:
        return None, str(error)
