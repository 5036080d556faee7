"""Sends what was typed to a second person, and finds what of one's own was decided on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785
from sqlalchemy import select

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.drafts import Draft, DraftState
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.base import table
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.queries import own_work
from complaints_service.persistence.snapshots import from_json

from .actors import Actor
from .colleagues import colleagues
from .errors import Busy, Forbidden, InProgress, InvalidCommand, KeyReused, NotFound
from .handle import Request, handle
from .reading import complaint_view
from .view_parts import Json
from .visibility import visible_clause

MOST_FILES = 100
DECIDED = frozenset({DraftState.APPROVED, DraftState.RETURNED})

_ORGANISATION = table(OrganisationRow).c


@dataclass(frozen=True)
class SentForApproval:
    """A draft that was saved; `refused` says why it could not be submitted, None where it was."""

    n: int
    refused: str | None


def asks_approval(organisation: str, command: str) -> bool:
    """Whether this council wants the command approved before it is given."""
    settings = db.session.scalar(
        select(_ORGANISATION.settings).where(_ORGANISATION.key == organisation))
    return command in ((settings or {}).get("approval") or ())


def send_for_approval(
    ref: str, command: str, data: Mapping[str, Any], *, version: int | None, key: str, by: Actor
) -> SentForApproval:
    """Keep exactly this data as a draft, and ask for approval of it, each under a key of its own.

    Raises what `handle` raises where the draft cannot be saved; then nothing was changed. Once it
    is saved, a submission that is refused undoes nothing: the answer says why.
    """
    draft = {"command": command, "data": dict(data)}
    handle(Request("save_draft", draft, expected_version=version, key=f"{key}-draft",
                   body_sha256=_digest(draft)), by=by, ref=ref)
    complaint = load(db.session(), ref)
    mine = [one.n for one in complaint.drafts if one.author == by.id and one.command == command
            ] if complaint else []
    return SentForApproval(mine[-1], _submitted(ref, mine[-1], f"{key}-submit", by))


def _submitted(ref: str, n: int, key: str, by: Actor) -> str | None:
    asked = {"n": n}
    try:
        handle(Request("submit_for_approval", asked, key=key, body_sha256=_digest(asked)),
               by=by, ref=ref)
    except (Refusal, InvalidData, Forbidden) as error:
        return error.detail
    except (InvalidCommand, InProgress, KeyReused, Busy, NotFound) as error:
        return str(error) or "others were changing this complaint just then"
    return None


def _digest(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(rfc8785.dumps(dict(data))).hexdigest()


def approvers(organisation: str, author: str) -> tuple[str, ...]:
    """Return the names of those who may approve what this account (its email) wrote."""
    found = colleagues(organisation, "approver")
    return tuple(one.name for one in found if one.email != author)


def own_decided(complaint: Complaint, by: Actor) -> tuple[Draft, ...]:
    """Return the drafts of `by` that were approved and not used yet, or sent back."""
    return tuple(one for one in complaint.drafts if one.author == by.id and one.state in DECIDED)


def own_draft(complaint: Complaint, n: int | None, command: str, by: Actor) -> Json | None:
    """Return the draft with this number as readers see it, where `by` wrote it for `command`."""
    found = any(one.n == n and one.author == by.id and one.command == command
                for one in complaint.drafts)
    drafts: Sequence[Json] = complaint_view(complaint)["drafts"] if found else ()
    return next((one for one in drafts if one["n"] == n), None)


@dataclass(frozen=True)
class Decided:
    """A draft of one's own that somebody decided on: `reason` says why it came back."""

    ref: str
    n: int
    command: str
    approved: bool
    reason: str | None


def my_decided(by: Actor) -> list[Decided]:
    """Return what I drafted on the open complaints that are mine, and what was decided on it."""
    rows = own_work.open_files([by.id], visible_clause(by), limit=MOST_FILES)
    found = [one for row in rows if own_decided(one := from_json(row.snapshot), by)]
    return [decided for one in found for decided in decided_of(one, complaint_view(one), by)]


def decided_of(complaint: Complaint, view: Json, by: Actor) -> list[Decided]:
    """Return the drafts of `by` on one complaint that were decided on."""
    mine = {one.n for one in own_decided(complaint, by)}
    return [Decided(complaint.ref, one["n"], one["command"], one["state"] == "approved",
                    one["reason"]) for one in view["drafts"] if one["n"] in mine]
