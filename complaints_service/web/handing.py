"""Hands an archive over, a chunk at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response

CHUNK = 64 * 1024


def handed(opened: Any, archive: Any, ref: str) -> Response:
    """Return an answer that streams `archive`; `opened` is left when the last chunk was sent."""
    def chunks() -> Iterator[bytes]:
        while chunk := archive.file.read(CHUNK):
            yield chunk

    answer = Response(chunks(), content_type="application/zip")
    answer.call_on_close(lambda: opened.__exit__(None, None, None))
    answer.headers["Content-Disposition"] = f'attachment; filename="evidence-{ref}.zip"'
    answer.headers["Content-Length"] = str(archive.size)
    answer.headers["Digest"] = f"sha-256={archive.sha256}"
    return answer
