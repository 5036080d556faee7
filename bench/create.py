"""Measures creating complaints, through the one door and over HTTP, against plain SQL (goal G3)."""

from __future__ import annotations

import gc
import hashlib
import json
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from flask import Flask
from psycopg.types.json import Jsonb
from sqlalchemy.engine import make_url

from bench.served import Connection, must_be, rate, served
from complaints_service.persistence import database, databases, embedded, migrate
from complaints_service.persistence.database import db
from complaints_service.services.actors import Actor
from complaints_service.services.handle import Request, handle
from complaints_service.services.tokens import create_token

RUNS = 5
SECONDS = 2.0
CLIENTS = {"c1": (1, 1), "c8": (2, 4)}
"""How many clients: in so many processes, each of so many threads (as a small server runs)."""
PEERS = (
    "measured elsewhere, on a machine of the same size: django-helpdesk 2.6.1 by its API 27 (c1) "
    "and 60 (c8, range 25-91), Request Tracker 5.0.3 by REST2 4.2 (c1) and 10.2 (c8)"
)

ROOT = Path(__file__).resolve().parent.parent
OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
OFFICER = Actor(
    "ACC-bench", "officer@borough.example", "Officer", frozenset({"officer"}), "borough"
)
DATA: Mapping[str, Any] = {
    "service": "refuse-recycling",
    "channel": "web",
    "description": "The bins were not emptied for three weeks.\n\nI have telephoned twice.",
    "outcomes_sought": "Empty them, and say sorry.",
    "complainants": [{
        "name": "Ann Example", "email": "ann@home.example",
        "address": "1 Mill Road\nAlderbourne", "postcode": "AB1 2CD",
    }],
}
_COMPLAINT = """
    INSERT INTO complaint (ref, organisation, imported, version, state, stage, kind, accepted,
        service, channel, codes, first_contact_at, received_at, received_on, recorded_at,
        last_recorded_at, restricted, access, services, snapshot, next_due_on, next_due_kind)
    VALUES (%(ref)s, 'borough', false, 1, 'received', 'contact', 'complaint', false,
        'refuse-recycling', 'web', '{lgsco}', %(at)s, %(at)s, '2026-03-02', %(at)s, %(at)s, false,
        '{}', '{refuse-recycling}', %(data)s, '2026-03-09', 'stage_1_acknowledge')
"""
_EVENT = """
    INSERT INTO event (ref, seq, type, schema, occurred_at, recorded_at, actor, role, data,
        prev_hash, hash)
    VALUES (%(ref)s, 1, 'received', 1, %(at)s, %(at)s, 'ACC-bench', 'officer', %(data)s,
        repeat('0', 64), %(hash)s)
"""
_TIMER = """
    INSERT INTO deadline (ref, kind, item, due_on, void)
    VALUES (%(ref)s, %(kind)s, '', '2026-03-09', false)
"""
_SAMPLE = Jsonb({"text": "x" * 60, "items": [{"sha256": "0" * 64, "n": n} for n in range(8)]})
BUSY = (
    "both cores are busy: composing, hashing and folding take nearly 3 ms of Python, where the "
    "floor has next to none"
)


def measure(url: str | None = None) -> list[dict[str, Any]]:
    """Return one row for each figure: goal, what, ours, floor, ratio, unit, target, note.

    `url` is any database of a server to measure on; without it an embedded one is started, as
    durable as in production.
    """
    if url is not None:
        return _measure_on(url)
    with tempfile.TemporaryDirectory() as folder:
        found = _measure_on(embedded.start(Path(folder) / "postgresql"))
        embedded.stop(Path(folder) / "postgresql")
        return found


def _measure_on(server: str) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], list[float]] = {}
    with (
        tempfile.TemporaryDirectory() as folder, _council(server) as url,
        _workers(url, 2) as workers, served(url, Path(folder)) as port,
    ):
        post = _poster(port, url)
        for way in ("floor", "door"):
            _rate(workers, way, 1, 0.5)
        rate(8, 1.0, post)
        # In turns, so that a noisy moment of the machine meets all of them alike.
        for _ in range(RUNS):
            for clients, (processes, threads) in CLIENTS.items():
                for way in ("floor", "door"):
                    made = _rate(workers[:processes], way, threads, SECONDS)
                    found.setdefault((clients, way), []).append(made)
                made = rate(processes * threads, SECONDS, post)
                found.setdefault((clients, "http"), []).append(made)
    return [_row(clients, way, found) for clients in CLIENTS for way in ("door", "http")]


def _row(clients: str, way: str, found: Mapping[tuple[str, str], list[float]]) -> dict[str, Any]:
    ours, floor = (statistics.median(found[clients, one]) for one in (way, "floor"))
    names = {"door": "through the door", "http": "by POST /api/v1/complaints, client included"}
    targets = {"door": ">= 0.2 x floor", "http": ">= 180 (3 x helpdesk)" if clients == "c8" else ""}
    more = {("c8", "http"): [PEERS], ("c8", "door"): [BUSY]}.get((clients, way), [])
    note = f"range {_span(found[clients, way])}; floor, complaint, event and 2 timers by plain SQL:"
    return {
        "goal": "G3", "what": f"create {names[way]}, {clients}", "ours": ours, "floor": floor,
        "ratio": ours / floor, "unit": "a second", "target": targets[way],
        "note": "; ".join([f"{note} {_span(found[clients, 'floor'])}", *more]),
    }


