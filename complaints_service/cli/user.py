"""`complaints user`: creates accounts, shuts them out and changes their roles."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from complaints_service.cli.database_context import database_context
from complaints_service.cli.output import json_option, say
from complaints_service.services import accounts
from complaints_service.services.accounts import Account


@click.group("user")
def command() -> None:
    """Create and change accounts."""


@command.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", "roles", multiple=True, required=True, help="A role; give it again.")
@click.option("--organisation", help="Key of the council; without one, all of the installation.")
@click.option("--service", "services", multiple=True, help="A service answered for.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@json_option
def create(
    email: str,
    name: str,
    roles: tuple[str, ...],
    organisation: str | None,
    services: tuple[str, ...],
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Make an account for EMAIL; without a password it works by tokens alone.

    A council that is named for the first time is made with it.
    """
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    wanted = [part for role in roles for part in role.split(",")]
    with database_context():
        made = accounts.create_account(
            email, name, wanted, organisation=organisation, services=services, password=password
        )
    _say(made, "was made", as_json=as_json)


@command.command("disable")
@click.argument("email")
@json_option
def disable(email: str, as_json: bool) -> None:
    """Shut EMAIL out; tokens and sessions end at once."""
    with database_context():
        changed = accounts.disable_account(email)
    _say(changed, "is disabled", as_json=as_json)


@command.command("roles")
@click.argument("email")
@click.option("--set", "roles", required=True, metavar="R,R", help="The roles from now on.")
@json_option
def roles(email: str, roles: str, as_json: bool) -> None:
    """Replace the roles of EMAIL."""
    with database_context():
        changed = accounts.set_roles(email, roles.split(","))
    _say(changed, "was changed", as_json=as_json)


def _say(account: Account, done: str, *, as_json: bool) -> None:
    words = f"{account.email} {done}: {', '.join(account.roles)} ({account.id})."
    say(asdict(account), words, as_json=as_json)
