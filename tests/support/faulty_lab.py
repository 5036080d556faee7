"""A whole installation to be maltreated: its PostgreSQL, web processes, worker and mail server."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from aiosmtpd.controller import Controller
from flask import Flask

from complaints_service.persistence import database, embedded, migrate
from complaints_service.persistence.database import db
from complaints_service.services import accounts, tokens

COUNCIL = "alderbourne"
PATIENCE_SECONDS = 60.0

SECRET = "f4u1ts-are-f0und-bef0re-they-find-us-0123456789"


class MailServer:
    """Accepts every message, and keeps its Message-ID and how often it came."""

    def __init__(self) -> None:
        """Begin with none."""
        self.message_ids: list[str] = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take one message."""
        head = envelope.content.decode("utf-8", "replace").partition("\r\n\r\n")[0]
        for line in head.replace("\r\n ", " ").split("\r\n"):
            if line.lower().startswith("message-id:"):
                self.message_ids.append(line.partition(":")[2].strip())
        return "250 OK"

    def start(self) -> None:
        """Listen."""
        self._controller.start()

    def stop(self) -> None:
        """Listen no longer."""
        self._controller.stop()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """One verb of the program in a process group of its own."""

    def __init__(self, name: str, arguments: list[str], env: Mapping[str, str], log: Path) -> None:
        """Know how it is started."""
        self.name, self.arguments, self.env, self.log = name, arguments, dict(env), log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, **more: str) -> None:
        """Start it; `more` is added to its environment."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "complaints_service", *self.arguments],
                env={**os.environ, **self.env, **more}, stdout=log, stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kill the whole group at once, and wait until none of it is left."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        # A killed master's workers hold the port for a moment longer than it.
        while any(_in_group(one, self.process.pid) for one in psutil.process_iter()):
            time.sleep(0.01)

    def ended(self) -> bool:
        """Whether its first process has ended."""
        return self.process is not None and self.process.poll() is not None


def _in_group(process: psutil.Process, group: int) -> bool:
    try:
        return os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, psutil.Error):
        return False


class Lab:
    """The installation; `tokens` are those of its officers."""

    def __init__(self, folder: Path) -> None:
        """Make the database and the accounts; nothing is served yet."""
        self.folder, self.port = folder, free_port()
        self.postgres = folder / "pg"
        # A commit that is acknowledged must be on disk, so nothing careless here.
        self.url = embedded.start(self.postgres)
        migrate.upgrade(self.url)
        self.mail = MailServer()
        self.tokens = self._officers(4)
        self.web = Service("web", ["serve", "--port", str(self.port), "--workers", "2"],
                           self.environment(), folder / "web.log")
        self.worker = Service("worker", ["worker"], self.environment(), folder / "worker.log")

    def environment(self) -> dict[str, str]:
        """What every process of the installation is told."""
        return {
            "COMPLAINTS_ENV": "test",
            "COMPLAINTS_DATABASE_URL": self.url,
            "COMPLAINTS_DATA_DIR": str(self.folder / "data"),
            "COMPLAINTS_SECRET_KEY": SECRET,
            "COMPLAINTS_BASE_URL": f"http://127.0.0.1:{self.port}",
            "COMPLAINTS_SMTP_URL": f"smtp://127.0.0.1:{self.mail.port}?tls=none",
            "COMPLAINTS_RATE_LIMITS": "off",
        }

    def _officers(self, count: int) -> list[str]:
        app = Flask("complaints_faults", static_folder=None, template_folder=None)
        database.bind(app, self.url)
        secrets = []
        with app.app_context():
            for n in range(1, count + 1):
                email = f"officer{n}@borough.example"
                accounts.create_account(email, f"Officer {n}", ["officer", "handler"],
                                        organisation=COUNCIL)
                secrets.append(tokens.create_token(email).secret)
            db.session.remove()
            db.engine.dispose()
        return secrets

    def wait_until_served(self) -> float:
        """Wait until the web application answers; return the seconds it took."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_SECONDS:
            if self._healthy():
                return time.monotonic() - began
            if self.web.ended():
                self.web.start()
            time.sleep(0.02)
        raise TimeoutError(f"the web application does not come up; see {self.web.log}")

    def _healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def restart_database(self) -> None:
        """Stop PostgreSQL as a power cut would, all its processes at once, and start it again."""
        pid = int((self.postgres / "postmaster.pid").read_text(encoding="utf-8").split("\n")[0])
        os.kill(pid, signal.SIGQUIT)
        with contextlib.suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            psutil.Process(pid).wait(PATIENCE_SECONDS)
        embedded.start(self.postgres)


@contextmanager
def lab(folder: Path) -> Iterator[Lab]:
    """Lend an installation that is served; stop everything of it afterwards."""
    made = Lab(folder)
    made.mail.start()
    made.web.start()
    made.worker.start()
    try:
        made.wait_until_served()
        yield made
    finally:
        for one in (made.web, made.worker):
            one.kill()
        made.mail.stop()
        embedded.stop(made.postgres)
