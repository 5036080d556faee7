"""Files of every usual kind become records that know their line."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from support.registers import HEADINGS, SAMPLE, TODAY, register, written

from complaints_service.content.register.errors import RegisterError
from complaints_service.content.register.mapping import RegisterMapping
from complaints_service.content.register.reading import read_register
from complaints_service.content.register.rows import RegisterReading

ROWS = [HEADINGS, ("C1", "08/07/2025", "Parking", "Fined £30, though I’d paid"),
        ("C2", "9 Jul 25", "Planning", "No reply")]


# A workbook knows no time zones.
AFTERNOON = datetime.fromisoformat("2025-07-08T14:30")


def read(file: Path) -> RegisterReading:
    return read_register(file, TODAY)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_pounds_and_apostrophes_come_out_right(tmp_path: Path, encoding: str) -> None:
    reading = read(register(tmp_path, ROWS, encoding))
    assert [row.description for row in reading.sound] == ["Fined £30, though I’d paid", "No reply"]


def test_latin_1_is_read_where_windows_1252_cannot(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    row = "C1,08/07/2025,Parking,£30 \x81\r\n"
    file.write_bytes(written(ROWS[:1]).encode() + row.encode("latin-1"))
    assert read(file).sound[0].description.startswith("£30")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("said", ["", "sep={}\r\n"])
def test_any_usual_separator(tmp_path: Path, separator: str, said: str) -> None:
    file = tmp_path / "register.csv"
    file.write_text(said.format(separator) + written(ROWS, separator), encoding="utf-8", newline="")
    reading = read(file)
    assert [row.old_reference for row in reading.sound] == ["C1", "C2"]
    assert reading.sound[0].description == "Fined £30, though I’d paid"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_the_line_is_that_of_the_file(tmp_path: Path, ending: str) -> None:
    # A title, a blank line, headings on line 3; a field over three lines; a blank line.
    lines = ["Complaints register,,,", "", "Ref,Date received,Service,Complaint",
             'C1,08/07/2025,Parking,"one', 'two', 'three"', ",,,", "C2,31/02/2025,Parking,no day",
             "C3,09/07/2025,Parking,last"]
    file = tmp_path / "register.csv"
    file.write_text(ending.join(lines), encoding="utf-8", newline="")
    reading = read(file)
    assert [row.line for row in reading.sound] == [4, 9]
    assert [refused.row for refused in reading.refused] == [8]
    assert reading.sound[0].description == "one\ntwo\nthree"
    assert reading.rows_total == 3


def workbook(file: Path, rows: list[tuple[Any, ...]], **more: Any) -> Path:
    book = openpyxl.Workbook()
    if more.get("from_1904"):
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cells in more.get("merged", ()):
        sheet.merge_cells(cells)
    book.save(file)
    return file


def test_a_workbook_with_real_dates_serials_and_a_merged_title(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "register.xlsx",
        [
            ("Corporate complaints register", None, None, None),
            (None, None, None, None),
            HEADINGS,
            ("C1", AFTERNOON, "Parking", "a time of day"),
            ("C2", date(2025, 7, 9), "Parking", "a day"),
            (2500003, 45848, "Parking", "a serial day and a number for a reference"),
            ("C4", "11 Jul 25", "Parking", "text_x000D_\nwith a line"),
            (None, None, None, None),
            ("Total", None, None, None),
        ],
        merged=["A1:D1"],
    )
    reading = read(file)
    assert [(row.line, row.received.day) for row in reading.sound] == [
        (4, 8), (5, 9), (6, 10), (7, 11),
    ]
    assert reading.sound[2].old_reference == "2500003"
    assert reading.sound[3].description == "text\nwith a line"
    assert (reading.rows_total, reading.skipped, reading.sheet) == (5, 1, "Sheet")


def test_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    serial = 45846 - 1462
    file = workbook(
        tmp_path / "register.xlsx",
        [HEADINGS, ("C1", AFTERNOON, "Parking", "date"), ("C2", serial, "Parking", "n")],
        from_1904=True,
    )
    assert [row.received for row in read(file).sound] == [date(2025, 7, 8)] * 2


def test_a_formula_without_a_saved_value_is_no_empty_cell(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "register.xlsx",
        [(*HEADINGS, "Stage 1 replied"), ("C1", "08/07/2025", "Parking", "=1+1", "=B2+5")],
    )
    refused = read(file).refused[0]
    assert (refused.row, refused.field, refused.value) == (2, "Stage 1 replied", "=B2+5")


def test_a_formula_with_its_saved_value_gives_that_value(tmp_path: Path) -> None:
    file = workbook(tmp_path / "register.xlsx", [HEADINGS, ("C1", "08/07/2025", "Parking", "=1")])
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb'(<c r="D2")([^>]*)><f>1</f>.*?</c>',
                          rb'\1 t="str"><f>1</f><v>from another sheet</v></c>', parts[sheet])
    assert b"from another" in parts[sheet]
    with zipfile.ZipFile(file, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    assert read(file).sound[0].description == "from another sheet"


def test_the_first_sheet_with_headings_counts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["How to use this register"])
    hidden = book.create_sheet("Lists")
    hidden.append(HEADINGS)
    hidden.sheet_state = "hidden"
    for name, reference in (("Live", "C1"), ("Closed", "C2")):
        sheet = book.create_sheet(name)
        sheet.append(HEADINGS)
        sheet.append((reference, "08/07/2025", "Parking", "x"))
    file = tmp_path / "register.xlsx"
    book.save(file)
    reading = read(file)
    assert reading.sound[0].old_reference == "C1"
    # No sheet is left out silently; the hidden one and the words of the first are no registers.
    (warning,) = reading.warnings
    assert "not read: “Closed”" in warning
    chosen = read_register(file, TODAY, RegisterMapping(name="m.toml", sheet="closed"))
    assert chosen.sound[0].old_reference == "C2"
    with pytest.raises(RegisterError, match="“Live”"):
        read_register(file, TODAY, RegisterMapping(name="m.toml", sheet="2024"))


def test_the_sample_reads_alike_as_csv_and_as_a_workbook(tmp_path: Path) -> None:
    rows = list(csv.reader(SAMPLE.read_text(encoding="utf-8").splitlines()))
    file = workbook(tmp_path / "register.xlsx", [tuple(cell or None for cell in r) for r in rows])
    from_workbook, from_csv = read(file), read(SAMPLE)
    # The two formulas of the sample have no saved value; their text is kept in both.
    assert [row.digest for row in from_workbook.sound] == [row.digest for row in from_csv.sound]
    assert [one.row for one in from_workbook.refused] == [one.row for one in from_csv.refused]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        # Nothing, or nothing but spaces.
        (b"", "is empty"),
        (b"  \r\n \t ", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        # A picture, a PDF, an old workbook, a damaged workbook.
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "no text"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "old Excel workbook"),
        (b"PK\x03\x04 and then nothing of the kind", "damaged"),
        # Zero bytes in text.
        (b"Ref,Date received,Service\r\nC1,08/07/2025,Par\x00king\r\n", "no text"),
        # UTF-16 that breaks off.
        (b"\xff\xfeR\x00e\x00f", "breaks off"),
        # A quotation mark never closed would swallow every line after it.
        (b'Ref,Date received,Service\r\nC1,08/07/2025,"Parking\r\nC2,09/07/2025,x\r\n', "line 2"),
        # No headings, then the likely ones are named with what was found.
        (b"C1,08/07/2025,Parking\r\nC2,09/07/2025,Parking\r\n", "“Date received”"),
        (b"C1,08/07/2025,Parking\r\nC2,09/07/2025,Parking\r\n", "“C1”, “08/07/2025”"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes, why: str
) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(content)
    with pytest.raises(RegisterError, match=why) as refusal:
        read(file)
    assert "\n" not in str(refusal.value)


def test_an_absent_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for file in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(RegisterError, match="cannot be read"):
            read(file)
