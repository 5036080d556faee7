"""Serves the pages of the service, signed in, and bare pages beside them, for measurements."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask, render_template_string

from bench.served import Connection, free_port, must_be, served, wait
from complaints_service.persistence import database
from complaints_service.persistence.database import db
from complaints_service.services import browser_sessions
from complaints_service.services.accounts import account_of_email
from complaints_service.services.tokens import create_token

ROOT = Path(__file__).resolve().parent.parent
OFFICER = "olive.carter@alderbourne.example.org"
COOKIE = "__Host-complaints"
DATABASE = "BENCH_PAGES_DATABASE"
HEAD = "<h1"
_ROWS = (
    "SELECT ref, service, state, next_due_on, handler FROM complaint WHERE kind = 'complaint'"
    " AND next_due_on IS NOT NULL ORDER BY next_due_on, ref LIMIT 25"
)
_ONE = "SELECT seq, type, occurred_at, actor, role FROM event WHERE ref = %s ORDER BY seq LIMIT 30"
_BARE = (
    "<!DOCTYPE html><html lang=en><title>Bare</title><h1>Bare</h1><table>"
    "{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}"
    "</table></html>"
)


@dataclass(frozen=True)
class Pages:
    """Where the pages are served: ours and the bare one; cookie and token of an officer."""

    ours: int
    bare: int
    cookie: str
    token: str

    def fetched(self, address: str) -> bytes:
        """Return what one address of ours answers, whatever it is."""
        connection = Connection(self.ours, {"Cookie": f"{COOKIE}={self.cookie}"})
        status, body = connection.ask("GET", address)
        connection.close()
        if status != 200:
            raise RuntimeError(f"{address} is answered by {status}: {body[:300]!r}")
        return body

    def ask(self, port: int) -> Callable[[str], bytes]:
        """Return what asks for addresses over one kept connection."""
        connection = Connection(port, {"Cookie": f"{COOKIE}={self.cookie}"})

        def fetch(address: str) -> bytes:
            status, body = connection.ask("GET", address)
            if status != 200 or HEAD.encode() not in body:
                raise RuntimeError(f"{address} is answered by {status}: {body[:300]!r}")
            return body

        return fetch


def changing(pages: Pages, ref: str) -> Callable[[], None]:
    """Return what changes a complaint by a command, so that no count is known any more."""
    connection = Connection(pages.ours, {"Authorization": f"Bearer {pages.token}"})
    address = f"/api/v1/complaints/{ref}"
    known = {"version": must_be(connection.ask("GET", address), 200)["version"]}

    def change() -> None:
        body = {"command": "add_note", "expected_version": known["version"],
                "data": {"text": "Telephoned, nobody answered."}}
        known["version"] = must_be(connection.ask(
            "POST", f"{address}/commands", json.dumps(body).encode(),
            Content_Type="application/json", Idempotency_Key=secrets.token_hex(16)), 201)["version"]

    return change


def application() -> Flask:
    """The bare pages: one fetch, one table."""
    app, connection = Flask("bare"), psycopg.connect(os.environ[DATABASE], autocommit=True)

    @app.get("/list")
    def rows() -> str:
        return render_template_string(_BARE, rows=connection.execute(_ROWS).fetchall())

    @app.get("/one/<ref>")
    def one(ref: str) -> str:
        return render_template_string(_BARE, rows=connection.execute(_ONE, [ref]).fetchall())

    return app


@contextmanager
def open_pages(url: str) -> Iterator[Pages]:
    """Serve ours and the bare pages on a database, and sign an officer in."""
    with tempfile.TemporaryDirectory() as folder:
        # The clock of the invented borough, on the day after its last act.
        clock = Path(folder) / "now"
        clock.write_text("2026-04-08T08:30:00+00:00 +real", encoding="utf-8")
        where = {"COMPLAINTS_ENV": "test", "COMPLAINTS_NOW_FILE": str(clock)}
        with served(url, Path(folder), **where) as ours, _bare(url) as bare:
            yield Pages(ours, bare, *signed_in(url))


def signed_in(url: str) -> tuple[str, str]:
    """Sign the officer in and return the cookie, and a token."""
    app = Flask("signing in")
    database.bind(app, url)
    with app.app_context():
        cookie = browser_sessions.begin(account_of_email(db.session(), OFFICER).id)
        token = create_token(OFFICER).secret
        db.session.remove()
        db.engine.dispose()
    return cookie, token


@contextmanager
def _bare(url: str) -> Iterator[int]:
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers",
        "2", "--no-ws", "--log-level", "error", "--factory", "bench.signed_in:application",
    ]
    plain = url.replace("+psycopg", "", 1)
    environment = {**os.environ, DATABASE: plain, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, env=environment, cwd=ROOT)  # noqa: S603 - our own server
    try:
        wait(port, server, "/list")
        yield port
    finally:
        server.terminate()
        server.wait(10)