def _poster(port: int, url: str) -> Callable[[int], Callable[[], object]]:
    """Return what makes a client: one connection that creates a complaint at each step."""
    app = Flask("create")
    database.bind(app, url)
    with app.app_context():
        token = create_token(OFFICER.email).secret
        db.engine.dispose()
    body = json.dumps({"command": "receive", "data": DATA}).encode()

    def client(number: int) -> Callable[[], object]:
        connection = Connection(port, {
            "Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        return lambda: must_be(connection.ask(
            "POST", "/api/v1/complaints", body, Idempotency_Key=secrets.token_hex(16)), 201)

    return client


def _span(rates: list[float]) -> str:
    return f"{min(rates):,.0f}-{max(rates):,.0f}"


@contextmanager
def _council(server: str) -> Iterator[str]:
    """Lend a database with one council and one officer."""
    databases.drop_database(server, "bench_create")
    url = databases.create_database(server, "bench_create")
    try:
        migrate.upgrade(url)
        with _driver(url) as connection:
            connection.execute(
                "INSERT INTO organisation (key, name, settings, created_at)"
                " VALUES ('borough', 'Borough', '{}', %s)", [OPENED])
            connection.execute(
                "INSERT INTO account (id, email, name, organisation, roles, services, enabled,"
                " created_at) VALUES (%s, %s, %s, 'borough', '{officer}', '{}', true, %s)",
                [OFFICER.id, OFFICER.email, OFFICER.name, OPENED])
        yield url
    finally:
        databases.drop_database(server, "bench_create")


def _driver(url: str) -> psycopg.Connection[Any]:
    plain = make_url(url).set(drivername="postgresql")
    return psycopg.connect(plain.render_as_string(hide_password=False))


@contextmanager
def _workers(url: str, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Lend processes that create as they are told."""
    workers = [
        subprocess.Popen(  # noqa: S603 (this very file)
            [sys.executable, "-m", "bench.create", url], env={"COMPLAINTS_ENV": "test"}, cwd=ROOT,
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for _ in range(count)
    ]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.communicate()


def _rate(workers: list[subprocess.Popen[str]], way: str, threads: int, seconds: float) -> float:
    """Let the workers create for a while; return how many a second they made together."""
    for worker in workers:
        _tell(worker.stdin, f"{way} {threads} {seconds}")
    return sum(float(_pipe(worker.stdout).readline()) for worker in workers)


def _tell(pipe: IO[str] | None, line: str) -> None:
    _pipe(pipe).write(f"{line}\n")
    _pipe(pipe).flush()


def _pipe(found: IO[str] | None) -> IO[str]:
    if found is None:
        raise RuntimeError("the worker was started without a pipe")
    return found


def work(url: str) -> None:
    """Be one worker: for each line `way threads seconds`, answer how many a second were made."""
    app = Flask("create")
    database.bind(app, url)
    gc.freeze()  # as a web process does once it is loaded
    ways: Mapping[str, Callable[[float], int]] = {
        "floor": lambda until: _plain(url, until),
        "door": lambda until: _through_the_door(app, until),
    }
    for line in sys.stdin:
        way, threads, seconds = line.split()
        made: list[int] = []
        began = time.perf_counter()
        until = began + float(seconds)
        crew = [
            threading.Thread(target=lambda: made.append(ways[way](until)))  # noqa: B023 (ends in the loop)
            for _ in range(int(threads))
        ]
        for one in crew:
            one.start()
        for one in crew:
            one.join()
        sys.stdout.write(f"{sum(made) / (time.perf_counter() - began)}\n")
        sys.stdout.flush()


def _plain(url: str, until: float) -> int:
    made = 0
    with _driver(url) as connection:
        while time.perf_counter() < until:
            _insert(connection)
            connection.commit()
            made += 1
    return made


def _insert(connection: psycopg.Connection[Any]) -> None:
    ref = secrets.token_hex(8)
    values = {"ref": ref, "at": OPENED, "data": _SAMPLE, "hash": secrets.token_hex(32)}
    connection.execute(_COMPLAINT, values)
    connection.execute(_EVENT, values)
    for kind in ("stage_1_acknowledge", "stage_1_respond"):
        connection.execute(_TIMER, {"ref": ref, "kind": kind})


def _through_the_door(app: Flask, until: float) -> int:
    made = 0
    digest = hashlib.sha256(json.dumps(DATA).encode()).hexdigest()
    with app.app_context():
        while time.perf_counter() < until:
            request = Request("receive", DATA, key=secrets.token_hex(16), body_sha256=digest)
            handle(request, by=OFFICER)
            db.session.remove()
            made += 1
    return made


if __name__ == "__main__":
    work(sys.argv[1])
