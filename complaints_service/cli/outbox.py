"""`complaints outbox`: shows the messages that need a person, and sends them again."""

from __future__ import annotations

import click

from complaints_service import clock
from complaints_service.cli import background, installation
from complaints_service.cli.output import json_option, say, say_rows
from complaints_service.jobs import outbox_rows
from complaints_service.persistence.transaction import transaction

_PATIENCE_SECONDS = 10.0


@click.group("outbox")
def command() -> None:
    """Show the messages that need a person, and send them again."""


@command.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the messages that need attention, oldest first, with the reason."""
    found = background.surroundings(installation.settings(), patience_seconds=_PATIENCE_SECONDS)
    with found.app.app_context(), transaction() as session:
        rows = [row._asdict() for row in outbox_rows.needing_attention(session)]
    if as_json:
        say_rows(rows)
        return
    for row in rows:
        click.echo(f"{row['key']}  {row['last_error']}  ({row['attempts']} attempts)")
    if not rows:
        click.echo("No message needs attention.")


@command.command("retry")
@click.argument("keys", nargs=-1, metavar="[KEY]…")
@click.option("--all", "everything", is_flag=True, help="Send all that need attention again.")
@json_option
def retry(keys: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Put messages back into the queue: those named, or all of them."""
    if bool(keys) == everything:
        raise click.UsageError("Name the messages by their keys, or give --all.")
    found = background.surroundings(installation.settings(), patience_seconds=_PATIENCE_SECONDS)
    with found.app.app_context(), transaction() as session:
        queued = outbox_rows.send_again(session, clock.now(), keys or None)
    say({"queued": queued}, f"{queued} queued again.", as_json=as_json)
