"""The CSV files of `complaints due`: read strictly, written as they are calculated."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, TextIO

import click

from complaints_service.domain.due_rows import INPUT_COLUMNS, OUTPUT_COLUMNS

STREAM = "-"

_ERROR = OUTPUT_COLUMNS.index("error")
_WIDTH = len(INPUT_COLUMNS)


def rows_of(source: BinaryIO, name: str) -> Iterator[Sequence[str]]:
    """Yield each row's cells in the order of INPUT_COLUMNS, blank lines left out.

    Cells missing at a row's end are blank. Raises click.UsageError for anything that is not such
    a table: the wrong columns, a cell too many, not UTF-8, broken quoting.
    """
    text = io.TextIOWrapper(source, encoding="utf-8-sig", newline="")
    reader = csv.reader(_without_nul(text, name), strict=True)
    try:
        arranged = _arranged(next(reader, []), name)
        for row in reader:
            if len(row) != _WIDTH:
                if not row:
                    continue
                row = _widened(row, reader.line_num, name)
            yield arranged(row)
    except csv.Error as error:
        raise click.UsageError(
            f"The file {name} is no CSV at line {reader.line_num} ({error}); "
            "correct the quotation marks there."
        ) from error
    except UnicodeDecodeError as error:
        raise click.UsageError(
            f"The file {name} is not UTF-8 after line {reader.line_num}; save it as CSV UTF-8."
        ) from error
    finally:
        # The stream belongs to whoever opened it.
        with suppress(ValueError):
            text.detach()


def write_csv(rows: Iterable[Sequence[str]], target: TextIO) -> int:
    """Write the heading and every row; return how many have an error."""
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(OUTPUT_COLUMNS)
    failed = 0

    def counted() -> Iterator[Sequence[str]]:
        nonlocal failed
        for row in rows:
            if row[_ERROR]:
                failed += 1
            yield row

    writer.writerows(counted())
    return failed


def write_json_lines(rows: Iterable[Sequence[str]], target: TextIO) -> int:
    """Write every row as one JSON object a line; return how many have an error."""
    failed = 0
    for row in rows:
        failed += bool(row[_ERROR])
        target.write(json.dumps(as_object(row), ensure_ascii=False) + "\n")
    return failed


def as_object(row: Sequence[str]) -> dict[str, str | None]:
    """Return an output row by column; blank cells are None."""
    return {column: cell or None for column, cell in zip(OUTPUT_COLUMNS, row, strict=True)}


@contextmanager
def opened_for_reading(name: str) -> Iterator[BinaryIO]:
    """Open the file, or standard input for `-`. Raises click.UsageError when it cannot be read."""
    if name == STREAM:
        yield sys.stdin.buffer
        return
    with ExitStack() as stack:
        try:
            source = stack.enter_context(Path(name).open("rb"))
        except OSError as error:
            raise click.UsageError(
                f'--csv is "{name}", which cannot be read ({error.strerror}); name another file.'
            ) from error
        yield source


@contextmanager
def opened_for_writing(name: str) -> Iterator[TextIO]:
    """Open a file that appears whole or not at all, or standard output for `-`.

    Raises click.UsageError when it cannot be written.
    """
    if name == STREAM:
        printed = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        try:
            yield printed
            printed.flush()
        finally:
            printed.detach()
        return
    target = Path(name)
    with ExitStack() as stack:
        try:
            stream: TextIO = stack.enter_context(_whole_or_not_at_all(target))
        except OSError as error:
            raise click.UsageError(
                f'--out is "{name}", which cannot be written ({error.strerror}); name another file.'
            ) from error
        yield stream


@contextmanager
def _whole_or_not_at_all(target: Path) -> Iterator[TextIO]:
    if target.exists() and not target.is_file():
        # A device or pipe is written to, never replaced; a folder refuses.
        with target.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            yield stream
        unfinished.chmod(0o644)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _arranged(heading: list[str], name: str) -> Callable[[Sequence[str]], Sequence[str]]:
    columns = [column.strip() for column in heading]
    for column in INPUT_COLUMNS:
        if column not in columns:
            raise click.UsageError(f"The file {name} has no column {column}; add it to line 1.")
    for column in columns:
        if column not in INPUT_COLUMNS or columns.count(column) > 1:
            why = "twice" if column in INPUT_COLUMNS else "which is not known"
            raise click.UsageError(
                f'The file {name} has the column "{column}", {why}; take it out of the file.'
            )
    if tuple(columns) == INPUT_COLUMNS:
        return lambda row: row
    return itemgetter(*(columns.index(column) for column in INPUT_COLUMNS))


def _widened(row: list[str], line: int, name: str) -> list[str]:
    if any(row[_WIDTH:]):
        raise click.UsageError(
            f"The file {name} has {len(row)} cells in line {line}; "
            f"leave the {_WIDTH} under the headings, and put commas inside a cell in quotes."
        )
    return (row + [""] * _WIDTH)[:_WIDTH]


def _without_nul(lines: Iterable[str], name: str) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if "\0" in line:
            raise click.UsageError(
                f"The file {name} holds a NUL in line {number}; save it as CSV UTF-8."
            )
        yield line
