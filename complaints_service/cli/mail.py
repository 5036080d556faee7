"""`complaints mail`: takes in messages that a mail server hands over, or that lie in files."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import click
from flask import current_app

from complaints_service import logs
from complaints_service.cli import installation
from complaints_service.cli.database_context import database_context
from complaints_service.cli.output import json_option, say, say_rows
from complaints_service.persistence.document_files import FOLDER, Keeping, keep_documents
from complaints_service.services.inbound.incoming import LARGEST
from complaints_service.services.inbound.taking_in import Taken, take_in

TRY_LATER = 75
"""EX_TEMPFAIL of sysexits.h: the mail server keeps the message and hands it over again."""
WORDS = {
    "triage": "waits for a person", "joined": "put with its complaint",
    "parked": "parked: a machine wrote it", "bounce": "a message of ours came back",
    "duplicate": "we had it already", "received": "kept; it is sorted soon",
}


@click.group("mail")
def command() -> None:
    """Take in messages that came by email."""


@command.command("receive")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--pipe", is_flag=True,
              help="For a mail server: end with 75 where it must hand the message over again.")
@json_option
def receive(files: tuple[Path, ...], pipe: bool, as_json: bool) -> None:
    """Keep the message on standard input, or those in FILES (a folder: every file in it).

    Each is kept once, however often it comes. Ends with 0 once all of them are kept.
    """
    logs.configure()
    try:
        done = _received(files)
    except Exception:
        if not pipe:
            raise
        click.echo("The message was not kept; hand it over again later.", err=True)
        sys.exit(TRY_LATER)
    if as_json:
        say_rows([asdict(one) for one in done])
        return
    counted = Counter(one.place for one in done)
    said = "; ".join(f"{count} {WORDS.get(place, place)}" for place, count in counted.items())
    say({}, f"{said or 'No message'}.", as_json=False)


def _received(files: tuple[Path, ...]) -> list[Taken]:
    settings = installation.settings()
    with database_context():
        keep_documents(current_app, Keeping(
            settings.data_dir / FOLDER, settings.largest_document, settings.clamd_url))
        return [take_in(raw) for raw in _messages(files)]


def _messages(files: tuple[Path, ...]) -> Iterator[bytes]:
    if not files:
        yield _read(sys.stdin.buffer, "standard input")
        return
    for path in _flat(files):
        with path.open("rb") as file:
            yield _read(file, str(path))


def _flat(files: tuple[Path, ...]) -> Iterator[Path]:
    for path in files:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.is_file())
        else:
            yield path


def _read(file: BinaryIO, name: str) -> bytes:
    raw = file.read(LARGEST + 1)
    while file.read(1024 * 1024):  # a pipe that is not emptied looks broken to the mail server
        pass
    if not raw.strip():
        raise click.UsageError(f"{name} is empty; give one message, as RFC 5322 writes it.")
    return raw


