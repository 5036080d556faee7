"""Puts invented complaints, deadlines, accounts and letters straight into the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine, create_engine, insert, select

from complaints_service.content.reminders import load_reminders
from complaints_service.content.rules import load_clock_rules
from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.jobs.smtp import SmtpServer
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.jobs.surroundings import surroundings as make_surroundings
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.models.message import LetterRow, OutboxRow
from complaints_service.persistence.models.people import AccountRow, OrganisationRow

LONG_AGO = datetime(2026, 9, 1, 9, tzinfo=UTC)
BASE_URL = "https://complaints.example"
TEAM = "complaints@borough.example"


def calendar() -> WorkingCalendar:
    """Return the shipped calendar of England and Wales."""
    return load_clock_rules()[1]


class Caseload:
    """One test database, filled row by row."""

    def __init__(self, url: str) -> None:
        """Open the database and put one council into it."""
        self.url = url
        self.engine: Engine = create_engine(url)
        self.council("borough", settings={"team_email": TEAM})

    def council(self, key: str, **values: Any) -> None:
        """Add a council."""
        row = {"key": key, "name": key.title(), "created_at": LONG_AGO, "settings": {}} | values
        self._insert(OrganisationRow, [row])

    def account(self, account: str, *roles: str, **values: Any) -> str:
        """Add an account whose email is its id in lower case; return its id."""
        row = {
            "id": account, "email": f"{account.lower()}@borough.example", "name": account,
            "organisation": "borough", "roles": list(roles), "services": [], "enabled": True,
            "created_at": LONG_AGO,
        }
        self._insert(AccountRow, [row | values])
        return account

    def complaint(self, ref: str, **values: Any) -> str:
        """Add a complaint; return its reference."""
        self._insert(ComplaintRow, [complaint(ref, **values)])
        return ref

    def deadline(self, ref: str, due_on: date | None, **values: Any) -> None:
        """Add an open deadline of a complaint that exists."""
        self._insert(DeadlineRow, [deadline(ref, due_on, **values)])

    def due(self, ref: str, due_on: date | None, **values: Any) -> str:
        """Add a complaint with one open deadline; return its reference."""
        self.complaint(ref)
        self.deadline(ref, due_on, **values)
        return ref

    def many_due(self, count: int, due_on: date, owner: str | None = None) -> None:
        """Add many complaints with one open deadline each."""
        refs = [f"C-{number:06}" for number in range(count)]
        self._insert(ComplaintRow, [complaint(ref) for ref in refs])
        self._insert(DeadlineRow, [deadline(ref, due_on, owner=owner) for ref in refs])

    def letter(self, letter: str, ref: str, *, queued: bool = True, **values: Any) -> str:
        """Add a letter and, unless told otherwise, its outbox row; return its id."""
        row = {
            "id": letter, "ref": ref, "kind": "receipt", "stage": None, "send_by": "email",
            "issued_at": LONG_AGO, "delivery": "queued", "sha256": "0" * 64,
            "template": "letters/receipt.html", "template_version": "1", "blocks": [],
            "recipient": {"person": "P-1", "email": "resident@home.example"},
        }
        self._insert(LetterRow, [row | values])
        if queued:
            self.message(f"letter:{letter}", kind="letter", ref=ref, letter=letter)
        return letter

    def message(self, key: str, **values: Any) -> None:
        """Add an outbox row, due long ago."""
        row = {
            "key": key, "state": "queued", "next_attempt_at": LONG_AGO, "facts": {},
            "created_at": LONG_AGO,
        }
        self._insert(OutboxRow, [row | values])

    def outbox(self, kind: str | None = None) -> list[OutboxRow]:
        """Return the outbox (one kind of it), oldest first, read anew."""
        statement = select(OutboxRow.__table__).order_by(OutboxRow.id)
        if kind is not None:
            statement = statement.where(OutboxRow.kind == kind)
        return list(self.rows(statement))

    def steps(self) -> list[tuple[str, str]]:
        """Return (reference, step) of every reminder, in order."""
        return sorted((row.ref, row.facts["step"]) for row in self.outbox("reminder"))

    def rows(self, statement: Any, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """Return what a select finds."""
        with self.engine.connect() as connection:
            return connection.execute(statement, values or {}).all()

    def run(self, statement: Any, values: Any = None) -> None:
        """Run one statement and commit."""
        with self.engine.begin() as connection:
            connection.execute(statement, values)

    def _insert(self, model: Any, rows: list[dict[str, Any]]) -> None:
        self.run(insert(model), rows)


def complaint(ref: str, **values: Any) -> dict[str, Any]:
    """Return the row of a complaint under way at stage 1."""
    return {
        "ref": ref, "organisation": "borough", "imported": False, "version": 1,
        "state": "stage_1_investigating", "stage": "stage_1", "kind": "complaint",
        "accepted": True, "service": "waste", "channel": "web", "codes": ["lgsco"],
        "first_contact_at": LONG_AGO, "received_at": LONG_AGO, "received_on": LONG_AGO.date(),
        "recorded_at": LONG_AGO, "last_recorded_at": LONG_AGO, "restricted": False, "access": [],
        "services": ["waste"], "snapshot": {},
    } | values


def deadline(ref: str, due_on: date | None, **values: Any) -> dict[str, Any]:
    """Return the row of an open deadline."""
    return {
        "ref": ref, "kind": "stage_1_respond", "item": "", "due_on": due_on, "met_at": None,
        "void": False, "owner": None,
    } | values


@contextmanager
def working_on(url: str, smtp: SmtpServer | None = None) -> Iterator[Surroundings]:
    """Lend the surroundings of background work on a database."""
    found = make_surroundings(
        url, calendar, base_url=BASE_URL, smtp=smtp, reminders=load_reminders()
    )
    try:
        yield found
    finally:
        with found.app.app_context():
            db.session.remove()
            db.engine.dispose()
