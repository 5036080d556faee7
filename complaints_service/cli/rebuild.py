"""`complaints rebuild --check`: replays the events against the stored rows."""

from __future__ import annotations

from dataclasses import asdict

import click

from complaints_service.cli import exit_status, installation
from complaints_service.cli.check import progress
from complaints_service.cli.output import json_option, say
from complaints_service.persistence.steady_view import steady_view
from complaints_service.services import rules_in_use
from complaints_service.services.rebuild import differences
from complaints_service.services.replay import Difference


@click.command("rebuild")
@click.option("--check", "check", is_flag=True, required=True,
              help="Compare only; nothing is ever written.")
@json_option
def command(check: bool, as_json: bool) -> None:
    """Replay every complaint's events against the stored rows; exit 1 where they differ."""
    if not check:
        raise click.UsageError("Give --check; stored rows are never written over.")
    url = installation.database_url()
    with steady_view(url) as session, progress(session, "Replaying") as advanced:
        found = list(differences(session, rules_in_use.rules_of(session), advanced))
    say({"diff": [asdict(one) for one in found]}, lambda: _words(found), as_json=as_json)
    if found:
        raise exit_status.CheckFailed(f"{len(found)} values differ from what the events say.")


def _words(found: list[Difference]) -> str:
    lines = [f"{one.ref}  {one.where}  {one.field}: stored {one.stored!r}, by its events "
             f"{one.replayed!r}" for one in found]
    return "\n".join(lines or ["Every stored row is what its events say."])
