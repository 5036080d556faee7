"""Runs the WSGI application under Granian; no process outlives the one that started it."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from complaints_service import logs

THREADS = 8
"""Requests that one process answers at a time; its pool of connections is larger."""
WAITING = 256
GRACE_SECONDS = 6
HEADER_MILLISECONDS = 10_000
LARGEST_HEADERS = 64 * 1024
_LOOK_SECONDS = 1.0

# Granian's own words go the way of all others: JSON lines on stderr.
_LOGGING = {
    "loggers": {
        "_granian": {"handlers": [], "propagate": True},
        "granian.access": {"handlers": [], "propagate": True},
    },
}


@dataclass(frozen=True)
class Address:
    """Where to listen."""

    host: str
    port: int


def run(address: Address, workers: int, *, public_only: bool) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is under way, within `GRACE_SECONDS`."""
    server = Granian(
        "complaints_service.wsgi:app",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=WAITING,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
        log_level=LogLevels.warning,
        log_dictconfig=_LOGGING,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=LARGEST_HEADERS
        ),
    )
    _share_what_is_loaded()
    load = partial(_load, parent=os.getpid(), public_only=public_only)
    server.serve(target_loader=load, wrap_loader=False)


def _share_what_is_loaded() -> None:
    """Import the program before the processes part ways, so that they hold one copy of it.

    What is frozen is not looked through for garbage again, which would copy it; nothing that
    connects or counts is made by importing.
    """
    import_module("complaints_service.app")
    gc.collect()
    gc.freeze()


def _load(*, parent: int, public_only: bool) -> Callable[..., Any]:
    """Load the application in a process of its own."""
    logs.configure()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    # Made here and not above, so that each process counts and connects for itself.
    from complaints_service.app import create_released_app, create_serving_app

    made = create_released_app() if public_only else create_serving_app()
    gc.freeze()
    return made


def _end_with(parent: int) -> None:
    """Die soon after the parent, so that a killed server leaves nothing that holds its port."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)
