"""`complaints import`: brings in a council's own register."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from complaints_service.cli import exit_status
from complaints_service.cli.database_context import database_context
from complaints_service.cli.import_words import words
from complaints_service.cli.output import json_option, say
from complaints_service.content.problems import WorkflowError
from complaints_service.content.register.errors import RegisterError
from complaints_service.services.register_import import Progress as Advance
from complaints_service.services.register_import import Wish, import_register

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def command() -> None:
    """Bring in a register, benchmarks or a whole export."""


@command.command("register")
@click.argument("file", type=_FILE)
@click.option("--organisation", required=True, metavar="KEY",
              help="The council it belongs to, such as runnymede; made when named first.")
@click.option("--mapping", type=_FILE, metavar="FILE",
              help="What this register's headings and words mean (TOML or JSON).")
@click.option("--extensions-told", is_flag=True,
              help="Assert that everybody was told of an extension before the date it moved.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@json_option
def register(
    file: Path, organisation: str, mapping: Path | None, extensions_told: bool, dry_run: bool,
    as_json: bool,
) -> None:
    """Import a council's register of complaints, CSV or XLSX.

    A row that cannot be sound is refused whole and told; exit status 1 says that some were.
    Importing it again brings in only what is new.
    """
    wish = Wish(organisation, mapping, extensions_told, dry_run)
    try:
        with database_context(), _progress() as advance:
            result = import_register(file, wish, advance)
    except (RegisterError, WorkflowError) as error:
        raise click.UsageError(str(error)) from error
    say(asdict(result), lambda: words(result), as_json=as_json)
    if result.refused:
        raise click.exceptions.Exit(exit_status.CHECK_FAILED)


@contextmanager
def _progress() -> Iterator[Advance]:
    """Show a person at a terminal how far the import is."""
    if not sys.stderr.isatty():
        yield lambda done, rows: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(),
               TextColumn("{task.completed:.0f} of {task.total:.0f}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Importing", total=1)

        def advance(done: int, rows: int) -> None:
            progress.update(task, completed=done, total=rows)

        yield advance
