"""What an event sets in motion outside: rows of the outbox, written in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from complaints_service.persistence.base import table
from complaints_service.persistence.batch import Writes
from complaints_service.persistence.models.message import OutboxRow

_MESSAGE = insert(table(OutboxRow))


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
