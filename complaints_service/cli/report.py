"""`complaints report`: builds, approves, publishes, withdraws, lists and exports editions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click

from complaints_service import clock
from complaints_service.cli import exit_status
from complaints_service.cli.database_context import database_context
from complaints_service.cli.output import json_option, say, say_rows
from complaints_service.content.reports import ReportError
from complaints_service.domain.london import LONDON
from complaints_service.persistence.database import db
from complaints_service.services import publications
from complaints_service.services.actors import Actor, system
from complaints_service.services.edition_export import FORMATS, exported
from complaints_service.services.edition_writing import Edition
from complaints_service.services.errors import Forbidden, NotFound
from complaints_service.services.tokens import actor_of_token


class AsOf(click.ParamType[datetime]):
    """A date, of which the whole day counts, or an instant with its offset."""

    name = "ISO"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read it, or say what to write instead."""
        if isinstance(value, datetime):
            return value
        text = str(value)
        try:
            if len(text) == len("2026-03-31"):
                return _end_of(date.fromisoformat(text))
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail(f"{text!r} is neither a date nor an instant with its offset; write "
                      "2026-03-31 or 2026-03-31T17:00:00Z.", param, ctx)
        return moment.astimezone(UTC)


def _end_of(day: date) -> datetime:
    """The last moment of a London day, or now while that day still runs."""
    end = datetime.combine(day + timedelta(days=1), time(), LONDON) - timedelta(microseconds=1)
    now = clock.now()
    return now if clock.london_date(now) == day else end.astimezone(UTC)


token_option = click.option("--token", help="Whose act it is: an API token.")
needed_token = click.option("--token", required=True, help="Whose act it is: an API token.")


@click.group("report")
def command() -> None:
    """Build, approve and publish frozen editions."""


@command.command("build")
@click.argument("report_id", metavar="ID")
@click.option("--period", help="2026-27 (April to March) or 2026-27-q1; none for a learning list.")
@click.option("--as-of", type=AsOf(), help="As things stood then; now without it.")
@click.option("--organisation", metavar="KEY", help="The council; needed where there are several.")
@token_option
@json_option
def build(
    report_id: str,
    period: str | None,
    as_of: datetime | None,
    organisation: str | None,
    token: str | None,
    as_json: bool,
) -> None:
    """Count, hide small numbers and freeze: ID is a folder of `reports/`."""
    with _answering():
        by = _actor(token) if token else system()
        edition = publications.build(report_id, organisation, period, as_of, by=by)
    _say(edition, "is built; somebody else has to approve it", as_json=as_json)


@command.command("approve")
@click.argument("edition")
@needed_token
@json_option
def approve(edition: str, token: str, as_json: bool) -> None:
    """Approve EDITION as it was built; never its builder."""
    with _answering():
        found = publications.approve(edition, by=_actor(token))
    _say(found, "is approved; it can be published", as_json=as_json)


@command.command("publish")
@click.argument("edition")
@needed_token
@json_option
def publish(edition: str, token: str, as_json: bool) -> None:
    """Release EDITION to the public."""
    with _answering():
        found = publications.publish(edition, by=_actor(token))
    _say(found, "is published", as_json=as_json)


@command.command("withdraw")
@click.argument("edition")
@click.option("--reason", default="No reason was given.", show_default=True,
              help="Why; it is published in its place.")
@needed_token
@json_option
def withdraw(edition: str, reason: str, token: str, as_json: bool) -> None:
    """Take EDITION back from the public."""
    with _answering():
        found = publications.withdraw(edition, reason, by=_actor(token))
    _say(found, "is withdrawn", as_json=as_json)


@command.command("list")
@click.option("--organisation", metavar="KEY", help="One council's only.")
@json_option
def list_editions(organisation: str | None, as_json: bool) -> None:
    """List every edition."""
    with _answering():
        found = publications.editions(db.session(), by=system(), organisation=organisation)
    if as_json:
        say_rows(asdict(one) for one in found)
        return
    for one in found:
        click.echo(f"{one.id}  {one.report}  {one.organisation}  {one.period or '-'}  {one.state}")


@command.command("export")
@click.argument("edition")
@click.option("--format", "format", type=click.Choice(FORMATS), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--unsuppressed", is_flag=True, help="Show small numbers: for officers only.")
@json_option
def export(edition: str, format: str, out: Path, unsuppressed: bool, as_json: bool) -> None:
    """Write EDITION to a file."""
    with _answering():
        content = exported(db.session(), edition, format, unsuppressed=unsuppressed)
    out.write_bytes(content)
    say({"edition": edition, "out": str(out), "bytes": len(content)},
        f"{edition} is written to {out}.", as_json=as_json)


@contextmanager
def _answering() -> Iterator[None]:
    """Open the database, and turn what the services refuse into an exit status."""
    with database_context():
        try:
            yield
        except ReportError as error:
            raise click.UsageError(str(error)) from error
        except NotFound as error:
            raise click.UsageError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
        except Forbidden as error:
            raise exit_status.RefusedByPolicy(
                f"The token's account may not: {error.detail}."
            ) from error


def _actor(token: str) -> Actor:
    found = actor_of_token(token)
    if found is None:
        raise exit_status.RefusedByPolicy(
            "The token is unknown, has ended, or its account is disabled; give another."
        )
    return found


def _say(edition: Edition, words: str, *, as_json: bool) -> None:
    say(asdict(edition), f"{edition.id} ({edition.report}, {edition.period or 'now'}) {words}.",
        as_json=as_json)
