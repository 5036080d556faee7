"""`complaints serve` as real processes: it stops in time and leaves nothing behind."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from support.command_line import complaints

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """These tests talk to a server of their own, on this machine."""


@pytest.fixture
def env(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "COMPLAINTS_ENV": "test", "COMPLAINTS_DATABASE_URL": database_url,
            "COMPLAINTS_DATA_DIR": str(tmp_path / "data")}


def free_port() -> int:
    with socket.socket() as lent:
        lent.bind(("127.0.0.1", 0))
        return int(lent.getsockname()[1])


def ask(port: int, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@contextmanager
def serving(env: dict[str, str], log: Path, *more: str) -> Iterator[tuple[Any, int]]:
    port = free_port()
    arguments = ["serve", "--port", str(port), "--workers", "2", *more]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "complaints_service", *arguments], env=env, stderr=out
        )
    try:
        until = time.monotonic() + 30
        while True:
            try:
                ask(port, "/healthz")
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.1)
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def test_it_serves_and_stops_in_time(env: dict[str, str], tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(env, log) as (process, port):
        assert ask(port, "/readyz")[0] == 200
        assert ask(port, "/api/v1/me")[0] == 401
        family = psutil.Process(process.pid).children(recursive=True)
        stuck = socket.create_connection(("127.0.0.1", port))
        stuck.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        assert time.monotonic() - began < 10
        stuck.close()
    assert not psutil.wait_procs(family, timeout=1)[1]
    for line in log.read_text().splitlines():
        json.loads(line)


def test_killed_it_leaves_no_process_and_no_port(env: dict[str, str], tmp_path: Path) -> None:
    with serving(env, tmp_path / "log") as (process, port):
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) >= 2
        process.kill()
        process.wait()
        assert not psutil.wait_procs(family, timeout=10)[1]
        with pytest.raises(OSError, match="refused"):
            ask(port, "/healthz")


def test_a_killed_worker_is_replaced(env: dict[str, str], tmp_path: Path) -> None:
    with serving(env, tmp_path / "log") as (process, port):
        workers = [one for one in psutil.Process(process.pid).children()
                   if "serve" in one.cmdline()]
        workers[0].kill()
        until = time.monotonic() + 20
        while len([one for one in psutil.Process(process.pid).children()
                   if one.status() != psutil.STATUS_ZOMBIE and "serve" in one.cmdline()]) < 2:
            assert time.monotonic() < until
            time.sleep(0.2)
        assert {ask(port, "/healthz")[0] for _ in range(10)} == {200}


def test_processes_count_together(env: dict[str, str], tmp_path: Path) -> None:
    env = {**env, "COMPLAINTS_METRICS_TOKEN": "figures-only"}
    with serving(env, tmp_path / "log") as (_, port):
        for _ in range(12):
            assert ask(port, "/nothing-here")[0] == 404
        for _ in range(4):
            _, shown = ask(port, "/metrics", Authorization="Bearer figures-only")
            assert 'complaints_http_requests_total{code="404"} 12.0' in shown


def test_hostile_connections_do_not_stop_the_others(env: dict[str, str], tmp_path: Path) -> None:
    """Slow headers, an endless body and nonsense leave health answers quick (T36)."""
    with serving(env, tmp_path / "log") as (_, port):
        held = [slow_headers(port) for _ in range(100)]
        bodies = [threading.Thread(target=endless_body, args=(port,)) for _ in range(4)]
        for body in bodies:
            body.start()
        slowest = 0.0
        for _ in range(20):
            began = time.monotonic()
            assert ask(port, "/healthz")[0] == 200
            slowest = max(slowest, time.monotonic() - began)
        for body in bodies:
            body.join()
        for one in held:
            one.close()
        assert slowest < 1


def slow_headers(port: int) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port))
    one.sendall(b"POST /api/v1/complaints HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    return one


def endless_body(port: int) -> None:
    head = (b"POST /api/v1/complaints HTTP/1.1\r\nHost: x\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n")
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one, suppress(OSError):
        one.sendall(head)
        for _ in range(2_000):
            one.sendall(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")


def test_public_only_needs_no_database(env: dict[str, str], tmp_path: Path) -> None:
    env = {key: value for key, value in env.items() if key != "COMPLAINTS_DATABASE_URL"}
    env |= {"COMPLAINTS_ENV": "production", "COMPLAINTS_SECRET_KEY": "0123456789abcdef" * 3,
            "COMPLAINTS_BASE_URL": "https://complaints.example"}
    with serving(env, tmp_path / "log", "--public-only") as (_, port):
        assert ask(port, "/api/v1/me")[0] == 404


@pytest.mark.parametrize("wrong", ["unreachable", "empty"])
def test_it_does_not_start_without_its_database(
    empty_database_url: str, tmp_path: Path, wrong: str
) -> None:
    url = "postgresql+psycopg://nobody@127.0.0.1:1/none" if wrong == "unreachable" else (
        empty_database_url)
    ended = complaints("serve", "--port", str(free_port()), env={
        "COMPLAINTS_ENV": "test", "COMPLAINTS_DATABASE_URL": url,
        "COMPLAINTS_DATA_DIR": str(tmp_path)})
    assert ended.status == 3
    assert "Traceback" not in ended.err
