"""The local `published/` folder: bytes by their hash, and one manifest that is replaced at once."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from complaints_service.persistence.crash_points import crash_point

BLOBS = "blobs"
MANIFEST = "manifest.json"
LOCK = ".lock"


class Entry(NamedTuple):
    """What stands at an address: hash of the bytes, type, last change (UTC) and status."""

    sha256: str
    content_type: str
    modified: datetime
    status: int


@dataclass(frozen=True)
class Manifest:
    """Every address of the public site; `signature` says which editions it was made from."""

    signature: str
    entries: Mapping[str, Entry]


class PublishedFolder:
    """One folder; any number of processes may read and write it at the same time."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which need not exist yet."""
        self.folder = folder
        self.manifest_file = folder / MANIFEST

    def stamp(self) -> tuple[int, int, int] | None:
        """Something that changes whenever the manifest does; None before the first."""
        try:
            found = self.manifest_file.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def manifest(self) -> Manifest | None:
        """The present manifest; None before the first."""
        try:
            read = json.loads(self.manifest_file.read_bytes())
        except FileNotFoundError:
            return None
        return Manifest(read["signature"], {
            address: Entry(one[0], one[1], datetime.fromisoformat(one[2]), one[3])
            for address, one in read["entries"].items()
        })

    def read(self, sha256: str) -> bytes:
        """The bytes with this hash. Raises FileNotFoundError."""
        return self._blob(sha256).read_bytes()

    def missing(self, hashes: Iterable[str]) -> set[str]:
        """Those whose bytes are not here yet."""
        return {one for one in hashes if not self._blob(one).exists()}

    def keep(self, contents: Iterable[bytes]) -> None:
        """Store bytes under their hashes; what is there is never written again."""
        for content in contents:
            blob = self._blob(hashlib.sha256(content).hexdigest())
            if not blob.exists():
                _write(blob, content)

    def replace(self, manifest: Manifest) -> None:
        """Make this the manifest, at once and for every process."""
        shaped: dict[str, Any] = {
            "signature": manifest.signature,
            "entries": {
                address: [one.sha256, one.content_type, one.modified.isoformat(), one.status]
                for address, one in sorted(manifest.entries.items())
            },
        }
        crash_point("mid_publish")
        _write(self.manifest_file, json.dumps(shaped).encode())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes of this machine from writing meanwhile; they may go on reading."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def clear_away(self, manifest: Manifest) -> None:
        """Remove bytes that no address names any more: what was withdrawn leaves the disk."""
        wanted = {entry.sha256 for entry in manifest.entries.values()}
        for blob in (self.folder / BLOBS).glob("*"):
            if blob.name not in wanted and not blob.name.startswith("."):
                blob.unlink(missing_ok=True)

    def _blob(self, sha256: str) -> Path:
        return self.folder / BLOBS / sha256


def _write(file: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it, also after a crash."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    crash_point("after_file_write")
