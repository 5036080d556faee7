"""The same key gives the same answer: a retry never does a thing twice."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from complaints_service.persistence.base import table
from complaints_service.persistence.batch import Writes
from complaints_service.persistence.models.event import IdempotencyRow

from .errors import InProgress, KeyReused

_KEEP = insert(table(IdempotencyRow))


def replayed(
    session: Session, account: str, key: str | None, body_sha256: str | None
) -> dict[str, Any] | None:
    """The answer kept for this account and key; None when there is none.

    Holds the key until the transaction ends. Raises InProgress while another request holds it,
    KeyReused when it was kept for another body.
    """
    if key is None:
        return None
    number = int.from_bytes(hashlib.sha256(f"{account}\n{key}".encode()).digest()[:8], signed=True)
    if not session.scalar(text("SELECT pg_try_advisory_xact_lock(:n)"), {"n": number}):
        raise InProgress(f"a request with the key '{key}' is being carried out; try again")
    found = session.execute(
        select(IdempotencyRow.body_sha256, IdempotencyRow.response)
        .where(IdempotencyRow.account == account, IdempotencyRow.key == key)
    ).first()
    if found is None:
        return None
    if found.body_sha256 != body_sha256:
        raise KeyReused(f"the key '{key}' was used before for another request; use a new one")
    kept: dict[str, Any] = found.response
    return kept


def keep(
    writes: Writes, account: str, key: str | None, body_sha256: str | None,
    response: dict[str, Any], now: datetime,
) -> None:
    """Keep the answer for a retry; refusals are not kept."""
    if key is None:
        return
    writes.execute(_KEEP, {
        "account": account, "key": key, "body_sha256": body_sha256 or "", "response": response,
        "recorded_at": now,
    })
