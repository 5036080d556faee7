"""The date calculator's rows: what each cell may hold, and which error wins."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from support.clauses import clause

from complaints_service.content.rules import load_clock_rules
from complaints_service.domain.due_rows import (
    INPUT_COLUMNS,
    OUTPUT_COLUMNS,
    DateCalculator,
    RowRefused,
)
from complaints_service.domain.moments import london_day

DATA = Path(__file__).parents[1] / "data"
CALCULATOR = DateCalculator(*load_clock_rules())


def row(**cells: str) -> dict[str, str]:
    given = {"case_id": "A", "code": "housing"} | cells
    out = CALCULATOR.row([given.get(column, "") for column in INPUT_COLUMNS])
    return dict(zip(OUTPUT_COLUMNS, out, strict=True))


def test_every_row_of_the_sample() -> None:
    with (DATA / "due-sample.csv").open(newline="") as asked:
        rows = list(csv.reader(asked))[1:]
    with (DATA / "due-sample-expected.csv").open(newline="") as answered:
        expected = list(csv.reader(answered))[1:]
    assert len(rows) == 304
    assert [CALCULATOR.row(one) for one in rows] == expected


ERRORS = [
    # Neither stage has a date.
    ("missing", {}),
    # Blanks in a cell are a blank cell.
    ("missing", {"stage_1_received": "  "}),
    # An acknowledgement or an extension without the start of its stage.
    ("missing", {"stage_1_acknowledged": "2026-03-04"}),
    ("missing", {"stage_1_extension": "5", "stage_2_requested": "2026-03-02"}),
    ("missing", {"stage_1_received": "2026-03-02", "stage_2_acknowledged": "2026-05-04"}),
    # No Code of that name, none at all, or in other letters.
    ("unknown_code", {"code": "ho", "stage_1_received": "2026-03-02"}),
    ("unknown_code", {"code": "", "stage_1_received": "2026-03-02"}),
    ("unknown_code", {"code": "LGSCO", "stage_1_received": "2026-03-02"}),
    # A day that does not exist, another order, words, an instant without its offset.
    ("bad_date", {"stage_1_received": "2026-02-30"}),
    ("bad_date", {"stage_1_received": "02/03/2026"}),
    ("bad_date", {"stage_1_received": "yesterday"}),
    ("bad_date", {"stage_1_received": "2026-03-02T10:00"}),
    ("bad_date", {"stage_1_received": "2026-03-02 10:00+00:00"}),
    ("bad_date", {"stage_1_received": "2026-03"}),
    ("bad_date", {"stage_1_received": "2026-W10"}),
    ("bad_date", {"stage_1_received": "46083"}),
    ("bad_date", {"stage_1_received": "٢٠٢٦-٠٣-٠٢"}),
    ("bad_date", {"stage_1_received": "2026-03-02", "stage_1_acknowledged": "soon"}),
    ("bad_date", {"stage_2_requested": "soon"}),
    # Acknowledged before it came, by London dates.
    ("before_received", {"stage_1_received": "2026-03-02", "stage_1_acknowledged": "2026-03-01"}),
    (
        "before_received",
        {"stage_1_received": "2026-07-09T23:20:00Z", "stage_1_acknowledged": "2026-07-09"},
    ),
    ("before_received", {"stage_2_requested": "2026-03-02", "stage_2_acknowledged": "2026-03-01"}),
    # Not a whole number of working days, 0 or more, in plain figures.
    *(
        ("bad_extension", {"stage_1_received": "2026-03-02", "stage_1_extension": bad})
        for bad in ("-1", "+5", "5.0", "1e1", "five", "٣", "5 days", "0x5", "½", "²")
    ),
    # More than the Code allows for that stage without good reason.
    ("extension_over_cap", {"stage_1_received": "2026-03-02", "stage_1_extension": "11"}),
    ("extension_over_cap", {"stage_2_requested": "2026-03-02", "stage_2_extension": "21"}),
    ("extension_over_cap", {"stage_1_received": "2026-03-02", "stage_1_extension": "9" * 5000}),
    # Before and beyond the years whose closures are known.
    ("calendar_ends", {"stage_1_received": "2018-12-28"}),
    ("calendar_ends", {"stage_1_received": "2099-01-05"}),
    ("calendar_ends", {"stage_1_received": "9999-12-31T23:59:59-12:00"}),
    ("calendar_ends", {"stage_1_received": "0001-01-01T00:00:00+12:00"}),
    ("calendar_ends", {"stage_1_received": "2026-03-02", "stage_1_acknowledged": "2099-01-05"}),
    ("calendar_ends", {"stage_2_requested": "2030-12-20"}),
]


@pytest.mark.parametrize(("error", "cells"), ERRORS, ids=lambda value: str(value)[:60])
def test_a_row_that_cannot_be_calculated(error: str, cells: dict[str, str]) -> None:
    answer = row(**cells)
    assert answer["error"] == error
    assert set(answer.values()) == {"A", "", error}


LEFTMOST = [
    ("unknown_code", {"code": "x", "stage_1_received": "soon", "stage_1_extension": "x"}),
    ("unknown_code", {"code": "x"}),
    ("missing", {"stage_1_acknowledged": "soon", "stage_1_extension": "x"}),
    ("missing", {"stage_1_extension": "x", "stage_2_requested": "soon"}),
    ("bad_date", {"stage_1_received": "soon", "stage_1_extension": "11"}),
    ("bad_date", {"stage_1_received": "2026-03-02", "stage_1_acknowledged": "x",
                  "stage_1_extension": "11"}),
    ("before_received", {"stage_1_received": "2026-03-02", "stage_1_acknowledged": "2026-03-01",
                         "stage_1_extension": "x"}),
    ("bad_extension", {"stage_1_received": "2026-03-02", "stage_1_extension": "x",
                       "stage_2_requested": "soon"}),
    ("extension_over_cap", {"stage_1_received": "2026-03-02", "stage_1_extension": "11",
                            "stage_2_requested": "2099-01-01"}),
    # The start itself lies beyond the calendar: that cell is further left.
    ("calendar_ends", {"stage_1_received": "2099-01-01", "stage_1_acknowledged": "soon"}),
    ("calendar_ends", {"stage_1_received": "2099-01-01", "stage_1_extension": "11"}),
    ("calendar_ends", {"stage_1_received": "2026-03-02", "stage_1_acknowledged": "2099-01-01",
                       "stage_1_extension": "x"}),
    ("calendar_ends", {"stage_1_received": "2099-01-01", "stage_2_requested": "soon"}),
    ("bad_date", {"stage_1_received": "2026-03-02", "stage_2_requested": "soon",
                  "stage_2_extension": "99"}),
]


@pytest.mark.parametrize(("error", "cells"), LEFTMOST, ids=lambda value: str(value)[:60])
def test_the_leftmost_columns_error_wins(error: str, cells: dict[str, str]) -> None:
    assert row(**cells)["error"] == error


READ = [
    ("2026-03-02", "2026-03-02"),
    ("20260302", "2026-03-02"),
    ("2026-W10-1", "2026-03-02"),
    ("2026W101", "2026-03-02"),
    ("2026-061", "2026-03-02"),
    ("2024060", "2024-02-29"),
    ("2026-03-02T10:00Z", "2026-03-02"),
    ("2026-03-02T10:00:00.123456+00:00", "2026-03-02"),
    ("2026-03-02T10:00:00,5Z", "2026-03-02"),
    ("20260302T1000Z", "2026-03-02"),
    ("2026-03-02T10+01", "2026-03-02"),
    # Midnight and the hour of summer time.
    ("2026-07-09T22:59:59Z", "2026-07-09"),
    ("2026-07-09T23:00:00Z", "2026-07-10"),
    ("2026-07-10T00:00:00+0100", "2026-07-10"),
    ("2026-01-01T05:00:00+05:30", "2025-12-31"),
]


@pytest.mark.parametrize(("text", "day"), READ)
def test_a_moment_is_read_as_iso_8601_writes_it(text: str, day: str) -> None:
    assert london_day(text) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    ["2026-366", "2026-000", "2026-W54-1", "2026-W10-8", "2026-03-02T", "2026-03-02t10:00Z",
     "2026-03-02T10:00z", "2026-03-02T25:00Z", "2026-03-02T10:00+01:00:30", "26-03-02", "",
     "2026-03-02Z", "2026-3-2", "2026-03-02T10:00 Z", "−2026-03-02",
     "2026-03-02T10:00xZ", "2026-03-02T10:00:0xZ", "2026-03-02T10:00:00.Z",
     "2026-03-02T10:00:00+1:000", "2026-03-02Tx0:00:00Z"],
)
def test_a_moment_is_nothing_else(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        london_day(text)


def test_both_codes_at_once_take_the_stricter_limit_of_each() -> None:
    cells = {"stage_1_received": "2026-03-02", "stage_2_requested": "2026-05-05"}
    assert row(code="lgsco+housing", **cells) == row(code="housing", **cells)


def test_stage_2_alone_is_valid() -> None:
    answer = row(stage_2_requested="2026-04-24", stage_2_acknowledged="2026-04-30")
    assert answer["stage_2_respond_by"] == "2026-06-01"
    assert answer["stage_1_acknowledge_by"] == answer["error"] == answer["provisional"] == ""


@clause("HO 6.4")
@pytest.mark.parametrize("days", ["0", "10", "010", ""])
def test_an_extension_up_to_the_cap(days: str) -> None:
    answer = row(stage_1_received="2026-03-02", stage_1_extension=days)
    assert answer["error"] == ""
    assert answer["stage_1_latest"] == "2026-04-08"
    assert answer["stage_1_respond_by"] == ("2026-04-08" if "1" in days else "2026-03-23")


@pytest.mark.parametrize(
    ("received", "provisional"),
    [
        # The furthest date, 18 December 2028 and 25 working days, lies in 2029.
        ("2028-11-20", ""),
        ("2028-12-11", "yes"),
        ("2030-06-03", "yes"),
        ("2026-03-02", ""),
    ],
)
def test_days_not_yet_proclaimed_are_marked(received: str, provisional: str) -> None:
    answer = row(stage_1_received=received)
    assert answer["provisional"] == provisional
    assert answer["stage_1_respond_by"]


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+44", 'a "quoted", name', " spaced ", ""])
def test_the_case_is_handed_back_unchanged(name: str) -> None:
    assert row(case_id=name, stage_1_received="2026-03-02")["case_id"] == name
    assert row(case_id=name, stage_1_received="x")["case_id"] == name


def test_the_counts_lead_to_the_dates() -> None:
    cells = ["A", "lgsco", "2026-03-30", "", "3", "2026-06-01", "2026-06-02", "4"]
    dates = dict(zip(OUTPUT_COLUMNS, CALCULATOR.row(cells), strict=True))
    counts = CALCULATOR.counts(cells)
    assert [count.column for count in counts] == list(OUTPUT_COLUMNS[1:7])
    for count in counts:
        assert count.days[-1].day.isoformat() == dates[count.column]
        assert count.days[-1].number == count.n
    with pytest.raises(RowRefused):
        CALCULATOR.counts(["A", "lgsco", "", "", "", "", "", ""])
