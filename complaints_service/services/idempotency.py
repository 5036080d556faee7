"""The same key gives the same answer: a retry never does a thing twice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from complaints_service.persistence.base import table
from complaints_service.persistence.batch import Answer, Batch, Writes
from complaints_service.persistence.models.event import IdempotencyRow

from .errors import InProgress, KeyReused

_TRY = select(func.pg_try_advisory_xact_lock(bindparam("n")))
# Asked after the key is held, in a statement of its own: it must see what the last holder wrote.
_FIND = select(IdempotencyRow.body_sha256, IdempotencyRow.response).where(
    IdempotencyRow.account == bindparam("of"), IdempotencyRow.key == bindparam("under")
)
_KEEP = insert(table(IdempotencyRow))


@dataclass(frozen=True)
class AskedKey:
    """What a batch was asked of a key."""

    key: str
    held: Answer
    kept: Answer

    def replayed(self, body_sha256: str | None) -> dict[str, Any] | None:
        """The answer kept under the key; None when there is none.

        Raises InProgress while another request holds the key, KeyReused when it was kept for
        another body.
        """
        if self.held.row is None or not self.held.row[0]:
            raise InProgress(f"a request with the key '{self.key}' is being carried out; try again")
        if self.kept.row is None:
            return None
        kept_sha256, response = self.kept.row
        if kept_sha256 != body_sha256:
            raise KeyReused(
                f"the key '{self.key}' was used before for another request; use a new one"
            )
        answer: dict[str, Any] = response
        return answer


def ask_key(batch: Batch, account: str, key: str | None) -> AskedKey | None:
    """Ask for the answer kept for this account and key, and hold the key until the transaction
    ends; None without a key."""
    if key is None:
        return None
    number = int.from_bytes(hashlib.sha256(f"{account}\n{key}".encode()).digest()[:8], signed=True)
    held = batch.ask(_TRY, {"n": number})
    return AskedKey(key, held, batch.ask(_FIND, {"of": account, "under": key}))


def replayed(
    session: Session, account: str, key: str | None, body_sha256: str | None
) -> dict[str, Any] | None:
    """The answer kept for this account and key, asked at once; see `AskedKey.replayed`."""
    batch = Batch(session)
    asked = ask_key(batch, account, key)
    batch.send()
    return None if asked is None else asked.replayed(body_sha256)


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
