"""Shows the letter that a command would send, by carrying it out and keeping nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Executable, Insert

from complaints_service import clock
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.drafts import DraftState
from complaints_service.persistence.base import table
from complaints_service.persistence.models.message import LetterRow
from complaints_service.persistence.transaction import transaction

from . import rules_in_use
from .actors import Actor
from .contention import settled
from .errors import Forbidden, NotFound
from .handle import Desk, Request, Sources
from .on_file import OnFile, on_file
from .permissions import WHO, acting_role
from .visibility import may_see

_LETTER = table(LetterRow)


@dataclass(frozen=True)
class LetterPreview:
    """A letter that was not sent: `send_by` is how it would go, `html` and `text` what it says."""

    kind: str
    send_by: str
    html: str
    text: str


class _NothingKept(Exception):
    """Ends the transaction of a preview."""


@dataclass
class _Letters:
    """Takes what would be written, and remembers the letters alone."""

    rows: list[Mapping[str, Any]] = field(default_factory=list)

    def execute(self, statement: Executable, params: Any = None, /) -> None:
        """Remember a letter."""
        if isinstance(statement, Insert) and statement.table is _LETTER:
            self.rows += [params] if isinstance(params, Mapping) else list(params or ())


def preview_letter(
    ref: str, command: str, data: Mapping[str, Any], by: Actor, *, draft: int | None = None
) -> LetterPreview | None:
    """Return the letter of a command on the complaint as it stands; None where it sends none.

    What a council asks a second person to approve may be looked at before; `draft` is the number
    of one that is looked at as if it were approved. Raises what `handle` raises where the command
    would be refused otherwise, versions and keys apart. Nothing is written, whatever happens.
    """
    return settled(lambda: _preview(ref, Request(command, data), by, draft))


def _preview(ref: str, request: Request, by: Actor, draft: int | None) -> LetterPreview | None:
    letters = _Letters()
    with suppress(_NothingKept), transaction() as session:
        held = on_file(session, ref, by.id, None)
        if held.complaint is None or not may_see(by, held.complaint):
            raise NotFound(f"there is no complaint '{ref}' that you may see")
        role = acting_role(by, request.command, held.complaint)
        if role is None:
            raise Forbidden(f"'{request.command}' is for {', '.join(WHO[request.command])}, on "
                            "what is theirs")
        desk = Desk(session, by, role, _unasked(held, held.complaint, draft), clock.now(),
                    rules_in_use.rules_with(held.calendar), Sources())
        desk.writes = letters  # type: ignore[assignment]  # takes writes as a batch does
        desk.carry_out(request)
        raise _NothingKept
    row = next(iter(letters.rows), None)
    return None if row is None else LetterPreview(
        row["kind"], row["send_by"], row["html"], row["plain_text"])


def _unasked(held: OnFile, complaint: Complaint, draft: int | None) -> OnFile:
    """What is on file, as if its council asked for no approval and the draft had been given one."""
    councils = {key: replace(one, settings={**one.settings, "approval": ()})
                for key, one in held.councils.items()}
    drafts = tuple(replace(one, state=DraftState.APPROVED) if one.n == draft else one
                   for one in complaint.drafts)
    return replace(held, councils=councils, complaint=replace(complaint, drafts=drafts))
