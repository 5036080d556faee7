"""Measures the public address against a bare Flask route under the same server (goal G6)."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from complaints_service.persistence.published import Entry, Manifest, PublishedFolder
from complaints_service.web.public.released import create_public_app

ADDRESS = "/public/v1/performance/2026-27-q2.json"
SIZE = 25_000
CONNECTIONS, REQUESTS, ROUNDS = 4, 1_500, 4
FOLDER = "BENCH_PUBLISHED_FOLDER"


def application() -> Flask:
    """The public application with one file of 25 kB, and beside it a bare route of equal size."""
    app = create_public_app(Path(os.environ[FOLDER]))
    body = json.dumps({"figures": "x" * SIZE})

    @app.get("/bare")
    def bare() -> tuple[str, int, dict[str, str]]:
        return body, 200, {"Content-Type": "application/json"}

    @app.get("/bare-304")
    def bare_unchanged() -> tuple[str, int, dict[str, str]]:
        return "", 304, {"ETag": '"bare"'}

    return app


def measure() -> list[dict[str, Any]]:
    """Return one row for each figure: goal, what, ours, floor, ratio, unit, target, note."""
    with tempfile.TemporaryDirectory() as place:
        tag = _publish(Path(place))
        with _server(place) as port:
            known = {"If-None-Match": tag}
            return [
                _row("JSON of 25 kB", port, (ADDRESS, {}, 200), ("/bare", {}, 200)),
                _row("304", port, (ADDRESS, known, 304), ("/bare-304", {}, 304)),
            ]


def _publish(place: Path) -> str:
    folder = PublishedFolder(place)
    content = json.dumps({"figures": "x" * SIZE}).encode()
    sha256 = hashlib.sha256(content).hexdigest()
    folder.keep([content])
    entry = Entry(sha256, "application/json", datetime(2026, 11, 23, tzinfo=UTC), 200)
    folder.replace(Manifest("bench", {ADDRESS: entry}))
    return f'"{sha256[:32]}"'


@contextmanager
def _server(place: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers",
        "2", "--no-ws", "--log-level", "error", "--factory", "bench.public:application",
    ]
    root = Path(__file__).resolve().parent.parent
    environment = {**os.environ, FOLDER: place, "PYTHONPATH": str(root)}
    server = subprocess.Popen(command, env=environment, cwd=root)  # noqa: S603 - our own server
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")


def _row(
    what: str, port: int, ours: tuple[str, dict[str, str], int],
    floor: tuple[str, dict[str, str], int],
) -> dict[str, Any]:
    mine, bare = [], []
    for turn in range(ROUNDS + 1):
        for one, found in ((ours, mine), (floor, bare)):
            rate = _rate(port, *one)
            if turn:
                found.append(rate)
    fast, plain = statistics.median(mine), statistics.median(bare)
    return {
        "goal": "G6", "what": what, "ours": round(fast), "floor": round(plain),
        "ratio": round(fast / plain, 2), "unit": "requests a second", "target": ">= 0.8 x floor",
        "note": f"floor: a bare Flask route, same server, {CONNECTIONS} connections; the driver "
        "shares the cores",
    }


def _rate(port: int, address: str, headers: dict[str, str], status: int) -> float:
    wrong: list[int] = []

    def read() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for _ in range(REQUESTS // CONNECTIONS):
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != status:
                wrong.append(answer.status)
        connection.close()

    readers = [threading.Thread(target=read) for _ in range(CONNECTIONS)]
    begun = time.perf_counter()
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    if wrong:
        raise RuntimeError(f"{address} answered {wrong[0]} instead of {status}")
    return REQUESTS / (time.perf_counter() - begun)
