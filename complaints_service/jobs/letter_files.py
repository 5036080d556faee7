"""Prints letters soon after they are made, and removes the PDFs of those that are erased."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from complaints_service import logs
from complaints_service.letters.pdf import PdfFailed, render_pdf, rest
from complaints_service.persistence.queries import letter_files as asked
from complaints_service.persistence.transaction import transaction
from complaints_service.services import letter_print
from complaints_service.services.letter_print import Press

RECENT = timedelta(days=14)
"""Older letters are printed when somebody asks for them."""
BATCH = 20
TIDY_EVERY = timedelta(hours=6)
_AT_ONCE = 500
_LOCK = ".printing"

_log = logs.logger(__name__)


@dataclass(frozen=True)
class Pressed:
    """What one pass did: letters printed, letters that could not be, and files removed."""

    printed: int = 0
    failed: int = 0
    removed: int = 0


class LetterFiles:
    """Keeps one folder of PDFs filled, again and again, in one process.

    Of several workers on one folder one prints. Where the printer fails for a letter, it is left
    to whoever asks for it; nothing else waits for this work.
    """

    def __init__(self, folder: Path, *, batch: int = BATCH, press: Press = render_pdf) -> None:
        """Fill `folder`, `batch` letters a pass."""
        self.folder, self.batch, self.press = folder, batch, press
        self._head = -1
        self._hopeless: set[str] = set()
        self._tidied_at: datetime | None = None

    def run(self, now: datetime, stopping: threading.Event | None = None) -> Pressed:
        """Print what lacks a PDF at `now`, one batch. Needs the application's context."""
        stopping = stopping or threading.Event()
        with transaction() as session:
            head = asked.chain_head(session)
        if head == self._head and not self._untidy(now):
            return Pressed()
        with _alone(self.folder) as mine:
            if not mine:
                return Pressed()
            removed = self._tidy(now)
            done, failed, left = self._print(now, stopping)
        # Only a pass that left nothing undone need not be made again.
        self._head = -1 if left else head
        if not left:
            rest()
        return Pressed(done, failed, removed)

    def _print(self, now: datetime, stopping: threading.Event) -> tuple[int, int, bool]:
        lacking = list(islice(self._lacking(now), self.batch + 1))
        done = failed = 0
        for letter_id, sha256 in lacking[: self.batch]:
            if stopping.is_set():
                return done, failed, True
            if self._printed(letter_id, sha256):
                done += 1
            else:
                failed += 1
        return done, failed, len(lacking) > self.batch

    def _lacking(self, now: datetime) -> Iterator[tuple[str, str]]:
        with transaction() as session:
            recent = asked.issued_since(session, now - RECENT)
        for letter_id, sha256 in recent:
            if sha256 not in self._hopeless and not letter_print.is_printed(sha256, self.folder):
                yield letter_id, sha256

    def _printed(self, letter_id: str, sha256: str) -> bool:
        with transaction() as session:
            html = asked.words(session, letter_id)
        if html is None:
            return False
        try:
            letter_print.printed(sha256, html, self.folder, press=self.press)
        except PdfFailed:
            _log.warning("letter_not_printed", letter=letter_id)
        if not letter_print.is_printed(sha256, self.folder):
            self._hopeless.add(sha256)
            return False
        return True

    def _untidy(self, now: datetime) -> bool:
        return self._tidied_at is None or not timedelta() <= now - self._tidied_at < TIDY_EVERY

    def _tidy(self, now: datetime) -> int:
        """Remove what belongs to no letter with words: it was erased by another process."""
        if not self._untidy(now):
            return 0
        self._tidied_at, removed = now, 0
        kept = iter(sorted(letter_print.kept_digests(self.folder)))
        while some := list(islice(kept, _AT_ONCE)):
            with transaction() as session:
                wanted = asked.not_erased(session, some)
            removed += letter_print.forget_all_but(wanted, some, self.folder)
        return removed


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Hold the folder, unless another worker does; its lock ends with its process."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
