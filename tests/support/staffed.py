"""A council with staff in a database of its own, a clock to move, and the door to knock on."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert

from complaints_service import clock
from complaints_service.persistence import database
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.document_files import Keeping, keep_documents
from complaints_service.persistence.models.documents import DocumentRow
from complaints_service.persistence.models.people import AccountRow, OrganisationRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services import references
from complaints_service.services.actors import Actor, complainant, system
from complaints_service.services.handle import Request, Sources, Written, handle

COUNCIL = "alderbourne"
OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday; where a test's clock begins."""

STAFF: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "intake": (("intake",), ()),
    "officer": (("officer",), ()),
    "officer_2": (("officer",), ()),
    "handler": (("handler",), ()),
    "handler_2": (("handler",), ()),
    "reviewer": (("reviewer",), ()),
    "reviewer_2": (("reviewer",), ()),
    "both": (("handler", "reviewer"), ()),
    "manager": (("manager",), ()),
    "waste_manager": (("manager",), ("refuse-recycling",)),
    "contributor": (("contributor",), ()),
    "approver": (("approver",), ()),
    "publisher": (("publisher",), ()),
    "member": (("member",), ()),
    "auditor": (("auditor",), ()),
    "administrator": (("administrator",), ()),
}
"""Name of an account: its roles, and the services that it answers for (none: all)."""


class Staffed:
    """One council's database; everything in it can be repeated from the seed."""

    def __init__(self, url: str, clock_file: Path, seed: int = 0) -> None:
        """Bind to a migrated database and open the council."""
        self.url, self.clock_file = url, clock_file
        self.rng = random.Random(seed)
        self.app = Flask("complaints_tests", static_folder=None, template_folder=None)
        database.bind(self.app, url)
        keep_documents(self.app, Keeping(clock_file.parent / "documents", 20 * 1024 * 1024))
        self.at(OPENED)
        self.actors = {name: _actor(name, *what) for name, what in STAFF.items()}
        self.actors |= {"complainant": complainant(), "system": system()}
        self.sources = Sources(
            now=clock.now,
            new_ref=lambda: references.new_reference(self.rng.choice),
            new_id=lambda: f"{self.rng.getrandbits(128):032x}",
            salt=lambda: self.rng.randbytes(16),
        )

    def open(self) -> None:
        """Write the council and its accounts."""
        with self.app.app_context(), transaction() as session:
            session.execute(insert(table(OrganisationRow)).values(
                key=COUNCIL, name="Alderbourne Borough Council", settings={}, created_at=OPENED))
            session.execute(insert(table(AccountRow)), [
                {"id": one.id, "email": one.email, "name": one.name, "organisation": COUNCIL,
                 "roles": sorted(one.roles), "services": sorted(one.services), "enabled": True,
                 "created_at": OPENED}
                for one in self.actors.values() if one.email
            ])

    def upload(self, account: str) -> str:
        """An upload of this account that waits to be put on a complaint. It has no bytes, as if
        they were erased: whatever looks at files looks for none."""
        upload_id = f"{self.rng.getrandbits(128):032x}"
        with self.app.app_context(), transaction() as session:
            session.execute(insert(table(DocumentRow)).values(
                id=upload_id, sha256="5" * 64, size=3, type="text/plain", name="three.txt",
                held_by=account, held_until=datetime(2100, 1, 1, tzinfo=UTC), uploaded_at=OPENED,
                scan="clean", erased_at=OPENED))
        return upload_id

    @property
    def now(self) -> datetime:
        """What the clock says."""
        return clock.now()

    def at(self, moment: datetime) -> None:
        """Set the clock."""
        self.clock_file.write_text(moment.astimezone(UTC).isoformat(), encoding="utf-8")

    def later(self, **span: float) -> None:
        """Move the clock forward."""
        self.at(self.now + timedelta(**span))

    def tell(
        self, by: str, command: str, ref: str | None = None, data: Mapping[str, Any] | None = None,
        *, occurred_at: datetime | None = None, key: str | None = None, version: int | None = None,
    ) -> Written:
        """Give one command through the door, as the account of that name."""
        request = Request(command, data or {}, occurred_at, version, key, key and "0" * 64)
        with self.app.app_context():
            return handle(request, by=self.actors[by], ref=ref, sources=self.sources)


def _actor(name: str, roles: tuple[str, ...], services: tuple[str, ...]) -> Actor:
    return Actor(f"ACC-{name}", f"{name}@borough.example", name.title(), frozenset(roles), COUNCIL,
                 frozenset(services))


@contextmanager
def staffed(url: str, folder: Path, seed: int = 0) -> Iterator[Staffed]:
    """Open a council in the migrated database at `url`; its clock is a file in `folder`."""
    before = {name: os.environ.get(name) for name in ("COMPLAINTS_NOW_FILE", "COMPLAINTS_ENV")}
    clock_file = folder / "now"
    os.environ |= {"COMPLAINTS_NOW_FILE": str(clock_file), "COMPLAINTS_ENV": "test"}
    council = Staffed(url, clock_file, seed)
    try:
        council.open()
        yield council
    finally:
        with council.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
