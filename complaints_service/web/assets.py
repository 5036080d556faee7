"""Style sheets, scripts and images: each under an address that changes with its content."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path, PurePosixPath

from flask import Blueprint, Response, abort, request

from complaints_service.content.places import PlaceMissing, find
from complaints_service.web.access import open_to

blueprint = Blueprint("assets", __name__)

ONE_HOUR = "public, max-age=3600"
FOR_EVER = "public, max-age=31536000, immutable"
WORTH_PRESSING = 1000
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
_DIGITS = 12


def address(name: str) -> str:
    """Return the address of an asset such as `service.css`. Raises `PlaceMissing`."""
    file = _file(name)
    return f"/assets/{name}?v={_digest(file, file.stat().st_mtime_ns)}"


def _file(name: str) -> Path:
    return find("templates", f"web/assets/{name}")


@lru_cache(maxsize=64)
def _digest(file: Path, changed: int) -> str:
    return digest(file.read_bytes())


def digest(content: bytes) -> str:
    """Return the few digits that tell one content from another."""
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


@lru_cache(maxsize=64)
def _pressed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


@blueprint.get("/favicon.ico")
@open_to("public")
def favicon() -> Response:
    """Serve the icon where browsers look for it on pages that name none."""
    return asset("favicon.svg")


@blueprint.get("/assets/<path:name>")
@open_to("public")
def asset(name: str) -> Response:
    """Serve a style sheet, script or image that pages use."""
    kind = KINDS.get(PurePosixPath(name).suffix)
    if kind is None:
        abort(404)
    try:
        content = _file(name).read_bytes()
    except (PlaceMissing, ValueError, OSError):
        abort(404)
    return kept(content, kind)


def kept(content: bytes, kind: str) -> Response:
    """Return an answer of this content type that browsers keep, for ever where the address that
    was asked for is that of its content; pressed for those who can unpack it."""
    press = len(content) >= WORTH_PRESSING and request.accept_encodings["gzip"] > 0
    answer = Response(_pressed(content) if press else content, content_type=kind)
    if press:
        answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    known = request.args.get("v") == digest(content)
    answer.headers["Cache-Control"] = FOR_EVER if known else ONE_HOUR
    answer.add_etag()
    answer.make_conditional(request)
    return answer
