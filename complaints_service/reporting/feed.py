"""The bytes of a performance file, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from complaints_service.reporting.assemble import Figure, Performance

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%")
FIGURE_COLUMNS = tuple(field.name for field in fields(Figure))
COLUMNS = ("organisation", "period", "edition", "as_of", *FIGURE_COLUMNS)


def json_bytes(value: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """JSON in UTF-8, with an end of line."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def performance_json(performance: Performance) -> bytes:
    """The performance file as JSON."""
    return json_bytes(performance.as_json())


def performance_csv(performance: Performance) -> bytes:
    """The performance file as CSV, one figure a row."""
    return csv_bytes(COLUMNS, performance_rows(performance.as_json()))


def performance_rows(file: Mapping[str, Any]) -> list[list[object]]:
    """The rows of a performance file's CSV, from its JSON shape."""
    common = [file[name] for name in ("organisation", "period", "edition", "as_of")]
    return [
        [*common, *(figure[name] for name in FIGURE_COLUMNS)] for figure in file["measures"]
    ]


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV in UTF-8 with headings, in which no text can start a spreadsheet's formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def safe_cell(cell: object) -> object:
    """Put an apostrophe before text that a spreadsheet would run; blank for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return "'" + cell
    return cell


def revision_note(performance: Performance, revised: Mapping[str, Any]) -> str:
    """What an edition changes in the one it revises: each figure that is now another."""
    before = {_place(one): one["value"] for one in revised["measures"] if one["marker"] is None}
    changed = [
        f"{one.name} ({one.label}): {before[_place(vars(one))]} is now {one.value}"
        for one in performance.measures
        if one.marker is None
        and _place(vars(one)) in before
        and before[_place(vars(one))] != one.value
    ]
    said = "; ".join(changed) or "no figure has changed"
    return (
        f"This edition revises {performance.revises} of "
        f"{revised['as_of'][:10]}: {said}."
    )


def _place(figure: Mapping[str, Any]) -> tuple[str, str, str]:
    return figure["id"], figure["breakdown"], figure["key"]
