"""The embedded PostgreSQL starts, is shared, survives its users and stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import NullPool, create_engine, text

from complaints_service.persistence import embedded

pytestmark = pytest.mark.slow

USER = """
import sys, time
from pathlib import Path
from complaints_service.persistence import embedded
print(embedded.start(Path(sys.argv[1])), flush=True)
sys.stdout = None
time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that the server's own system user can reach."""
    with tempfile.TemporaryDirectory(prefix="complaints-embedded-") as parent:
        yield Path(parent) / "db"
        embedded.stop(Path(parent) / "db")


def _user(folder: Path, seconds: float) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", USER, str(folder), str(seconds)],
        stdout=subprocess.PIPE, text=True,
    )
    assert process.stdout is not None
    with process.stdout as printed:
        assert printed.readline().startswith("postgresql+psycopg://")
    return process


def _server(folder: Path) -> int:
    return int((folder / "postmaster.pid").read_text().split("\n", 1)[0])


def _gone(pid: int) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def _ask(url: str, question: str) -> object:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        return connection.execute(text(question)).scalar()


def test_the_last_user_to_leave_stops_it(folder: Path) -> None:
    first, second = _user(folder, 0), _user(folder, 1)
    server = _server(folder)
    assert first.wait(20) == 0
    assert psutil.pid_exists(server)
    assert second.wait(20) == 0
    assert _gone(server)


def test_a_killed_user_leaves_a_server_that_the_next_one_takes_over(folder: Path) -> None:
    killed = _user(folder, 60)
    server = _server(folder)
    killed.send_signal(signal.SIGKILL)
    killed.wait(20)
    next_one = _user(folder, 0)
    assert _server(folder) == server
    assert next_one.wait(20) == 0
    assert _gone(server)


def test_a_server_that_nobody_uses_is_stopped(folder: Path) -> None:
    killed = _user(folder, 60)
    server = _server(folder)
    assert embedded.stop_if_abandoned(folder) is False
    killed.send_signal(signal.SIGKILL)
    killed.wait(20)
    assert embedded.stop_if_abandoned(folder) is True
    assert _gone(server)
    assert embedded.stop_if_abandoned(folder) is False


def test_a_killed_server_is_started_again_with_what_was_committed(folder: Path) -> None:
    url = embedded.start(folder)
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept AS SELECT 7 AS n"))
    os.kill(_server(folder), signal.SIGKILL)
    assert _gone(_server(folder))
    assert embedded.start(folder) == url
    assert _ask(url, "SELECT n FROM kept") == 7


def test_a_demo_may_lose_power_and_a_test_may_not(folder: Path) -> None:
    url = embedded.start(folder)
    assert _ask(url, "SHOW fsync") == "on"
    embedded.start(folder, durable=False)
    time.sleep(0.2)
    assert _ask(url, "SHOW fsync") == "off"


def test_a_path_longer_than_a_socket_address_works(folder: Path) -> None:
    deep = folder.parent / ("d" * 120)
    url = embedded.start(deep)
    assert _ask(url, "SELECT 1") == 1
    socket_folder = Path(str(_ask(url, "SHOW unix_socket_directories")))
    assert socket_folder.stat().st_mode & 0o077 == 0
    embedded.stop(deep)


def test_a_folder_that_cannot_be_used_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(embedded.EmbeddedDatabaseError, match="COMPLAINTS_DATABASE_URL"):
        embedded.start(tmp_path / "file")
