"""`complaints demo`: from nothing to the invented borough, with web and worker running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from complaints_service.cli import exit_status
from complaints_service.cli.installation import settings as read_settings
from complaints_service.cli.output import json_option
from complaints_service.cli.ports import must_be_free
from complaints_service.services.moving_clock import NOW_FILE
from complaints_service.services.showroom import SignIn

READY_SECONDS = 60.0
STOP_SECONDS = 10.0
HOME = ".complaints-demo"
SHOWN = ("role", "name", "email", "password", "token")
GROWING = "Two years of complaints"
LINE_SECONDS = 5.0


@click.command("demo")
@click.option("--port", default=8000, show_default=True, help="Port of the web application.")
@click.option("--cases", default=680, show_default=True, help="Contacts over the two years.")
@click.option("--seed", default=1, show_default=True, help="The chance that makes the borough.")
@json_option
def command(port: int, cases: int, seed: int, as_json: bool) -> None:
    """Show the service with an invented borough: about 600 complaints over two years.

    Ctrl+C stops it; the borough stays and opens at once the next time.
    """
    if cases < 1 or not 0 < port < 65_536:
        raise click.UsageError(f"--cases is {cases} and --port {port}; give at least 1 case and "
                               "a port from 1 to 65535.")
    must_be_free("127.0.0.1", port)
    _surroundings(port)
    moved = os.environ.get(NOW_FILE)
    from complaints_service.demo.opening import open_borough

    with growth_bar() as bar:
        opened = open_borough(read_settings(), cases=cases, seed=seed, progress=bar)
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "COMPLAINTS_DATABASE_URL": opened.database_url}
    if moved:
        environment[NOW_FILE] = moved  # whoever moves the clock moves the demo's
    with _running(port, environment, opened.folder):
        _wait_until_ready(address, opened.folder)
        _announce(address, opened.sign_ins, as_json=as_json)
        _until_stopped()


def _surroundings(port: int) -> None:
    """A demo is a demo, wherever it is started; it keeps its data where it may write."""
    os.environ["COMPLAINTS_ENV"] = "demo"
    os.environ["COMPLAINTS_BASE_URL"] = f"http://127.0.0.1:{port}"
    here = Path.cwd()
    home = here if here != Path("/") and os.access(here, os.W_OK) else Path.home() / HOME
    os.environ.setdefault("COMPLAINTS_DATA_DIR", str(home / "instance"))
    os.environ.setdefault("COMPLAINTS_EMBEDDED_DIR", str(home / "embedded-db"))


@contextmanager
def growth_bar() -> Iterator[Callable[[int, int], None]]:
    """Tell on stderr how far the borough has grown: by a bar, or by lines without a terminal."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(),
               TextColumn("{task.completed:.0f} of {task.total:.0f}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(GROWING, total=1)

        def advance(done: int, expected: int) -> None:
            progress.update(task, completed=done, total=expected)

        yield advance


def _lines() -> Callable[[int, int], None]:
    told_at = time.monotonic()

    def advance(done: int, expected: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= LINE_SECONDS:
            told_at = time.monotonic()
            click.echo(f"{GROWING}: {done} of {expected} have begun.", err=True)

    return advance


@contextmanager
def _running(port: int, environment: dict[str, str], folder: Path) -> Iterator[None]:
    """Web and worker as processes of their own, stopped together at the end."""
    program = [sys.executable, "-m", "complaints_service"]
    web = [*program, "serve", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    processes = []
    with (folder / "demo.log").open("ab") as log:
        for arguments in (web, [*program, "worker"]):
            processes.append(subprocess.Popen(  # noqa: S603 - our own program
                arguments, env=environment, stdout=log, stderr=log, start_new_session=True))
        try:
            yield
        finally:
            _stop(processes)


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_until_ready(address: str, folder: Path) -> None:
    ends = time.monotonic() + READY_SECONDS
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 - ours
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise exit_status.NotReady(f"The web application did not start; {folder / 'demo.log'} says "
                               "why. Is another program using the port?")


def _announce(address: str, sign_ins: Iterable[SignIn], *, as_json: bool) -> None:
    if as_json:
        shown = [{key: getattr(one, key) for key in SHOWN} for one in sign_ins]
        click.echo(json.dumps({"address": address, "sign_ins": shown}))
        return
    click.echo(f"\nThe borough of Alderbourne is open: {address}/demo\n")
    click.echo("There you can sign in as anybody, move the clock and look at the stories.")
    click.echo("By hand, or for a program:\n")
    for one in sign_ins:
        council = f"  ({one.council})" if one.council else ""
        click.echo(f"  {one.role:<14}{one.email:<46}{one.password}{council}")
        click.echo(f"  {'':<14}token {one.token}")
    click.echo("\nBeside it, COMPLAINTS_ENV=demo lets the other verbs see this borough in its own "
               f"time,\nsuch as: COMPLAINTS_ENV=demo {_called()} check")
    click.echo("Ctrl+C stops it.")


def _called() -> str:
    """The program as it was called, which need not be on the path."""
    return sys.argv[0] if Path(sys.argv[0]).name == "complaints" else "complaints"


def _until_stopped() -> None:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    while not stopped.wait(1):
        pass
