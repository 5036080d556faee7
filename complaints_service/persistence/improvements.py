"""Loads an improvement's snapshot and writes it back with what its lists need."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from cattrs import Converter
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from complaints_service.domain.improvement import Improvement
from complaints_service.domain.london import write_instant
from complaints_service.persistence.base import table
from complaints_service.persistence.models.learning import ImprovementRow

_CONVERTER = Converter(omit_if_default=True, detailed_validation=False)
_CONVERTER.register_unstructure_hook(datetime, write_instant)
_CONVERTER.register_structure_hook(
    datetime, lambda text, _: datetime.fromisoformat(text).astimezone(UTC)
)
_CONVERTER.register_unstructure_hook(date, lambda day: day.isoformat())
_CONVERTER.register_structure_hook(date, lambda text, _: date.fromisoformat(text))


def load_improvement(session: Session, id: str, *, lock: bool = False) -> Improvement | None:
    """The improvement with this id; None when there is none.

    `lock` keeps every other command on it waiting until this transaction ends.
    """
    wanted = select(ImprovementRow.snapshot).where(ImprovementRow.id == id)
    found = session.scalar(wanted.with_for_update() if lock else wanted)
    return None if found is None else _CONVERTER.structure(found, Improvement)


def store_improvement(session: Session, improvement: Improvement, *, new: bool) -> None:
    """Write the snapshot and its columns."""
    row = improvement_row(improvement)
    if new:
        session.execute(insert(table(ImprovementRow)).values(**row))
    else:
        session.execute(
            update(table(ImprovementRow)).where(ImprovementRow.id == improvement.id).values(**row)
        )


def improvement_row(improvement: Improvement) -> dict[str, Any]:
    """The row of an improvement, wholly computed from the fold."""
    publication = improvement.publication
    return {
        "id": improvement.id,
        "organisation": improvement.organisation,
        "version": improvement.version,
        "service": improvement.service,
        "owner": improvement.owner,
        "due_on": improvement.due_on,
        "state": improvement.state.value,
        "complaints": list(improvement.complaints),
        "publication_state": publication.state.value if publication else None,
        "snapshot": _CONVERTER.unstructure(improvement, Improvement),
    }
