"""`complaints db`: moves the database's schema up or down."""

from __future__ import annotations

import click

from complaints_service.cli import exit_status, installation
from complaints_service.cli.output import json_option, say
from complaints_service.persistence import migrate


@click.group("db")
def command() -> None:
    """Move the database's schema up or down."""


@command.command("upgrade")
@json_option
def upgrade(as_json: bool) -> None:
    """Bring the schema up to this version of the program."""
    url = installation.migration_url()
    before = migrate.current(url)
    migrate.upgrade(url)
    after = migrate.current(url)
    say(
        {"before": before, "current": after, "head": migrate.head()},
        f"The schema {'was already' if before == after else 'is'} at {after or 'base'}.",
        as_json=as_json,
    )


@command.command("downgrade")
@click.argument("revision", metavar="REV")
@json_option
def downgrade(revision: str, as_json: bool) -> None:
    """Take the schema back to REV ('base' is the empty database)."""
    url = installation.migration_url()
    before = migrate.current(url)
    migrate.downgrade(url, revision)
    after = migrate.current(url)
    say(
        {"before": before, "current": after, "head": migrate.head()},
        f"The schema is at {after or 'base'}.",
        as_json=as_json,
    )


@command.command("current")
@json_option
def current(as_json: bool) -> None:
    """Show the schema's revision; exit 3 when it is not this program's."""
    found, newest = migrate.current(installation.migration_url()), migrate.head()
    say(
        {"current": found, "head": newest, "ready": found == newest},
        f"The schema is at {found or 'base'}; this program needs {newest or 'base'}.",
        as_json=as_json,
    )
    if found != newest:
        raise exit_status.NotReady("The schema is not this program's; run complaints db upgrade.")
