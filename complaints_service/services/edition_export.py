"""Writes one edition as a file for somebody's desk: as published, or with nothing hidden."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.content.reports import FIGURES
from complaints_service.domain.disclosure import MARKER
from complaints_service.domain.figures import per_hundred
from complaints_service.domain.refusals import InvalidData
from complaints_service.letters.pdf import render_pdf
from complaints_service.persistence.editions import built_files, edition_row, released_files
from complaints_service.persistence.models.learning import EditionRow
from complaints_service.reporting.feed import (
    COLUMNS,
    csv_bytes,
    json_bytes,
    performance_rows,
)
from complaints_service.reporting.measures import MEASURES
from complaints_service.reporting.protect import Place, Published
from complaints_service.reporting.stamp import preview
from complaints_service.services.errors import NotFound

FORMATS = ("html", "pdf", "csv", "json", "xlsx")
NOT_FOR_PUBLICATION = "Not for publication: small numbers are shown."


def exported(session: Session, edition: str, format: str, *, unsuppressed: bool = False) -> bytes:
    """One edition as `format`. Raises NotFound and InvalidData.

    `unsuppressed` shows every count that can be shown (CSV, JSON and XLSX only): for officers,
    never for the public.
    """
    row = edition_row(session, edition)
    if row is None:
        raise NotFound(f"there is no edition '{edition}'; see complaints report list")
    if format in ("html", "pdf"):
        return _document(session, row, format, unsuppressed=unsuppressed)
    if row.facts["kind"] != FIGURES:
        if format == "json" and not unsuppressed:
            return _file(session, row, "learning.json")
        raise InvalidData(
            "format", f"The format is {format}, and {edition} is a learning list; "
            "write html, pdf or json."
        )
    if unsuppressed:
        return _table(_opened(row), format)
    if format in ("csv", "json"):
        return _file(session, row, f"performance.{format}")
    return _table(json.loads(_file(session, row, "performance.json")), format)


def _document(session: Session, row: EditionRow, format: str, *, unsuppressed: bool) -> bytes:
    if unsuppressed:
        raise InvalidData(
            "unsuppressed", f"The format is {format}, which is for the public; write csv, json or "
            "xlsx to see every count."
        )
    name = "performance.html" if row.facts["kind"] == FIGURES else "learning.html"
    page = _file(session, row, name)
    return page if format == "html" else render_pdf(page.decode(), seconds=60)


def _file(session: Session, row: EditionRow, path: str) -> bytes:
    released = released_files(session, row.id)
    if path in released:
        return released[path][1]
    return preview(built_files(session, row.id)[path][1])


def _table(file: Mapping[str, Any], format: str) -> bytes:
    if format == "json":
        return json_bytes(file)
    rows = performance_rows(file)
    if format == "csv":
        return csv_bytes(COLUMNS, rows)
    # It holds more memory than all else here, and few processes ever write a workbook.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Figures")
    sheet.append(list(COLUMNS))
    for row in rows:
        # Text that begins like a formula stays text: a data type is given, not guessed.
        sheet.append([_plain_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain_cell(sheet: Any, value: object) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _opened(row: EditionRow) -> dict[str, Any]:
    """The figures with their true counts; days are not kept, so theirs stay hidden."""
    file: dict[str, Any] = dict(row.facts["performance"])
    counts = Published.from_facts(row.facts["counts"])
    return {
        **file,
        "released_at": None,
        "notes": [*file["notes"], NOT_FOR_PUBLICATION],
        "measures": [_shown(one, counts) for one in file["measures"]],
    }


def _shown(figure: Mapping[str, Any], counts: Published) -> dict[str, Any]:
    measure = MEASURES[figure["id"]]
    if figure["marker"] != MARKER or measure.numerator is None:
        return dict(figure)

    def count(name: str) -> int:
        return counts.values[Place(figure["breakdown"], figure["key"], name)]

    numerator = count(measure.numerator)
    denominator = count(measure.denominator) if measure.denominator else None
    value = numerator if denominator is None else per_hundred(numerator, denominator)
    return {**figure, "numerator": numerator, "denominator": denominator, "value": value,
            "marker": None}
