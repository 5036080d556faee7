"""Opens a register file, tells by its first bytes what it is, and yields its sheets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from complaints_service.content.register.csv_table import HeadingScore, read_csv
from complaints_service.content.register.errors import RegisterError
from complaints_service.content.register.table import Sheet
from complaints_service.content.register.xlsx_table import read_workbook

MOST_BYTES = 60_000_000
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = b"%PDF-"


def read_sheets(file: Path, score: HeadingScore) -> Iterator[Sheet]:
    """Yield the sheets of a register: one of a CSV file, each visible one of a workbook.

    `score` says how many headings it knows in a record. Raises RegisterError with one sentence
    for a file that is absent, empty, too large, binary or of a kind not read.
    """
    raw = _bytes(file)
    if raw.startswith((_ZIP, _EMPTY_ZIP)):
        yield from read_workbook(raw)
        return
    if raw.startswith(_OLD_EXCEL):
        raise RegisterError(
            f"{file.name} is an old Excel workbook (.xls) or one protected by a password: open "
            "it in Excel and save it as .xlsx without a password, or as “CSV UTF-8”."
        )
    if raw.startswith(_PDF):
        raise RegisterError(f"{file.name} is a PDF: give the register as .xlsx or CSV.")
    yield read_csv(raw, score)


def _bytes(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise RegisterError(
                f"{file.name} has {size:,} bytes, more than the {MOST_BYTES:,} allowed: divide "
                "it and import each part."
            )
        raw = file.read_bytes()
    except OSError as error:
        raise RegisterError(
            f"{file} cannot be read ({error.strerror}): check its name and who may read it."
        ) from error
    if not raw.strip():
        raise RegisterError(f"{file.name} is empty: give a file that holds the register.")
    return raw
