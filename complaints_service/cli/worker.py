"""`complaints worker`: the scheduler and the outbox; many may run, each piece is done once."""

from __future__ import annotations

import click

from complaints_service import clock, logs
from complaints_service.cli import background, installation
from complaints_service.cli.output import json_option
from complaints_service.jobs.scheduler import run_worker


@click.command("worker")
@json_option
def command(as_json: bool) -> None:
    """Run what is due each minute and send messages, until told to stop.

    Waits for a database that is not up yet; exits with 3 where its schema needs a migration.
    """
    logs.configure()
    settings = installation.settings()
    run_worker(background.surroundings(settings, patience_seconds=None), clock.now)
