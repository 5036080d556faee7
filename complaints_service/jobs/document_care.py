"""Scans documents that had to wait for the virus scanner, and tidies their folder now and then."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from complaints_service.services.document_care import Scanned, scan_waiting, tidy

TIDY_EVERY = timedelta(hours=6)


class DocumentCare:
    """Sees to one installation's documents, again and again, in one process; many may run."""

    def __init__(self) -> None:
        """Begin with a tidy folder's pass."""
        self._tidied_at: datetime | None = None

    def run(self, now: datetime, stopping: threading.Event | None = None) -> Scanned:
        """Do what is to be done at `now` (aware). Needs the application's context."""
        scanned = scan_waiting(now, stopping)
        last = self._tidied_at
        if last is None or not timedelta() <= now - last < TIDY_EVERY:
            self._tidied_at = now
            tidy()
        return scanned
