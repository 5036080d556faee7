"""Stores editions and their files, which never change once written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from complaints_service.persistence.base import table
from complaints_service.persistence.models.event import ReferenceSequenceRow
from complaints_service.persistence.models.learning import EditionFileRow, EditionRow

BUILT, APPROVED, RELEASED, WITHDRAWN = "built", "approved", "released", "withdrawn"
EVER_PUBLIC = (RELEASED, WITHDRAWN)
RELEASED_FOLDER = "released/"
"""Under it stand the bytes as released; outside it, as they were built and approved."""

Files = Mapping[str, tuple[str, bytes]]
"""Content type and bytes, by path."""


def next_number(session: Session, kind: str) -> int:
    """The next number of a kind of stream; other transactions wait until this one ends."""
    sequence = table(ReferenceSequenceRow)
    statement = upsert(sequence).values(kind=kind, last=1).on_conflict_do_update(
        index_elements=["kind"], set_={"last": sequence.c.last + 1}
    )
    return int(session.execute(statement.returning(sequence.c.last)).scalar_one())


def sha256_of(files: Files) -> str:
    """The hash of an edition: over its files' names and hashes."""
    lines = [f"{hashlib.sha256(files[path][1]).hexdigest()}  {path}\n" for path in sorted(files)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def add_edition(session: Session, row: Mapping[str, Any], files: Files) -> None:
    """Insert an edition with its files as built."""
    session.execute(insert(table(EditionRow)).values(**row))
    _add_files(session, row["id"], files, public=False)


def add_released(session: Session, edition: str, files: Files) -> None:
    """Insert the files as released."""
    released = {f"{RELEASED_FOLDER}{path}": file for path, file in files.items()}
    _add_files(session, edition, released, public=True)


def _add_files(session: Session, edition: str, files: Files, *, public: bool) -> None:
    session.execute(insert(table(EditionFileRow)), [
        {
            "edition": edition,
            "path": path,
            "content_type": content_type,
            "sha256": hashlib.sha256(content).hexdigest(),
            "public": public,
            "content": content,
        }
        for path, (content_type, content) in files.items()
    ])


def edition_row(session: Session, edition: str, *, lock: bool = False) -> EditionRow | None:
    """The edition with this id; `lock` keeps others waiting until this transaction ends."""
    statement = select(EditionRow).where(EditionRow.id == edition)
    # What another transaction has just written must be seen, not an older copy of it.
    statement = statement.execution_options(populate_existing=True)
    return session.scalar(statement.with_for_update() if lock else statement)


def built_files(session: Session, edition: str) -> dict[str, tuple[str, bytes]]:
    """The files as built, by path."""
    return _files(session, edition, public=False)


def released_files(session: Session, edition: str) -> dict[str, tuple[str, bytes]]:
    """The files as released, by path."""
    found = _files(session, edition, public=True)
    return {path.removeprefix(RELEASED_FOLDER): file for path, file in found.items()}


def _files(session: Session, edition: str, *, public: bool) -> dict[str, tuple[str, bytes]]:
    rows = session.execute(
        select(EditionFileRow.path, EditionFileRow.content_type, EditionFileRow.content)
        .where(EditionFileRow.edition == edition, EditionFileRow.public.is_(public))
        .order_by(EditionFileRow.path)
    )
    return {row.path: (row.content_type, row.content) for row in rows}


def editions_of(
    session: Session,
    *,
    organisation: str | None = None,
    report: str | None = None,
    period: str | None = None,
    states: Sequence[str] = (),
) -> list[EditionRow]:
    """Editions in the order of their making."""
    statement = select(EditionRow).order_by(EditionRow.built_at, EditionRow.id)
    statement = statement.execution_options(populate_existing=True)
    if organisation is not None:
        statement = statement.where(EditionRow.organisation == organisation)
    if report is not None:
        statement = statement.where(
            EditionRow.report == report, EditionRow.period.is_not_distinct_from(period)
        )
    if states:
        statement = statement.where(EditionRow.state.in_(states))
    return list(session.scalars(statement))


def change_edition(session: Session, edition: str, **columns: Any) -> None:
    """Set an edition's state and what goes with it; its files and hash never change."""
    session.execute(update(table(EditionRow)).where(EditionRow.id == edition).values(**columns))
