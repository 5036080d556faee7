"""`complaints check`: whether all invariants hold."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.cli import exit_status, installation
from complaints_service.cli.output import json_option, say
from complaints_service.persistence.document_files import FOLDER
from complaints_service.persistence.steady_view import steady_view
from complaints_service.services import rules_in_use
from complaints_service.services.invariants.gathering import how_many
from complaints_service.services.invariants.registry import Report, check_all


@click.command("check")
@json_option
def command(as_json: bool) -> None:
    """Check all invariants over everything on file; exit 1 when one does not hold."""
    with steady_view(installation.database_url()) as session, progress(session) as advanced:
        report = check_all(session, rules_in_use.rules_of(session), clock.now(),
                           advanced=advanced,
                           folder=installation.settings().data_dir / FOLDER)
    answer = {"ok": report.ok, "violations": [asdict(one) for one in report.violations],
              "checked": dict(report.checked)}
    say(answer, lambda: _words(report), as_json=as_json)
    if not report.ok:
        raise exit_status.CheckFailed(f"{len(report.violations)} violations were found.")


@contextmanager
def progress(session: Session, label: str = "Checking") -> Iterator[Callable[[int], None]]:
    """Show on stderr how far a pass over all complaints is, to a person at a terminal."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    with click.progressbar(length=how_many(session), label=label, file=sys.stderr) as bar:
        yield bar.update


def _words(report: Report) -> str:
    lines = [f"{one.id}  {one.ref}  {one.detail}" for one in report.violations]
    files = max(report.checked.values(), default=0)
    summary = f"{len(report.checked)} invariants over {files} complaints: "
    found = "all hold." if report.ok else f"{len(report.violations)} violations."
    return "\n".join([*lines, summary + found])
