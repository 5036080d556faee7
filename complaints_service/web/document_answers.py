"""The content of a document as an answer: to keep as a file, or to look at in a sealed-off page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from flask import Response

from complaints_service.services.document_names import joined, safe_name, split
from complaints_service.services.documents import FiledDocument
from complaints_service.services.errors import NotFound
from complaints_service.services.picture_size import pixels
from complaints_service.web.headers import CSP

SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser may show; it runs nothing of these and fetches nothing for them."""
MOST_PIXELS = 60_000_000
"""A larger picture would take a browser's memory; it can be downloaded."""
SEALED = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_OCTETS = "application/octet-stream"
_CHUNK = 256 * 1024


def as_file(document: FiledDocument, path: Path) -> Response:
    """The bytes unchanged, to be kept as a file under its safe name; never shown or run."""
    return _sealed(path, _OCTETS, "attachment", document)


def can_be_shown(document: FiledDocument) -> bool:
    """Whether its kind is one that is shown at all."""
    return document.type in SHOWN


def shown(document: FiledDocument, path: Path) -> Response:
    """The bytes for a browser to show by themselves, with every script and address shut off.

    Raises NotFound for a kind that is never shown, and for a picture of too many pixels.
    """
    if not can_be_shown(document) or pixels(path, document.type) > MOST_PIXELS:
        raise NotFound("this document cannot be shown; download it")
    return _sealed(path, document.type, "inline", document)


def _sealed(path: Path, media_type: str, disposition: str, document: FiledDocument) -> Response:
    answer = Response(_bytes(path), content_type=media_type)
    answer.content_length = path.stat().st_size
    answer.headers.set("Content-Disposition", disposition, **_named(document.called))
    answer.headers[CSP] = SEALED
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _bytes(path: Path) -> Iterator[bytes]:
    """Opened when the first byte is asked for, so that nothing stays open for who asks none."""
    with path.open("rb") as content:
        while chunk := content.read(_CHUNK):
            yield chunk


def _named(name: str) -> dict[str, str]:
    """A name for old programs and, where that is another, the true one (RFC 6266, RFC 8187)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    if plain == name:
        return {"filename": name}
    stem, ending = split(safe_name(plain))
    return {"filename": joined(stem, ending), "filename*": f"UTF-8''{quote(name, safe='')}"}
