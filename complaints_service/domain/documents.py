"""Documents on a complaint's file: what is known of each, never what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .sealing import Sealed

MOST = 200
"""Documents that one complaint can hold; what is withdrawn counts, for its record stays."""


@dataclass(frozen=True)
class Upload:
    """A file that waits to be put on a complaint: known by its content's SHA-256 (hex), its size
    in bytes and its media type."""

    id: str
    name: str
    sha256: str
    size: int
    type: str


@dataclass(frozen=True)
class Document:
    """A document on file. Its name and description stand apart; `added_by` is an account's id.

    `staff_only` keeps it from contributors and contractors. A withdrawn one stays on record, with
    the reason, and is no longer relied on.
    """

    id: str
    sha256: str
    size: int
    type: str
    name: Sealed
    added_at: datetime
    added_by: str
    kind: str | None = None
    description: Sealed | None = None
    staff_only: bool = False
    withdrawn_at: datetime | None = None
    withdrawn_because: Sealed | None = None

    @property
    def stands(self) -> bool:
        """It was not withdrawn."""
        return self.withdrawn_at is None


def standing(documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """The documents that were not withdrawn."""
    return tuple(one for one in documents if one.stands)
