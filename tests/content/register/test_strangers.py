"""Registers of councils that nobody here has seen, under headings of their own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
from support.registers import TODAY, written

from complaints_service.content.register.reading import read_register
from complaints_service.content.register.rows import RegisterReading

ONE = (
    ["Complaints 2025/26"],
    [],
    ["Case Ref", "Customer Name", "E-mail", "Contact Method", "Received On", "Service Area",
     "Nature of Complaint", "Ack Sent", "Response Due", "Extension agreed until", "Response Sent",
     "Decision", "Compensation Paid (£)", "Learning"],
    ["2526-001", "A. Person", "a@example.org", "Telephone", "01-Apr-2025", "Waste", "Missed twice",
     "02-Apr-2025", "16-Apr-2025", "", "15-Apr-2025", "Fully upheld", "25", "Crew briefed"],
    ["2526-002", "B. Person", "", "Online form", "1.5.25", "Repairs & Maintenance",
     "Leak; third report", "6.5.25", "20.5.25", "3.6.25", "2.6.25", "Partially Upheld", "1,250.00",
     "None"],
    ["April 2025"],
    ["2526-003", "C. Person", "", "Cllr", "2025-06-02", "Licensing", "No reply"],
    ["Totals", "", "", "", "", "", "", "", "", "", "", "", "1275"],
)

TWO = (
    ["Complaint ID", "Date Logged", "Date Received", "Channel", "Directorate", "Service", "Summary",
     "Upheld?", "Date of Response", "Escalated?", "Stage Two Request Received",
     "Stage Two Response Sent", "Stage Two Decision", "Ward", "Gender"],
    ["1", "3 March 2026", "2 March 2026", "Email", "Place", "Parks and open spaces", "Path", "Yes",
     "9 March 2026", "N", "", "", "", "North", "F"],
    ["2", "3 March 2026", "2 March 2026", "Email", "Place", "Street Scene", "Tip", "No",
     "9 March 2026", "Y", "10 March 2026", "30 March 2026", "Unjustified", "South", "M"],
)


def rows(file: Path) -> RegisterReading:
    return read_register(file, TODAY)


def test_semicolons_titles_and_a_column_for_every_sort_of_date(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text(written(ONE, ";"), encoding="cp1252")
    reading = rows(file)
    assert reading.refused == ()
    assert (reading.rows_total, reading.skipped) == (5, 2)
    assert [row.service for row in reading.sound] == [
        "refuse-recycling", "housing-repairs", "environmental-health"]
    assert [row.channel for row in reading.sound] == ["phone", "web", "councillor"]
    first, second, third = (row.stage_1 for row in reading.sound)
    assert (first.acknowledged, first.responded) == (date(2025, 4, 2), date(2025, 4, 15))
    assert (second.extended_to, second.outcome) == (date(2025, 6, 3), "partly_upheld")
    assert (third.responded, third.outcome) == (None, None)
    assert [row.lessons for row in reading.sound] == ["Crew briefed", None, None]
    assert str(reading.sound[1].compensation) == "1250.00"


def test_tabs_long_dates_yes_and_no(tmp_path: Path) -> None:
    file = tmp_path / "two.txt"
    file.write_text(written(TWO, "\t"), encoding="utf-16")
    reading = rows(file)
    assert reading.refused == ()
    one, two = reading.sound
    assert (one.received, one.stage_1.outcome, one.stage_2.started) == (
        date(2026, 3, 2), "upheld", None)
    assert (two.service, two.stage_2.started, two.stage_2.outcome) == (
        "street-cleansing", date(2026, 3, 10), "not_upheld")
    assert set(reading.unused_headings) == {"Date Logged", "Directorate", "Escalated?", "Gender"}


def test_a_workbook_with_grouped_headings_and_a_cover_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active.append(["Complaints register", "Owner: customer relations"])
    sheet = book.create_sheet("2026")
    for cells in (
        ["Complaints register 2026"],
        [],
        [None, None, None, None, "Stage 1", None, None, "Stage 2", None, None, "Ombudsman"],
        ["No.", "Date In", "Dept", "Complaint", "Ack'd", "Reply", "Outcome", "Request", "Reply",
         "Outcome", "Ref"],
        [1, date(2026, 3, 2), "Benefits", "x", date(2026, 3, 3), date(2026, 3, 10), "NOT UPHELD",
         date(2026, 3, 12), date(2026, 4, 2), "Upheld", None],
    ):
        sheet.append(cells)
    file = tmp_path / "three.xlsx"
    book.save(file)
    reading = rows(file)
    assert (reading.refused, reading.sheet, reading.warnings) == ((), "2026", ())
    (row,) = reading.sound
    assert (row.line, row.old_reference, row.service) == (5, "1", "benefits")
    assert (row.stage_1.outcome, row.stage_2.responded, row.stage_2.outcome) == (
        "not_upheld", date(2026, 4, 2), "upheld")
