"""`complaints token`: creates API tokens and revokes them."""

from __future__ import annotations

from datetime import date

import click

from complaints_service.cli.database_context import database_context
from complaints_service.cli.output import json_option, say
from complaints_service.services import tokens


@click.group("token")
def command() -> None:
    """Create and revoke API tokens."""


@command.command("create")
@click.option("--user", "email", required=True, metavar="EMAIL", help="Whose token it is.")
@click.option("--expires", metavar="DATE", help="Its last day, as YYYY-MM-DD.")
@json_option
def create(email: str, expires: str | None, as_json: bool) -> None:
    """Make a token, which is shown this once only."""
    last_day = _date(expires)
    with database_context():
        made = tokens.create_token(email, expires_on=last_day)
    answer = {"id": made.id, "user": made.email, "token": made.secret, "expires": made.expires_on}
    say(answer, f"{made.secret}\nIts id is {made.id}. It is not shown again.", as_json=as_json)


@command.command("revoke")
@click.argument("token_id", metavar="ID")
@json_option
def revoke(token_id: str, as_json: bool) -> None:
    """End the token with this ID at once."""
    with database_context():
        tokens.revoke_token(token_id)
    say({"id": token_id, "revoked": True}, f"The token {token_id} is revoked.", as_json=as_json)


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(
            f"--expires is {text[:40]!r}; write a date as YYYY-MM-DD."
        ) from None
