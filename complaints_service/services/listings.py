"""Lists that hang on no complaint: accounts, messages, editions, improvements and the chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from complaints_service.persistence.queries import file_lists
from complaints_service.persistence.queries.keyset import Place

from .actors import Actor
from .errors import NotFound
from .reading import Page, today
from .reveal import day, instant
from .view_parts import Json
from .visibility import visible_clause

RELEASED = ("released", "withdrawn")
EVERY_EDITION = ("built", "approved", *RELEASED)
WORKS_ON_EDITIONS = frozenset({"officer", "manager", "approver", "publisher", "auditor"})


def accounts(by: Actor, *, after: Place | None, limit: int) -> Page:
    """Return the accounts of the actor's organisation, or of all."""
    found = file_lists.accounts(by.organisation, today(), after=after, limit=limit)
    return Page([_account(row) for row in found.rows], found.after)


def _account(row: Row[*tuple[Any, ...]]) -> Json:
    return {
        "id": row.id, "email": row.email, "name": row.name, "organisation": row.organisation,
        "roles": list(row.roles), "services": list(row.services), "enabled": row.enabled,
        "absence": _absence(row),
    }


def _absence(row: Row[*tuple[Any, ...]]) -> Json | None:
    """The absence that holds today."""
    if row.absent_from is None:
        return None
    return {"from_on": day(row.absent_from), "to_on": day(row.absent_to), "cover": row.cover}


def outbox(
    narrowed: Mapping[str, Any], by: Actor, *, after: Place | None, limit: int
) -> Page:
    """Return the messages of this `state`, `kind`, `ref` and `settled` (each may be left out) that
    the actor may know of."""
    found = file_lists.outbox(visible_clause(by), narrowed, after=after, limit=limit)
    return Page([_message(row) for row in found.rows], found.after)


def message(message_id: int, by: Actor) -> Json:
    """Return one message. Raises NotFound where there is none that the actor may know of."""
    found = file_lists.message(visible_clause(by), message_id)
    if found is None:
        raise NotFound("there is no such message that you may see")
    return _message(found)


def _message(row: Row[*tuple[Any, ...]]) -> Json:
    return {
        "id": row.id, "key": row.key, "kind": row.kind, "ref": row.ref, "state": row.state,
        "attempts": row.attempts, "next_attempt_at": instant(row.next_attempt_at),
        "message_id": row.message_id, "letter": row.letter, "assigned_to": row.assigned_to,
        "settled_at": instant(row.settled_at), "sent_at": instant(row.sent_at),
    }


def editions(by: Actor, *, after: Place | None, limit: int) -> Page:
    """Return the editions that the actor may know of: unreleased ones for who works on them."""
    states = EVERY_EDITION if by.roles & WORKS_ON_EDITIONS else RELEASED
    found = file_lists.editions(by.organisation, states, after=after, limit=limit)
    named = {one for row in found.rows for one in (row.built_by, row.approved_by) if one}
    emails = file_lists.emails(named)
    return Page([_edition(row, emails) for row in found.rows], found.after)


def _edition(row: Row[*tuple[Any, ...]], emails: dict[str, str]) -> Json:
    return {
        "id": row.id, "report": row.report, "organisation": row.organisation,
        "period": row.period, "number": row.number, "revises": row.revises,
        "sha256": row.sha256, "state": row.state, "as_of": instant(row.as_of),
        "built_at": instant(row.built_at), "built_by": emails.get(row.built_by, row.built_by),
        "approved_by": emails.get(row.approved_by, row.approved_by),
        "approved_at": instant(row.approved_at), "released_at": instant(row.released_at),
        "withdrawn_at": instant(row.withdrawn_at), "withdrawn_reason": row.withdrawn_reason,
    }


def chain(*, after: Place | None, limit: int) -> Page:
    """Return the installation's chain."""
    found = file_lists.chain(after=after, limit=limit)
    return Page([
        {"n": row.n, "recorded_at": instant(row.recorded_at), "events": list(row.events),
         "prev_hash": row.prev_hash, "hash": row.hash}
        for row in found.rows
    ], found.after)
