"""What an event sets in motion outside: rows of the outbox, written in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as upsert

from complaints_service.persistence.base import table
from complaints_service.persistence.batch import Writes
from complaints_service.persistence.models.message import OutboxRow

_MESSAGE = insert(table(OutboxRow))
_ONCE = upsert(table(OutboxRow)).on_conflict_do_nothing(index_elements=["key"])


COMPLIMENT = "compliment"
"""The outbox's word for the message that tells a colleague of thanks or a comment."""


def passed_on(writes: Writes, ref: str, account: str, now: datetime) -> None:
    """Queue the message that tells a colleague of a compliment, once; nothing personal is in it."""
    writes.execute(_ONCE, {
        "key": f"{COMPLIMENT}:{ref}:{account}",
        "kind": COMPLIMENT,
        "ref": ref,
        "account": account,
        "state": "queued",
        "next_attempt_at": now,
        "facts": {},
        "created_at": now,
    })


def letter_message(writes: Writes, letter: Mapping[str, Any], now: datetime) -> None:
    """Queue the message that carries a letter, once. Only email needs one: what goes by portal is
    there already, post and hand wait for somebody to record that they left."""
    if letter["delivery"] != "queued":
        return
    writes.execute(_MESSAGE, {
        "key": f"letter:{letter['id']}",
        "kind": "letter",
        "ref": letter["ref"],
        "letter": letter["id"],
        "state": "queued",
        "next_attempt_at": now,
        "facts": {"letter_kind": letter["kind"]},
        "created_at": now,
    })
