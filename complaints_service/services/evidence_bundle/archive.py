"""Packs an evidence bundle as a ZIP: the PDF, letters, documents, the case and a manifest."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from complaints_service.letters.pdf import render_pdf
from complaints_service.reporting.feed import csv_bytes
from complaints_service.services.case_export import canonical
from complaints_service.services.documents import content_path
from complaints_service.services.letter_print import Press, printed

from .contents import Bundle
from .printing import printed_bundle

CHUNK = 1024 * 1024
# Always the same, so that the same file makes the same archive; the record says when.
NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Packed:
    """An archive on disk: open for reading, its size in bytes and its SHA-256 in hex."""

    file: IO[bytes]
    size: int
    sha256: str


@dataclass(frozen=True)
class Printing:
    """What prints the bundle and its letters."""

    bundle: Callable[[Bundle], bytes] = printed_bundle
    letter: Press = render_pdf


@contextmanager
def packed(bundle: Bundle, letters: Path, printing: Printing | None = None) -> Iterator[Packed]:
    """Pack a bundle into a file that goes when it is closed; `letters` keeps letters' PDFs.

    Whatever is in it, only a chunk of it is in memory. Raises `PdfFailed` and `OSError`.
    """
    with tempfile.TemporaryFile() as file:
        _pack(bundle, letters, file, printing or Printing())
        size = file.tell()
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        yield Packed(file, size, digest)


def _pack(bundle: Bundle, letters: Path, file: IO[bytes], printing: Printing) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        box = _Box(archive)
        box.put("bundle.pdf", printing.bundle(bundle))
        box.put("case.json", canonical(bundle.document))
        box.put("index.csv", index_csv(bundle))
        for item in bundle.inside:
            kind, _, key = item.key.partition(":")
            if kind == "letter":
                row = next(one for one in bundle.case.letters if one.id == key)
                box.put(f"{item.file}.html", row.html.encode("utf-8"))
                box.put(f"{item.file}.pdf", printed(row.sha256, row.html, letters,
                                                     press=printing.letter))
            elif kind == "document":
                one = next(each for each in bundle.case.documents if each.id == key)
                box.copy(item.file, content_path(one))
        box.put("manifest.json", canonical(box.manifest(bundle)))


class _Box:
    """An archive being filled; it remembers the digest of everything."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.files: list[dict[str, Any]] = []

    def put(self, name: str, content: bytes) -> None:
        """Put a file of these bytes."""
        with self._opened(name) as out:
            out.write(content)
        self._remember(name, hashlib.sha256(content).hexdigest(), len(content))

    def copy(self, name: str, path: Path) -> None:
        """Put a copy of a file, a chunk at a time."""
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, self._opened(name) as out:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
        self._remember(name, digest.hexdigest(), size)

    def _opened(self, name: str) -> IO[bytes]:
        made = zipfile.ZipInfo(name, NO_DATE)
        made.compress_type, made.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        return self.archive.open(made, "w", force_zip64=True)

    def _remember(self, name: str, sha256: str, size: int) -> None:
        self.files.append({"path": name, "sha256": sha256, "bytes": size})

    def manifest(self, bundle: Bundle) -> dict[str, Any]:
        """Return what is in it, each file by its digest, and what it was made for."""
        return {
            "ref": bundle.ref,
            "record": bundle.case.rows[-1].seq,
            "record_hash": bundle.case.rows[-1].hash,
            "ombudsman": bundle.wanted.ombudsman,
            "request": bundle.wanted.request,
            "files": sorted(self.files, key=lambda one: str(one["path"])),
            "left_out": [{"item": one.title, "reason": one.left_out} for one in bundle.outside],
        }


COLUMNS = ("what", "kind", "date", "file", "left_out", "other_peoples_data")


def index_csv(bundle: Bundle) -> bytes:
    """Return the index as CSV, in which no name can start a spreadsheet's formula."""
    return csv_bytes(COLUMNS, [
        (one.title, one.kind, one.on.isoformat(), one.file, one.left_out,
         "; ".join(sorted({mark.kind for mark in one.marks})))
        for one in bundle.items
    ])
