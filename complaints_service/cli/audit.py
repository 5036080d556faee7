"""`complaints audit`: verifies, shows and exports the record of what happened."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click
from sqlalchemy.orm import Session

from complaints_service.cli import exit_status, installation
from complaints_service.cli.output import json_option, say, say_rows
from complaints_service.persistence.steady_view import steady_view
from complaints_service.services import audit


class Hash(click.ParamType[str]):
    """A SHA-256 in hex."""

    name = "HASH"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Read 64 hexadecimal digits, or say what to write instead."""
        given = str(value).strip().lower()
        if len(given) != 64 or set(given) - set("0123456789abcdef"):
            self.fail(f"{value!r} is no hash; write the 64 digits that audit head printed.",
                      param, ctx)
        return given


@click.group("audit")
def command() -> None:
    """Verify, show or export the event chain."""


@command.command("verify")
@click.option("--anchor", type=Hash(), help="A head noted earlier and kept elsewhere.")
@json_option
def verify(anchor: str | None, as_json: bool) -> None:
    """Recompute every hash; exit 1 where the record does not hold.

    Only an anchor shows that nothing was cut off at the end: note what audit head prints daily.
    """
    with steady_view(installation.database_url()) as session, _progress(session) as advanced:
        verdict = audit.verify(session, anchor, advanced)
    say(_answer(verdict), lambda: _words(verdict, anchor), as_json=as_json)
    if not verdict.ok:
        raise exit_status.CheckFailed(f"The record does not hold: {len(verdict.faults)} faults.")


@command.command("head")
@json_option
def head(as_json: bool) -> None:
    """Print the latest entry of the chain, to be noted outside this installation."""
    with steady_view(installation.database_url()) as session:
        found = audit.head(session)
    say(asdict(found), f"{found.n} {found.hash}", as_json=as_json)


@command.command("export")
@json_option
def export(as_json: bool) -> None:
    """Write the record as JSON lines (with or without --json): every event, then every entry."""
    with steady_view(installation.database_url()) as session:
        say_rows(audit.exported(session))


def _answer(verdict: audit.Verdict) -> dict[str, Any]:
    return {
        "ok": verdict.ok,
        "faults": [asdict(one) for one in verdict.faults],
        "events": verdict.events,
        "entries": verdict.entries,
        "erased": verdict.erased,
        "head": asdict(verdict.head),
    }


def _words(verdict: audit.Verdict, anchor: str | None) -> str:
    lines = [f"{one.where}  {one.detail}" for one in verdict.faults]
    counted = f"{verdict.events} events in {verdict.entries} entries"
    held = "no event was changed, removed or added" if verdict.ok else "the record does not hold"
    unanchored = "" if anchor else " (without --anchor, a tail cut off cannot be seen)"
    return "\n".join([*lines, f"{counted}: {held}{unanchored}."])


@contextmanager
def _progress(session: Session) -> Iterator[Callable[[int], None]]:
    """Show on stderr how far the verification is, to a person at a terminal."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    length = audit.how_many_events(session)
    with click.progressbar(length=length, label="Verifying", file=sys.stderr) as bar:
        yield bar.update
