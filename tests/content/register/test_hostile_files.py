"""Files made to hurt are refused in a sentence, and large ones are read in good time."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from support.registers import HEADINGS, SAMPLE, TODAY, register, written

from complaints_service.content.register import csv_table, xlsx_table
from complaints_service.content.register.errors import RegisterError
from complaints_service.content.register.reading import read_register


def refusal(file: Path) -> str:
    with pytest.raises(RegisterError) as refused:
        read_register(file, TODAY)
    return str(refused.value)


def a_workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append(("C1", "02/03/2026", "Planning", "x"))
    file = folder / "register.xlsx"
    book.save(file)
    return file


def with_part(file: Path, name: str, content: bytes) -> Path:
    """The workbook with one part changed or added."""
    with zipfile.ZipFile(file) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    parts[name] = content
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, body in parts.items():
            archive.writestr(one, body)
    return file


def test_a_field_of_ten_megabytes(tmp_path: Path) -> None:
    rows = [HEADINGS, ("C1", "02/03/2026", "Planning", "x" * 10_000_000)]
    assert "Line 2 holds a field" in refusal(register(tmp_path, rows))


def test_a_hundred_thousand_columns(tmp_path: Path) -> None:
    rows = [HEADINGS, ("C1", "02/03/2026", *(["x"] * 100_000))]
    assert "100,002 columns" in refusal(register(tmp_path, rows))


def test_a_workbook_row_as_wide_as_excel_allows(tmp_path: Path) -> None:
    sheet = (b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
             b'<sheetData><row r="1"><c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>'
             b"</sheetData></worksheet>")
    file = with_part(a_workbook(tmp_path), "xl/worksheets/sheet1.xml", sheet)
    assert "16,384 columns" in refusal(file)


def test_too_many_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_table, "MOST_RECORDS", 10)
    rows = [HEADINGS, *((f"C{n}", "02/03/2026", "Planning", "x") for n in range(10))]
    assert "more than 10 records" in refusal(register(tmp_path, rows))


def test_a_zip_bomb(tmp_path: Path) -> None:
    file = with_part(a_workbook(tmp_path), "xl/media/bomb.bin", b"\0" * 160_000_000)
    assert file.stat().st_size < 1_000_000
    started = time.perf_counter()
    assert "unpacks to 16" in refusal(file)
    assert time.perf_counter() - started < 1


def test_a_workbook_whose_cells_never_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_table, "MOST_CELLS", 5)
    assert "too large" in refusal(a_workbook(tmp_path))


@pytest.mark.parametrize(
    "content",
    [
        # Entities that multiply, or that fetch a file of the server.
        b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>',
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><sst>&f;</sst>',
        # No XML at all.
        b"not xml",
    ],
)
def test_a_workbook_with_evil_parts(tmp_path: Path, content: bytes) -> None:
    file = with_part(a_workbook(tmp_path), "xl/worksheets/sheet1.xml", content)
    assert "damaged" in refusal(file)


def test_archives_that_are_no_workbooks(tmp_path: Path) -> None:
    file = tmp_path / "register.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "no Excel workbook" in refusal(file)
    file.write_bytes(a_workbook(tmp_path).read_bytes()[:-200])
    assert "damaged" in refusal(file)


def test_a_file_beyond_all_size(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    with file.open("wb") as sparse:
        sparse.truncate(60_000_001)
    assert "60,000,001 bytes" in refusal(file)


def test_formulas_and_markup_are_text(tmp_path: Path) -> None:
    nasty = ["=cmd|'/c calc'!A1", "+1+1", "@SUM(A1)", "<script>alert(1)</script>", "'; DROP TABLE"]
    rows = [HEADINGS, *((f"C{n}", "02/03/2026", "Planning", text) for n, text in enumerate(nasty))]
    reading = read_register(register(tmp_path, rows), TODAY)
    assert [row.description for row in reading.sound] == nasty


def test_ten_thousand_rows_take_less_than_two_seconds(tmp_path: Path) -> None:
    head, *rows = list(csv.reader(SAMPLE.read_text(encoding="utf-8").splitlines()))[1:]
    sound = [row for row in rows if row[0].startswith("C") and "2019" not in row[7]][:380]
    many = [[f"D{n}", *sound[n % len(sound)][1:]] for n in range(10_000)]
    out = io.StringIO(written([head, *many]))
    file = tmp_path / "register.csv"
    file.write_text(out.getvalue(), encoding="cp1252")
    started = time.process_time()
    reading = read_register(file, TODAY)
    assert time.process_time() - started < 2
    assert reading.rows_total == 10_000
    assert len(reading.sound) + len(reading.refused) == 10_000
