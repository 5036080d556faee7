"""`complaints seed`: fills an empty database with invented complaints, repeatably."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from complaints_service.cli import exit_status
from complaints_service.cli.demo import growth_bar
from complaints_service.cli.installation import settings as read_settings
from complaints_service.cli.output import json_option, say


@click.command("seed")
@click.option("--cases", default=680, show_default=True, help="Contacts over the two years.")
@click.option("--seed", default=1, show_default=True, help="The chance that makes them.")
@json_option
def command(cases: int, seed: int, as_json: bool) -> None:
    """Fill this installation's empty database with the invented borough; never in production."""
    if cases < 1:
        raise click.UsageError(f"--cases is {cases}; give at least 1.")
    settings = read_settings()
    if settings.is_production:
        raise exit_status.RefusedByPolicy(
            "COMPLAINTS_ENV is production, where nothing is invented; use demo or test."
        )
    from complaints_service.demo.opening import fill

    before = os.environ.get("COMPLAINTS_NOW_FILE")
    with tempfile.TemporaryDirectory() as folder, growth_bar() as bar:
        try:
            acts = fill(settings, Path(folder), cases=cases, seed=seed, progress=bar)
        finally:
            os.environ.pop("COMPLAINTS_NOW_FILE", None)
            if before is not None:
                os.environ["COMPLAINTS_NOW_FILE"] = before
    say({"cases": cases, "seed": seed, "acts": acts},
        f"{cases} contacts were recorded, in {acts} acts.", as_json=as_json)
