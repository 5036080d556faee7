"""What background work runs in: the database, the calendar, the reminders' rules and the post."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from complaints_service.content.reminders import load_reminders
from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.reminders import ReminderRules
from complaints_service.jobs.notify import NotifyService
from complaints_service.jobs.smtp import SmtpServer
from complaints_service.persistence import database
from complaints_service.persistence.document_files import Keeping, keep_documents


@dataclass(frozen=True)
class Surroundings:
    """`calendar` is asked anew at each pass, for a new one may be imported meanwhile.

    `app` only lends its context to the database; no page is served from it. Without `smtp`
    messages stay in the outbox. `base_url` begins every link and has no slash at its end.
    `secret` is the installation's key, from which one-time codes are worked out.
    """

    app: Flask
    calendar: Callable[[], WorkingCalendar]
    reminders: ReminderRules
    base_url: str
    smtp: SmtpServer | None = None
    secret: str = field(default="", repr=False)
    letters_folder: Path | None = None
    """Where letters are printed to; without it none is printed before somebody asks for it."""
    documents: Keeping | None = None
    """How documents are kept; without it nobody scans those that wait."""
    notify: NotifyService | None = None
    """GOV.UK Notify, which carries emails instead of a mail server."""

    @property
    def sends_emails(self) -> bool:
        """Whether there is anything that carries them."""
        return self.smtp is not None or self.notify is not None

    @property
    def host(self) -> str:
        """The host of the links, which also names this installation in its emails."""
        return urlsplit(self.base_url).hostname or "localhost"


def surroundings(
    database_url: str,
    calendar: Callable[[], WorkingCalendar],
    *,
    base_url: str,
    smtp: SmtpServer | None = None,
    reminders: ReminderRules | None = None,
    secret: str = "",
    letters_folder: Path | None = None,
    documents: Keeping | None = None,
    notify: NotifyService | None = None,
) -> Surroundings:
    """Return the surroundings of a process of its own (worker or tick) on one database."""
    app = Flask("complaints_service.jobs", static_folder=None, template_folder=None)
    database.bind(app, database_url)
    if documents is not None:
        keep_documents(app, documents)
    return Surroundings(
        app, calendar, reminders or load_reminders(), base_url, smtp, secret, letters_folder,
        documents, notify,
    )
