"""A GOV.UK Notify for tests: it keeps what it takes, and fails in the ways the real one does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from complaints_service.jobs.notify import NotifyService, notify_service

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
KEY = f"complaints-{SERVICE}-{SECRET}"


class Notify:
    """What it does next, and what it took: `answers` serves one message each, 201 after them."""

    def __init__(self) -> None:
        """Take everything."""
        self.taken: list[dict[str, Any]] = []
        self.answers: list[int] = []
        self.status = "delivered"
        self.drop_after_taking = False
        self.asked: list[str] = []
        self.passes: list[bool] = []


@contextmanager
def notify_server() -> Iterator[tuple[Notify, NotifyService]]:
    """Run one on a free local port; give what it does and how to reach it."""
    notify = Notify()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(notify))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield notify, notify_service(KEY, TEMPLATE, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers as Notify does; `notify` is what it does next."""

    notify: Notify

    def do_POST(self) -> None:
        """Take a message."""
        notify = self._noted()
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        code = notify.answers.pop(0) if notify.answers else 201
        if code >= 300:
            self._say(code, {"errors": [{"error": "X", "message": "resident@home.example"}]})
            return
        notify.taken.append(body)
        if notify.drop_after_taking:
            self.connection.close()
            return
        self._say(201, {"id": _number(len(notify.taken))})

    def do_GET(self) -> None:
        """Tell of one message, or find those with a reference."""
        notify = self._noted()
        reference = parse_qs(urlsplit(self.path).query).get("reference")
        if reference is None:
            self._say(200, {"status": notify.status})
            return
        found = [{"id": _number(number)} for number, one in enumerate(notify.taken, 1)
                 if one["reference"] == reference[0]]
        self._say(200, {"notifications": found})

    def _noted(self) -> Notify:
        self.notify.asked.append(self.path)
        self.notify.passes.append(_is_signed(self.headers["Authorization"]))
        return self.notify

    def _say(self, code: int, body: Any) -> None:
        said = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(said)))
        if code in (301, 302):
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _handler(notify: Notify) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"notify": notify})


def _number(number: int) -> str:
    return f"{number:08}-0000-4000-8000-000000000000"


def _is_signed(authorization: str) -> bool:
    head, claims, signed = authorization.removeprefix("Bearer ").split(".")
    own = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    right = base64.urlsafe_b64encode(own).decode().rstrip("=") == signed
    return right and said["iss"] == SERVICE and isinstance(said["iat"], int)
