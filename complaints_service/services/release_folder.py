"""Fills the local `published/` folder from released editions, whenever they have changed."""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from complaints_service.logs import logger
from complaints_service.persistence.database import db
from complaints_service.persistence.editions import EVER_PUBLIC, RELEASED_FOLDER
from complaints_service.persistence.models.learning import EditionFileRow, EditionRow
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.published import Entry, Manifest, PublishedFolder
from complaints_service.reporting.html import style
from complaints_service.reporting.site import PublicEdition
from complaints_service.reporting.site_index import compose_site

SECONDS = 2.0
"""How often a process looks; with the second that serving may lag, withdrawal is seen within 5."""
MAKE = 1
"""Raised when the same editions would give other addresses or other words around them."""


def fill(session: Session, folder: PublishedFolder) -> bool:
    """Bring the folder up to the editions on file; whether anything had changed."""
    if _is_current(session, folder):
        return False
    with folder.alone():
        if _is_current(session, folder):
            return False
        _refill(session, folder)
    return True


def _is_current(session: Session, folder: PublishedFolder) -> bool:
    before = folder.manifest()
    return before is not None and before.signature == _signature(session)


def _refill(session: Session, folder: PublishedFolder) -> None:
    # Taken first: what changes while the site is composed makes the next look fill it again.
    signature = _signature(session)
    site = compose_site(_editions(session), _organisations(session))
    folder.keep(site.made.values())
    for sha256 in folder.missing(one.sha256 for one in site.resources.values()):
        content = session.scalar(
            select(EditionFileRow.content)
            .where(EditionFileRow.sha256 == sha256, EditionFileRow.public)
            .limit(1)
        )
        if content is not None:
            folder.keep([content])
    manifest = Manifest(signature, {
        address: Entry(one.sha256, one.content_type, one.modified, one.status)
        for address, one in site.resources.items()
    })
    folder.replace(manifest)
    folder.clear_away(manifest)


def keep_filled(app: Flask, folder: Path, every: float = SECONDS) -> threading.Event:
    """Fill now, then look every few seconds in a thread of this process, until the event is set.

    While the database cannot be reached the folder stays as it is and goes on being served.
    """
    stop = threading.Event()
    published = PublishedFolder(folder)
    _fill_once(app, published)

    def look() -> None:
        while not stop.wait(every):
            _fill_once(app, published)

    threading.Thread(target=look, name="published-folder", daemon=True).start()
    return stop


def _fill_once(app: Flask, folder: PublishedFolder) -> None:
    with app.app_context():
        try:
            fill(db.session(), folder)
        except (SQLAlchemyError, OSError) as error:
            logger(__name__).warning("published_folder_not_filled", reason=type(error).__name__)
        finally:
            db.session.remove()


def _signature(session: Session) -> str:
    states = session.execute(
        select(EditionRow.id, EditionRow.state)
        .where(EditionRow.state.in_(EVER_PUBLIC))
        .order_by(EditionRow.id)
    )
    seen = [MAKE, style(), [list(row) for row in states], list(_organisations(session).items())]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _organisations(session: Session) -> dict[str, str]:
    rows = session.execute(
        select(OrganisationRow.key, OrganisationRow.name)
        .order_by(OrganisationRow.created_at, OrganisationRow.key)
    )
    return {row.key: row.name for row in rows}


def _editions(session: Session) -> list[PublicEdition]:
    names = _organisations(session)
    rows = session.scalars(
        select(EditionRow)
        .where(EditionRow.state.in_(EVER_PUBLIC))
        .order_by(EditionRow.released_at, EditionRow.id)
        .execution_options(populate_existing=True)
    )
    return [_edition(session, row, names) for row in rows]


def _edition(session: Session, row: EditionRow, names: dict[str, str]) -> PublicEdition:
    files = session.execute(
        select(EditionFileRow.path, EditionFileRow.content_type, EditionFileRow.sha256)
        .where(EditionFileRow.edition == row.id, EditionFileRow.public)
        .order_by(EditionFileRow.path)
    )
    return PublicEdition(
        id=row.id,
        report=row.report,
        kind=row.facts["kind"],
        organisation=row.organisation,
        organisation_name=names.get(row.organisation, row.organisation),
        period=row.period,
        number=row.number,
        revises=row.revises,
        sha256=row.sha256,
        as_of=row.as_of,
        released_at=row.released_at or row.built_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
        facts=row.facts,
        files={
            one.path.removeprefix(RELEASED_FOLDER): (one.content_type, one.sha256)
            for one in files
        },
    )


def write_static(folder: PublishedFolder, to: Path) -> int:
    """Copy the whole public site to `to`, at the paths of its addresses; how many files.

    What was withdrawn is written as the page that says so, because a folder has no status codes.
    """
    manifest = folder.manifest()
    if manifest is None:
        return 0
    for address, entry in manifest.entries.items():
        path = address.lstrip("/") + ("index.html" if address.endswith("/") else "")
        target = to / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(folder.read(entry.sha256))
    return len(manifest.entries)
