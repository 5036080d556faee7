"""Builds the surroundings of background work from this installation's settings."""

from __future__ import annotations

import threading

from complaints_service.cli import exit_status
from complaints_service.jobs.notify import NotifyService, notify_service
from complaints_service.jobs.readiness import schema_missing
from complaints_service.jobs.smtp import smtp_server
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.jobs.surroundings import surroundings as make_surroundings
from complaints_service.persistence.document_files import FOLDER as DOCUMENTS
from complaints_service.persistence.document_files import Keeping
from complaints_service.services import letter_print, rules_in_use
from complaints_service.services.database_address import database_url
from complaints_service.settings import Settings


def surroundings(
    settings: Settings,
    *,
    patience_seconds: float | None,
    stopping: threading.Event | None = None,
) -> Surroundings:
    """Return the surroundings once the database answers.

    Raises NotReady where its schema is not this program's, and the database's own error when it
    does not answer within `patience_seconds` (None: wait for ever).
    """
    smtp = smtp_server(settings.smtp_url) if settings.smtp_url else None
    notify = _notify(settings)
    url = database_url(settings)
    missing = schema_missing(url, patience_seconds, stopping)
    if missing is not None:
        raise exit_status.NotReady(not_ours(missing))
    return make_surroundings(
        url, lambda: rules_in_use.rules().calendar, base_url=settings.base_url, smtp=smtp,
        secret=settings.secret_key,
        letters_folder=settings.data_dir / letter_print.FOLDER,
        documents=Keeping(settings.data_dir / DOCUMENTS, settings.largest_document,
                          settings.clamd_url),
        notify=notify,
    )


def _notify(settings: Settings) -> NotifyService | None:
    if not settings.notify_api_key:
        return None
    return notify_service(settings.notify_api_key, settings.notify_template, settings.notify_url)


def not_ours(missing: str) -> str:
    """Return the sentence that says what the schema lacks, and the mend."""
    return f"The database's schema is not this program's ({missing}); run complaints db upgrade."
