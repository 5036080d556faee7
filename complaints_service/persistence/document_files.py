"""The documents folder: bytes under their SHA-256, written once and never written over."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO

from flask import Flask, current_app

from complaints_service.persistence.crash_points import crash_point

FOLDER = "documents"
"""Inside the data folder."""
ARRIVING = ".arriving"
_EXTENSION = "complaints.documents"
_CHUNK = 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


class TooLarge(Exception):
    """More bytes came than are taken; `largest` is the limit in bytes."""

    def __init__(self, largest: int) -> None:
        super().__init__(f"more than {largest} bytes")
        self.largest = largest


@dataclass(frozen=True)
class Keeping:
    """How an installation keeps documents: where, up to how many bytes, and who scans them.

    `scanner` is the address of clamd (`tcp://host:port` or `unix:/path`); None: nobody.
    """

    folder: Path
    largest: int
    scanner: str | None = None


@dataclass(frozen=True)
class Arrived:
    """A file that lies whole in the folder for what arrives, not yet kept."""

    path: Path
    sha256: str
    size: int

    def open(self) -> BinaryIO:
        """Open it for reading."""
        return self.path.open("rb")


class DocumentFiles:
    """One folder; any number of processes may read and write it at the same time."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which need not exist yet."""
        self.folder = folder

    def arrivals(self) -> Path:
        """The folder of what is still arriving, inside this one."""
        return self._made(self.folder / ARRIVING)

    def arrive(self, content: IO[bytes], largest: int) -> Arrived:
        """Copy a stream, at most `largest` bytes, beside the kept files. Raises `TooLarge`."""
        handle, name = tempfile.mkstemp(dir=self.arrivals())
        digest, size = hashlib.sha256(), 0
        try:
            with os.fdopen(handle, "wb") as out:
                while chunk := content.read(_CHUNK):
                    size += len(chunk)
                    if size > largest:
                        raise TooLarge(largest)
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Arrived(Path(name), digest.hexdigest(), size)

    def keep(self, arrived: Arrived) -> Path:
        """Keep what arrived under its digest; what is there already is never touched."""
        kept = self.path(arrived.sha256)
        self._made(kept.parent)
        arrived.path.chmod(0o400)
        with suppress(FileExistsError):
            kept.hardlink_to(arrived.path)
        arrived.path.unlink()
        _settle(kept.parent)
        crash_point("after_file_write")
        return kept

    def discard(self, arrived: Arrived) -> None:
        """Forget what arrived and was not kept."""
        arrived.path.unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Where the bytes with this digest lie, or would; ValueError for what is no digest."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError("a document is kept under the 64 hexadecimal digits of its digest")
        return self.folder / sha256[:2] / sha256

    def remove(self, sha256: str) -> None:
        """Remove the bytes with this digest."""
        self.path(sha256).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """The digest of every file kept, as its name says."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for one in sorted(folder.iterdir()):
                if _DIGEST.fullmatch(one.name):
                    yield one.name

    def is_older(self, sha256: str, moment: datetime) -> bool:
        """Whether the file was written before this moment of the machine's clock."""
        try:
            return self.path(sha256).stat().st_mtime < moment.timestamp()
        except FileNotFoundError:
            return False

    def tidy_arrivals(self, moment: datetime) -> int:
        """Remove what arrived before this moment and was never kept; return how many files."""
        gone = 0
        for one in (self.folder / ARRIVING).glob("*"):
            with suppress(FileNotFoundError):
                if one.stat().st_mtime < moment.timestamp():
                    one.unlink()
                    gone += 1
        return gone

    def _made(self, folder: Path) -> Path:
        for one in (self.folder, folder):
            one.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_documents(app: Flask, how: Keeping) -> None:
    """Let an application keep its documents so."""
    app.extensions[_EXTENSION] = how


def keeping() -> Keeping:
    """How the application whose context is active keeps documents; KeyError where it keeps none."""
    how: Keeping = current_app.extensions[_EXTENSION]
    return how


def document_files() -> DocumentFiles:
    """The folder of the application whose context is active."""
    return DocumentFiles(keeping().folder)


def _settle(folder: Path) -> None:
    """Make the new name outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
