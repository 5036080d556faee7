"""Letters as PDF, ready when asked for: printed once, kept by the digest of their HTML."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from complaints_service import logs
from complaints_service.letters.pdf import render_pdf

FOLDER = "letters"
"""Inside the data folder."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"([0-9a-f]{64})(-large)?\.pdf")
_PDF = b"%PDF-"

Press = Callable[..., bytes]
_log = logs.logger(__name__)


def printed(
    sha256: str, html: str, folder: Path, *, large_print: bool = False, press: Press = render_pdf
) -> bytes:
    """Return the PDF of a frozen letter: the kept one, else printed now and kept.

    `folder` is that of the kept PDFs. A folder that cannot be written costs time, never the
    letter. Raises `PdfFailed` when it cannot be printed.
    """
    kept = _place(sha256, folder, large_print=large_print)
    with suppress(OSError):
        found = kept.read_bytes()
        if found.startswith(_PDF):
            return found
    pdf = press(html, large_print=large_print)
    try:
        _keep(kept, pdf)
    except OSError as error:
        _log.warning("letter_pdf_not_kept", error=type(error).__name__)
    return pdf


def is_printed(sha256: str, folder: Path) -> bool:
    """Whether the PDF of this letter is kept."""
    return _place(sha256, folder, large_print=False).exists()


def forget(sha256: str, folder: Path) -> None:
    """Remove the PDFs of a letter whose words are erased."""
    for large in (False, True):
        _place(sha256, folder, large_print=large).unlink(missing_ok=True)


def kept_digests(folder: Path) -> set[str]:
    """Return the digest of every letter of which a PDF is kept."""
    if not folder.is_dir():
        return set()
    names = (one.name for one in folder.iterdir())
    return {found[1] for name in names if (found := _NAME.fullmatch(name))}


def forget_all_but(wanted: Iterable[str], candidates: Iterable[str], folder: Path) -> int:
    """Remove the PDFs of the `candidates` that are not `wanted`; return how many letters."""
    gone = set(candidates) - set(wanted)
    for sha256 in gone:
        forget(sha256, folder)
    return len(gone)


def _place(sha256: str, folder: Path, *, large_print: bool) -> Path:
    if not _DIGEST.fullmatch(sha256):
        raise ValueError("a letter is kept under the 64 hexadecimal digits of its digest")
    return folder / f"{sha256}{'-large' if large_print else ''}.pdf"


def _keep(kept: Path, pdf: bytes) -> None:
    """Write the file whole or not at all, whoever reads meanwhile."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=kept.parent, prefix=".unfinished-")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(pdf)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(kept)
    finally:
        unfinished.unlink(missing_ok=True)
