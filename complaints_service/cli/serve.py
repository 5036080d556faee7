"""`complaints serve`: runs the web application in several processes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import psutil

from complaints_service import logs
from complaints_service.cli import background, exit_status, installation
from complaints_service.cli.output import json_option
from complaints_service.cli.ports import must_be_free
from complaints_service.cli.web_server import Address, run
from complaints_service.content.places import place
from complaints_service.jobs.readiness import schema_missing
from complaints_service.services.database_address import database_url
from complaints_service.settings import Settings

METRICS_DIR = "PROMETHEUS_MULTIPROC_DIR"
COUNTS = "complaints-metrics-"
PATIENCE_SECONDS = 8.0
"""A server that was killed leaves its port within this."""

_log = logs.logger(__name__)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64),
              help="How many processes answer.")
@click.option("--public-only", is_flag=True,
              help="Serve released editions alone, without a database.")
@json_option
def command(host: str, port: int, workers: int, public_only: bool, as_json: bool) -> None:
    """Run the web application until told to stop; requests under way are finished first.

    Exits with 3 where the database cannot be reached or needs a migration, with 2 where the port
    is in use.
    """
    logs.configure()
    if public_only:
        settings = Settings.load(os.environ, place("config.py"), needs_database=False)
    else:
        settings = installation.settings()
        _require_schema(settings)
    must_be_free(host, port, patience_seconds=PATIENCE_SECONDS)
    _log.info("serving", host=host, port=port, workers=workers, public_only=public_only)
    with _shared_metrics():
        run(Address(host, port), workers, public_only=public_only)


def _require_schema(settings: Settings) -> None:
    missing = schema_missing(database_url(settings), patience_seconds=0)
    if missing is not None:
        raise exit_status.NotReady(background.not_ours(missing))


@contextmanager
def _shared_metrics() -> Iterator[None]:
    """Let the processes count together. It must be set before any of them loads the counters."""
    _clear_counts_of_the_dead()
    folder = tempfile.mkdtemp(prefix=f"{COUNTS}{os.getpid()}-")
    os.environ[METRICS_DIR] = folder
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_counts_of_the_dead() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{COUNTS}*-*"):
        owner = folder.name.removeprefix(COUNTS).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
