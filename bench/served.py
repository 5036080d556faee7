"""Serves the web application for the length of a measurement, and asks it over kept connections."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WORKERS = 2
_PATIENCE_SECONDS = 60


class Connection:
    """One kept HTTP/1.1 connection that costs its own process as little as may be."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")
        lines = [f"{name}: {value}" for name, value in {"Host": "127.0.0.1", **headers}.items()]
        self._headers = "\r\n".join(lines)

    def ask(
        self, method: str, address: str, body: bytes = b"", **headers: str
    ) -> tuple[int, bytes]:
        """Return status and body of the answer; `_` in a header's name stands for `-`."""
        lines = [f"{method} {address} HTTP/1.1", self._headers, f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        status = int(self._file.readline().split()[1])
        length = 0
        while (line := self._file.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return status, self._file.read(length)

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()


@contextmanager
def served(url: str, folder: Path, **environment: str) -> Iterator[int]:
    """Lend the port of `complaints serve` on the database at `url`; its files go to `folder`."""
    port = free_port()
    command = [sys.executable, "-m", "complaints_service", "serve", "--port", str(port),
               "--workers", str(WORKERS)]
    surroundings = {
        "COMPLAINTS_ENV": "test", "COMPLAINTS_DATABASE_URL": url, "COMPLAINTS_RATE_LIMITS": "off",
        "COMPLAINTS_DATA_DIR": str(folder / "data"), "COMPLAINTS_HOME": "",
    }
    with (folder / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(  # noqa: S603 (the program under measurement)
            command, env={**os.environ, **surroundings, **environment}, stderr=log, stdout=log
        )
    try:
        wait(port, server, log=folder / "log")
        yield port
    finally:
        server.terminate()
        server.wait(20)


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(
    port: int, server: subprocess.Popen[bytes], address: str = "/healthz", log: Path | None = None
) -> None:
    """Wait until the address is answered; raise with the end of the log when it never is."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            connection = Connection(port, {})
            status, _ = connection.ask("GET", address)
            connection.close()
            if status == 200:
                return
        except (OSError, IndexError):
            time.sleep(0.02)
    said = log.read_text(encoding="utf-8")[-2000:] if log else ""
    raise RuntimeError(f"the server did not start: {said}")


def rate(clients: int, seconds: float, once: Callable[[int], Callable[[], object]]) -> float:
    """Let so many clients, each made by `once(number)`, act for a while; return acts a second."""
    made: list[int] = []
    began = time.perf_counter()

    def act(number: int) -> None:
        step, count = once(number), 0
        while time.perf_counter() - began < seconds:
            step()
            count += 1
        made.append(count)

    crew = [threading.Thread(target=act, args=[number]) for number in range(clients)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    if len(made) != clients:
        raise RuntimeError("a client failed; see above")
    return sum(made) / (time.perf_counter() - began)


def must_be(found: tuple[int, bytes], status: int) -> Any:
    """Return the JSON of an answer; raise where its status is another."""
    if found[0] != status:
        raise RuntimeError(f"the answer is {found[0]} instead of {status}: {found[1][:500]!r}")
    return json.loads(found[1])
