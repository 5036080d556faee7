"""Reads separated text into records, finding the separator and keeping the line of the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice

from complaints_service.content.register.decoding import decode
from complaints_service.content.register.errors import RegisterError
from complaints_service.content.register.table import Cell, Record, Sheet, is_blank

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
MOST_COLUMNS = 1_000
MOST_RECORDS = 250_000
_SAMPLE_RECORDS = 50
_SAMPLE_TEXT = 200_000

HeadingScore = Callable[[tuple[Cell, ...]], int]


def read_csv(raw: bytes, score: HeadingScore) -> Sheet:
    """Return the one sheet of a CSV file.

    `score` says how many headings it knows in a record; the separator that gives the best record
    near the top is the file's. Raises RegisterError naming the line for a quotation mark that is
    never closed, a field beyond the csv module's limit, and too many columns or records.
    """
    text = decode(raw)
    if not text.strip():
        raise RegisterError("The file is empty: give one that holds the register.")
    separator, skip = _said_separator(text)
    if separator is None:
        separator = max(SEPARATORS, key=lambda one: _fitness(text, one, score))
    records = tuple(islice(_records(text, separator, skip), MOST_RECORDS + 1))
    if len(records) > MOST_RECORDS:
        raise RegisterError(
            f"The file holds more than {MOST_RECORDS:,} records: divide it and import each part."
        )
    return Sheet("", records)


def _said_separator(text: str) -> tuple[str | None, int]:
    """Take the separator from a first line `sep=;`, which Excel writes and reads."""
    first = text[:8].splitlines()[0].strip().strip('"') if text[:8].strip() else ""
    if first.lower().startswith("sep=") and first[4:5] in SEPARATORS:
        return first[4], 1
    if first.lower() == "sep=" and text[4:5] == "\t":
        return "\t", 1
    return None, 0


def _fitness(text: str, separator: str, score: HeadingScore) -> tuple[int, int]:
    best = widest = 0
    try:
        for record in islice(_records(text[:_SAMPLE_TEXT], separator, 0), _SAMPLE_RECORDS):
            best = max(best, score(record.cells))
            widest = max(widest, len(record.cells))
    except RegisterError:
        pass  # A wrong separator may break quoting, and the sample may end inside a quotation.
    return best, widest


def _records(text: str, separator: str, skip: int) -> Iterator[Record]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    starts = 1
    try:
        for number, cells in enumerate(rows):
            record = Record(starts, tuple(cells))
            starts = rows.line_num + 1
            if number < skip or is_blank(cells):
                continue
            if len(cells) > MOST_COLUMNS:
                raise RegisterError(
                    f"Line {record.line} has {len(cells):,} columns, more than the "
                    f"{MOST_COLUMNS:,} that a register may have: keep the register's own columns."
                )
            yield record
    except csv.Error as error:
        raise RegisterError(_broken(starts, str(error))) from error


def _broken(line: int, said: str) -> str:
    if "field limit" in said:
        return (
            f"Line {line} holds a field of more than {csv.field_size_limit():,} characters: "
            "shorten it, or close the quotation mark that was left open before it."
        )
    return (
        f"The quotation marks in the record that starts on line {line} do not pair: double each "
        "one that belongs to the text, or save the register as .xlsx."
    )
