"""`complaints organisation`: makes councils, shows and changes their settings, and ends them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import click

from complaints_service.cli.database_context import database_context
from complaints_service.cli.output import json_option, say, say_rows
from complaints_service.domain.refusals import InvalidData
from complaints_service.services import founding, organisations
from complaints_service.services.council_settings import SETTINGS
from complaints_service.services.organisations import Organisation
from complaints_service.services.settings_typed import from_words, in_words


@click.group("organisation")
def command() -> None:
    """Make councils and change their settings."""


@command.command("create")
@click.argument("key")
@click.option("--name", required=True, help="The council's name, as people know it.")
@click.option("--from", "from_on", metavar="DATE", help="Its first day, where it has yet to begin.")
@click.option("--new-organisation", is_flag=True,
              help="Yes, it is another council, though its key looks like that of one there is.")
@json_option
def create(
    key: str, name: str, from_on: str | None, new_organisation: bool, as_json: bool
) -> None:
    """Make the council KEY, such as runnymede or west-surrey."""
    with database_context():
        if not founding.founds(key, surely_new=new_organisation):
            raise InvalidData("organisation", f"organisation is '{key}', which there is already; "
                              "change it with complaints organisation set.")
        made = organisations.create_organisation(key, name, from_on=_day("from", from_on))
    _say(made, f"{made.name} ({made.key}) was made.", as_json=as_json)


@command.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the councils of this installation."""
    with database_context():
        found = organisations.organisations()
    if as_json:
        say_rows(_shown(one) for one in found)
        return
    for one in found:
        after = f", until {one.successor} takes over on {one.succeeded_on}" if one.successor else ""
        click.echo(f"{one.key}: {one.name}{after}")


@command.command("show")
@click.argument("key")
@json_option
def show(key: str, as_json: bool) -> None:
    """Show the settings of the council KEY."""
    with database_context():
        found = organisations.organisation(key)
        settings = {name: in_words(name, found.settings.get(name)) for name in SETTINGS}
    lines = [f"{found.name} ({found.key})"]
    lines += [f"  {name} = {value or '-'}" for name, value in settings.items()]
    _say(found, "\n".join(lines), as_json=as_json)


@command.command("set")
@click.argument("key")
@click.argument("changes", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--name", help="The council's name from now on.")
@click.option("--from", "from_on", metavar="DATE", help="Its first day.")
@json_option
def set_(
    key: str, changes: tuple[str, ...], name: str | None, from_on: str | None, as_json: bool
) -> None:
    """Change settings of the council KEY; an empty VALUE takes one away, the others stay.

    Lists are written with | between their parts, allocation.SERVICE as hand, turns or load and,
    after a colon, the people's addresses: allocation.parking=turns:ann@x.example|ben@x.example
    """
    with database_context():
        before = organisations.organisation(key).settings
        wanted: dict[str, Any] = {}
        for change in changes:
            setting, parted, words = change.partition("=")
            if not parted:
                raise InvalidData("change", f"change is '{change[:60]}'; write it as NAME=VALUE.")
            setting, value = from_words(setting.strip(), words, {**before, **wanted})
            wanted[setting] = value
        changed = organisations.change_settings(
            key, wanted, name=name, from_on=_day("from", from_on))
    _say(changed, f"{changed.name} ({changed.key}) was changed.", as_json=as_json)


@command.command("succeed")
@click.argument("key")
@click.argument("successor")
@click.option("--on", "on", required=True, metavar="DATE", help="The first day of the successor.")
@json_option
def succeed(key: str, successor: str, on: str, as_json: bool) -> None:
    """Let the council SUCCESSOR answer for KEY from a day on; clocks run on across it."""
    day = _day("on", on)
    assert day is not None  # noqa: S101 - required above
    with database_context():
        organisations.succeed(key, successor, day, known_only=True)
        found = organisations.organisation(key)
    _say(found, f"{successor} answers for {key} from {day}.", as_json=as_json)


def _day(field: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidData(field, f"{field} is '{text[:30]}'; write the date like 2027-04-01."
                          ) from None


def _shown(one: Organisation) -> dict[str, Any]:
    return {
        "key": one.key, "name": one.name, "from_on": one.from_on, "to_on": one.to_on,
        "successor": one.successor, "succeeded_on": one.succeeded_on,
        "settings": json.loads(json.dumps(dict(one.settings))),
    }


def _say(one: Organisation, words: str, *, as_json: bool) -> None:
    say(_shown(one), words, as_json=as_json)
