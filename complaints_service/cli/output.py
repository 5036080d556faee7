"""Prints a verb's answer: words for people, or JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import click

json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def say(answer: Mapping[str, Any], words: str | Callable[[], str], *, as_json: bool) -> None:
    """Print `answer` as one JSON object, or `words` where a person asked."""
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, default=plain))
    else:
        click.echo(words if isinstance(words, str) else words())


def say_rows(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print many rows as JSON lines, each as soon as it is known."""
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False, default=plain))


def plain(value: object) -> object:
    """Return what JSON writes for `value`: instants in UTC with microseconds, dates as dates."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
