"""Reads the sheets of an Excel workbook: saved values only, within limits, nothing executed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from complaints_service.content.register.csv_table import MOST_COLUMNS, MOST_RECORDS
from complaints_service.content.register.errors import RegisterError
from complaints_service.content.register.table import Cell, Record, Sheet, is_blank

MOST_UNPACKED = 150_000_000
MOST_CELLS = 8_000_000
_MOST_PARTS = 5_000
_PROLOGUE = 65_536
_BLOCK = 1_048_576
_UNSAVED = re.compile(rb"(?:</f>|<f[^<>]*/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_OVERLAP = 1_024
_CARRIAGE_RETURN = "_x000D_"
_SAVE = "open it in the spreadsheet program and save it as .xlsx or as “CSV UTF-8”"


def read_workbook(raw: bytes) -> Iterator[Sheet]:
    """Yield the sheets of a workbook in their order, hidden ones and charts left out.

    Formulas give the values saved with them; a formula without one stays as its own text, so
    that it is never taken for an empty cell. Raises RegisterError for a workbook that cannot be
    opened, that unpacks to more than 150 MB, or that has too many cells.
    """
    unsaved = _inspect(raw)
    values = _open(raw, data_only=True)
    texts = _open(raw, data_only=False) if unsaved else None
    from_1904 = values.epoch == CALENDAR_MAC_1904
    try:
        for sheet in values.worksheets:
            if sheet.sheet_state == "visible":
                beside = texts[sheet.title] if texts is not None else None
                yield Sheet(sheet.title, tuple(_records(sheet, beside)), from_1904)
    except RegisterError:
        raise
    except Exception as error:  # openpyxl raises whatever its XML parser meets.
        raise _damaged() from error
    finally:
        values.close()
        if texts is not None:
            texts.close()


def _open(raw: bytes, *, data_only: bool) -> Any:
    try:
        return openpyxl.load_workbook(
            io.BytesIO(raw), read_only=True, data_only=data_only, keep_links=False
        )
    except Exception as error:  # openpyxl raises whatever its XML parser meets.
        raise _damaged() from error


def _damaged() -> RegisterError:
    return RegisterError(f"The workbook is damaged or no .xlsx workbook: {_SAVE}.")


def _inspect(raw: bytes) -> bool:
    """Refuse a workbook that would unpack to too much; say whether it holds formulas without
    a saved value."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MOST_UNPACKED or len(parts) > _MOST_PARTS:
                raise RegisterError(
                    f"The workbook unpacks to {unpacked:,} bytes, more than the "
                    f"{MOST_UNPACKED:,} allowed: copy the register alone into a new workbook."
                )
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise RegisterError(f"The file is no Excel workbook (.xlsx): {_SAVE}.")
            return any(_unsaved_formulas(archive, part) for part in parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise _damaged() from error


def _unsaved_formulas(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(part) as stream:
        block = stream.read(_PROLOGUE)
        if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
            raise _damaged()
        if not part.filename.startswith("xl/worksheets/"):
            return False
        tail = b""
        while block:
            if _UNSAVED.search(tail + block):
                return True
            tail, block = block[-_OVERLAP:], stream.read(_BLOCK)
    return False


def _records(sheet: Any, beside: Any) -> Iterator[Record]:
    sheet.reset_dimensions()
    if beside is None:
        rows: Iterator[Any] = ((values, None) for values in sheet.iter_rows(values_only=True))
    else:
        beside.reset_dimensions()
        rows = zip_longest(
            sheet.iter_rows(values_only=True), beside.iter_rows(values_only=True), fillvalue=()
        )
    seen = kept = 0
    for line, (values, texts) in enumerate(rows, 1):
        seen += len(values)
        cells = _cells(values, texts)
        if is_blank(cells):
            continue
        kept += 1
        _within_limits(sheet.title, line, len(cells), seen, kept)
        yield Record(line, cells)


def _within_limits(name: str, line: int, width: int, seen: int, kept: int) -> None:
    if width > MOST_COLUMNS:
        raise RegisterError(
            f"Row {line} of sheet “{name}” has {width:,} columns, more than the {MOST_COLUMNS:,} "
            "that a register may have: keep the register's own columns."
        )
    if seen > MOST_CELLS or kept > MOST_RECORDS:
        raise RegisterError(
            f"Sheet “{name}” is too large ({kept:,} records, {seen:,} cells): divide it and "
            "import each part."
        )


def _cells(values: tuple[Any, ...], texts: tuple[Any, ...] | None) -> tuple[Cell, ...]:
    cells = [_cell(value) for value in values]
    for column, text in enumerate(texts or ()):
        if isinstance(text, str) and text.startswith("=") and column < len(cells):
            cells[column] = cells[column] if values[column] is not None else text
    while cells and cells[-1] == "":
        cells.pop()
    return tuple(cells)


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace(_CARRIAGE_RETURN, "") if _CARRIAGE_RETURN in value else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | int | float):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a spreadsheet's local day
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)
