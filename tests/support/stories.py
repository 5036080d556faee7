"""The story cases as told, and what a test asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import LetterRow
from complaints_service.services.reading import complaint_view, deadlines
from complaints_service.services.showroom import Told


@dataclass(frozen=True)
class Borough:
    """The stories as told, by number, and the file that holds the borough's time."""

    told: dict[int, Told]
    clock: Path

    def ref(self, number: int, place: int = -1) -> str:
        """The reference of a story's last complaint, or of another."""
        return self.told[number].refs[place]

    def view(self, number: int, place: int = -1) -> dict[str, Any]:
        """The complaint as a person sees it."""
        found = load(db.session(), self.ref(number, place))
        assert found is not None
        return complaint_view(found)

    def deadlines(self, number: int, place: int = -1) -> list[dict[str, Any]]:
        """Every deadline of the complaint."""
        found = load(db.session(), self.ref(number, place))
        assert found is not None
        return deadlines(found)

    def letter(self, number: int, kind: str) -> LetterRow:
        """The complaint's one letter of this kind."""
        return db.session.scalars(
            select(LetterRow).where(LetterRow.ref == self.ref(number), LetterRow.kind == kind)
        ).one()
