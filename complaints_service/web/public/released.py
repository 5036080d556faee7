"""Serves released editions from the local folder alone: no database, no session, no cookie."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any

from flask import Flask

from complaints_service.persistence.published import Entry, Manifest, PublishedFolder
from complaints_service.reporting.html import style_source
from complaints_service.web.headers import register as dress
from complaints_service.web.public.absent import absent

PREFIXES = ("/public/v1/", "/performance/", "/learning/")
WITHOUT_SLASH = {"/performance", "/learning", "/public/v1"}
LOOK_EVERY = 1.0
WORTH_PRESSING = 500
CACHING = "public, max-age=5, must-revalidate"

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


@dataclass(frozen=True)
class Ready:
    """One address ready to send: both encodings with their headers, made once."""

    status: str
    body: bytes
    pressed: bytes | None
    etag: str
    pressed_etag: str
    modified_at: float
    headers: Headers
    pressed_headers: Headers
    unchanged_headers: Headers
    pressed_unchanged_headers: Headers


class ReleasedSite:
    """A WSGI layer that answers the public addresses itself and hands everything else on.

    It stands before the application, so that reading what is public runs none of its code.
    `origins` may read by script or show pages in a frame; `secure` adds HSTS.
    """

    def __init__(
        self, inner: Wsgi, folder: Path, origins: Iterable[str] = (), *, secure: bool = False
    ) -> None:
        """Answer from `folder`; everything else goes to `inner`."""
        self.inner = inner
        self.folder = PublishedFolder(folder)
        self.origins = frozenset(origins)
        self.strict = _STRICT if secure else []
        self.manifest: Manifest | None = None
        self.ready: dict[str, Ready] = {}
        self._stamp: object = object()
        self._looked_at = float("-inf")

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ["PATH_INFO"]
        if not path.startswith(PREFIXES):
            if path in WITHOUT_SLASH:
                return self._moved(environ, path, start_response)
            return self.inner(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            allow = [("Allow", "GET, HEAD"), *_PLAIN, *self.strict]
            return _send(start_response, "405 Method Not Allowed", allow)
        return self._answer(environ, path, start_response, head=method == "HEAD")

    def _answer(
        self, environ: Mapping[str, Any], path: str, start_response: StartResponse, *, head: bool
    ) -> Iterable[bytes]:
        found = self._find(path)
        if found is None:
            absent = self._absent(environ, path, start_response)
            return [] if head else absent
        pressed = found.pressed is not None and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        origin = environ.get("HTTP_ORIGIN")
        allowed = (
            [("Access-Control-Allow-Origin", origin)] if origin and origin in self.origins else []
        )
        if found.status == "200 OK" and _unchanged(environ, found):
            headers = found.pressed_unchanged_headers if pressed else found.unchanged_headers
            start_response("304 Not Modified", headers + allowed)
            return []
        headers = found.pressed_headers if pressed else found.headers
        start_response(found.status, headers + allowed)
        if head:
            return []
        return [found.pressed if pressed and found.pressed is not None else found.body]

    def _find(self, path: str) -> Ready | None:
        now = time.monotonic()
        if now - self._looked_at > LOOK_EVERY:
            self._look(now)
        ready = self.ready.get(path)
        if ready is not None or self.manifest is None:
            return ready
        entry = self.manifest.entries.get(path)
        if entry is None:
            return None
        try:
            content = self.folder.read(entry.sha256)
        except FileNotFoundError:
            # Replaced and cleared away since we looked; the new manifest says what stands there.
            self._look(now)
            return None
        ready = self._make(entry, content)
        self.ready[path] = ready
        return ready

    def _look(self, now: float) -> None:
        self._looked_at = now
        stamp = self.folder.stamp()
        if stamp == self._stamp:
            return
        # The stamp is taken first: a manifest replaced meanwhile is read again at the next look.
        manifest = self.folder.manifest()
        self._stamp, self.manifest, self.ready = stamp, manifest, {}

    def _make(self, entry: Entry, content: bytes) -> Ready:
        pressed = gzip.compress(content, 6, mtime=0) if len(content) >= WORTH_PRESSING else None
        etag, pressed_etag = f'"{entry.sha256[:32]}"', f'"{entry.sha256[:32]}-gzip"'
        status = "200 OK" if entry.status == 200 else "410 Gone"
        modified = entry.modified.astimezone(UTC).replace(microsecond=0)
        common: Headers = [
            ("Cache-Control", CACHING),
            ("Last-Modified", format_datetime(modified, usegmt=True)),
            ("Vary", "Accept-Encoding, Origin"),
        ]
        guards = self._guards(entry.content_type, content)
        about = [("Content-Type", entry.content_type), *common, *guards]
        return Ready(
            status,
            content,
            pressed,
            etag,
            pressed_etag,
            modified.timestamp(),
            [*about, ("ETag", etag), ("Content-Length", str(len(content)))],
            [*about, ("ETag", pressed_etag), ("Content-Encoding", "gzip"),
             ("Content-Length", str(len(pressed or b"")))],
            [*common, *guards, ("ETag", etag)],
            [*common, *guards, ("ETag", pressed_etag)],
        )

    def _guards(self, content_type: str, content: bytes) -> Headers:
        ancestors = " ".join(["'self'", *sorted(self.origins)])
        policy = (
            f"default-src 'none'; frame-ancestors {ancestors}; base-uri 'none'; "
            "form-action 'none'"
        )
        if content_type.startswith("text/html"):
            policy += f"; style-src {style_source(content)}; img-src 'self'"
        return [("Content-Security-Policy", policy), *_SAFE, *self.strict]

    def _absent(
        self, environ: Mapping[str, Any], path: str, start_response: StartResponse
    ) -> Iterable[bytes]:
        if self.manifest is not None and f"{path}/" in self.manifest.entries:
            return self._moved(environ, path, start_response)
        status, kind, body = absent(environ, missing=self.manifest is not None)
        start_response(status, [
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Cache-Control", CACHING),
            ("Vary", "Accept"),
            *self._guards(kind, body),
        ])
        return [body]

    def _moved(
        self, environ: Mapping[str, Any], path: str, start_response: StartResponse
    ) -> list[bytes]:
        location = ("Location", f"{environ.get('SCRIPT_NAME', '')}{path}/")
        return _send(
            start_response, "308 Permanent Redirect", [location, *_PLAIN, *self.strict]
        )


_STRICT: Headers = [("Strict-Transport-Security", "max-age=31536000; includeSubDomains")]
_SAFE: Headers = [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin")]
_PLAIN: Headers = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Length", "0"),
    ("Cache-Control", CACHING),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    *_SAFE,
]


def _unchanged(environ: Mapping[str, Any], found: Ready) -> bool:
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return bool(tags & {found.etag, found.pressed_etag, "*"})
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is None:
        return False
    try:
        moment: datetime = parsedate_to_datetime(since)
    except ValueError:
        return False
    return found.modified_at <= moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()


def _send(start_response: StartResponse, status: str, headers: Headers) -> list[bytes]:
    start_response(status, headers)
    return []


def serve_released(
    app: Flask, folder: Path, origins: Iterable[str] = (), *, secure: bool = False
) -> ReleasedSite:
    """Let `app` answer the public addresses from `folder`, before any of its own code runs."""
    site = ReleasedSite(app.wsgi_app, folder, origins, secure=secure)
    app.wsgi_app = site  # type: ignore[method-assign]
    published = PublishedFolder(folder)

    def there(address: str) -> bool:
        manifest = published.manifest()
        return manifest is not None and address in manifest.entries

    app.extensions["released"] = there
    return site


def create_public_app(
    folder: Path, origins: Iterable[str] = (), *, secure: bool = False
) -> Flask:
    """The public addresses alone, for `serve --public-only`: it knows of no database."""
    app = Flask("complaints_service_public", static_folder=None)

    @app.get("/healthz")
    def health() -> dict[str, bool]:
        return {"ok": True}

    dress(app, secure=secure)
    serve_released(app, folder, origins, secure=secure)
    return app
