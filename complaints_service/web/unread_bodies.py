"""Reads what the application left of a request's body, so that its answer reaches the sender."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST = 128 * 1024 * 1024
"""Bytes that are read in vain; of a longer body nothing is, and its sender sees the line cut."""
SECONDS = 20.0
"""How long they are read at most: nobody keeps a thread busy by sending slowly."""
_CHUNK = 64 * 1024


class _Readable(Protocol):
    def read(self, size: int = -1) -> bytes: ...
    def readline(self, size: int = -1) -> bytes: ...


class _Counted:
    """A request's body that knows how much of it was read."""

    def __init__(self, stream: _Readable) -> None:
        self._stream, self.count = stream, 0

    def read(self, size: int = -1) -> bytes:
        return self._noted(self._stream.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._noted(self._stream.readline(size))

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line

    def _noted(self, read: bytes) -> bytes:
        self.count += len(read)
        return read


class ReadsToTheEnd:
    """An application whose refusals of long bodies are received.

    A server that answers while a body is still being sent closes the line, and most clients then
    report the broken line instead of the answer: no person or program would ever read that a file
    is too large.
    """

    def __init__(self, application: WSGIApplication) -> None:
        """Wrap an application."""
        self.app = application

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer, and read the rest of the body first."""
        body = environ["wsgi.input"] = _Counted(environ["wsgi.input"])
        answer = self.app(environ, start_response)
        declared = environ.get("CONTENT_LENGTH") or ""
        if declared.isdecimal() and len(declared) < 12 and not _waits(environ, body):
            _read_on(body, int(declared))
        return answer


def _waits(environ: dict[str, Any], body: _Counted) -> bool:
    """Whether the sender keeps the body back until it is asked for; then nothing is to be read."""
    return body.count == 0 and environ.get("HTTP_EXPECT", "").lower() == "100-continue"


def _read_on(body: _Counted, length: int) -> None:
    if length > MOST:
        return
    until = time.monotonic() + SECONDS
    while body.count < length and time.monotonic() < until:
        if not body.read(min(_CHUNK, length - body.count)):
            return
