"""`complaints calendar import`: previews what a new list changes, and re-dates open complaints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from complaints_service import clock
from complaints_service.cli.output import json_option, say
from complaints_service.content.govuk_holidays import HolidaysRefused
from complaints_service.services.errors import Forbidden

SHOWN = 20
"""Complaints that a person at a terminal sees listed; `--json` lists all."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change; write nothing.")
@click.option("--token", help="Whose act it is: an API token of an administrator or officer.")
@json_option
def command(file: Path, dry_run: bool, token: str | None, as_json: bool) -> None:
    """Import the bank holidays as GOV.UK publishes them (JSON), and re-date open complaints.

    Without --token it is recorded as the operator's act. Doing it again changes nothing.
    """
    from complaints_service.cli.database_context import database_context

    try:
        with database_context():
            answer = _imported(file, dry_run, token)
    except HolidaysRefused as error:
        raise click.UsageError(str(error)) from error
    say(answer, lambda: "\n".join(_words(answer)), as_json=as_json)


def _imported(file: Path, dry_run: bool, token: str | None) -> dict[str, Any]:
    from complaints_service.cli import exit_status
    from complaints_service.services import calendar_import as service
    from complaints_service.services.actors import system
    from complaints_service.services.tokens import actor_of_token

    by, now = (actor_of_token(token) if token else system()), clock.now()
    if by is None:
        raise click.UsageError("--token is no token in use; create one with complaints token.")
    try:
        service.role_of(by)
    except Forbidden as error:
        raise exit_status.RefusedByPolicy(f"The token does not do: {error.detail}.") from error
    return service.take_in(file.name, file.read_bytes(), by=by, now=now, dry_run=dry_run)


def _words(answer: dict[str, Any]) -> Iterator[str]:
    if not answer["changed"]:
        yield f"The calendar in use, {answer['version']}, says all of this already."
        return
    yield f"Calendar {answer['version']}, after {answer['from']}:"
    for nation, changes in answer["nations"].items():
        for word, mark in (("added", "+"), ("removed", "-")):
            yield from (f"  {mark} {one['day']}  {one['name']}  ({nation})"
                        for one in changes[word])
        if changes["years"]:
            years = ", ".join(map(str, changes["years"]))
            yield f"    {nation}: {years} proclaimed"
    complaints = answer["redate"]
    for one in complaints[:SHOWN]:
        for each in one["deadlines"]:
            yield f"  {one['ref']}  {each['kind']}: {each['before']} becomes {each['after']}"
    if len(complaints) > SHOWN:
        yield f"  and {len(complaints) - SHOWN} complaints more"
    done = "were re-dated" if answer["applied"] else "would be re-dated"
    yield (f"{len(complaints)} complaints {done}; {answer['letters']} letters already sent name "
           "an old date.")
