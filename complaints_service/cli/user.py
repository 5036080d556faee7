"""`complaints user`: creates accounts, hands their duties over and changes their roles."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from complaints_service.cli.database_context import database_context
from complaints_service.cli.exit_status import RefusedByPolicy
from complaints_service.cli.output import json_option, say
from complaints_service.services import accounts, founding
from complaints_service.services.accounts import Account
from complaints_service.services.leaving import Heirs, Left, leave


@click.group("user")
def command() -> None:
    """Create and change accounts."""


@command.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", "roles", multiple=True, required=True, help="A role; give it again.")
@click.option("--organisation", help="Key of the council; without one, all of the installation.")
@click.option("--new-organisation", is_flag=True,
              help="Yes, it is another council, though its key looks like that of one there is.")
@click.option("--service", "services", multiple=True, help="A service answered for.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@json_option
def create(
    email: str,
    name: str,
    roles: tuple[str, ...],
    organisation: str | None,
    new_organisation: bool,
    services: tuple[str, ...],
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Make an account for EMAIL; without a password it works by tokens alone.

    A council that is named for the first time is made with it, unless its key looks like a slip for
    one that there is.
    """
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    wanted = [part for role in roles for part in role.split(",")]
    with database_context():
        founded = organisation is not None and founding.founds(
            organisation, surely_new=new_organisation)
        made = accounts.create_account(
            email, name, wanted, organisation=organisation, services=services, password=password
        )
    if founded:
        click.echo(f"The council '{organisation}' was not known and has been made; name it with "
                   f"complaints organisation set {organisation} --name …", err=True)
    _say(made, "was made", as_json=as_json)


@command.command("disable")
@click.argument("email")
@click.option("--heir", metavar="EMAIL", help="Who takes over every duty of the account.")
@json_option
def disable(email: str, heir: str | None, as_json: bool) -> None:
    """Shut EMAIL out; tokens and sessions end at once.

    An account that holds duties is not disabled without an heir: they are listed instead.
    """
    with database_context():
        left = leave(email, Heirs(all=heir))
    if left.disabled:
        shown = {**asdict(left.account), "handed_over": [one.key for one in left.handed]}
        words = f"{left.account.email} is disabled; {len(left.handed)} duties went to the heir."
        say(shown, words if left.handed else f"{left.account.email} is disabled.", as_json=as_json)
        return
    if as_json:
        say(_held(left), "", as_json=True)
    raise RefusedByPolicy(_why_not(left, heir))


@command.command("roles")
@click.argument("email")
@click.option("--set", "roles", required=True, metavar="R,R", help="The roles from now on.")
@json_option
def roles(email: str, roles: str, as_json: bool) -> None:
    """Replace the roles of EMAIL; its sessions end."""
    with database_context():
        changed = accounts.set_roles(email, roles.split(","))
    _say(changed, "was changed", as_json=as_json)


def _say(account: Account, done: str, *, as_json: bool) -> None:
    words = f"{account.email} {done}: {', '.join(account.roles)} ({account.id})."
    say(asdict(account), words, as_json=as_json)


def _held(left: Left) -> dict[str, Any]:
    return {
        **asdict(left.account),
        "handed_over": [one.key for one in left.handed],
        "duties": [
            {"key": one.duty.key, "kind": one.duty.kind, "subject": one.duty.subject,
             "due_on": one.duty.due_on, "why": one.why}
            for one in left.kept
        ],
    }


def _why_not(left: Left, heir: str | None) -> str:
    for one in left.kept:
        told = f"  {one.duty.kind} {one.duty.subject} {one.duty.item}".rstrip()
        click.echo(told + _by(one.duty.due_on) + (f": {one.why}" if heir else ""), err=True)
    mend = "name another heir for them" if heir else "name who takes them over with --heir EMAIL"
    return (f"{left.account.email} holds {len(left.kept)} duties, listed above, and was not "
            f"disabled; {mend}.")


def _by(due_on: date | None) -> str:
    return f", due {due_on}" if due_on else ""
