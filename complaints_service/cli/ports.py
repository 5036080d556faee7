"""Finds out whether a port can be listened at, before anything is begun."""

from __future__ import annotations

import socket
import time

import click

PAUSE_SECONDS = 0.1


def must_be_free(host: str, port: int, *, patience_seconds: float = 0.0) -> None:
    """Raise a usage error, in one sentence, unless this process could listen there.

    `patience_seconds` allows for a server killed a moment ago, whose processes are still going.
    """
    ends = time.monotonic() + patience_seconds
    while (fault := _fault(host, port)) is not None:
        if time.monotonic() >= ends:
            raise click.UsageError(
                f"--port is {port}, which cannot be used at {host} ({fault.strerror or fault}); "
                "name another."
            ) from fault
        time.sleep(PAUSE_SECONDS)


def _fault(host: str, port: int) -> OSError | None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        return error
    return None
