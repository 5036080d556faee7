"""One row is sound or refused whole; what is doubtful but harmless is kept and said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from support.registers import HEADINGS, TODAY, one_row, register

from complaints_service.content.register.reading import read_register

TOMORROW = "24/11/2026"


@pytest.mark.parametrize(
    "cells",
    [
        # Nothing but the receipt and what it was about.
        {},
        # Everything on one day.
        {"acknowledged": "02/03/2026", "stage_1_responded": "02/03/2026",
         "stage_1_outcome": "Upheld"},
        # No acknowledgement: the answer runs on the backstop.
        {"stage_1_responded": "20/03/2026", "stage_1_outcome": "Upheld"},
        # Received today; a target and an extension may lie ahead.
        {"received": "23/11/2026", "stage_1_target": "14/12/2026",
         "stage_1_extended_to": "24/12/2026"},
        # Answered with no outcome given.
        {"stage_1_responded": "20/03/2026"},
        # Stage 2 without acknowledgement.
        {"stage_1_responded": "20/03/2026", "stage_1_outcome": "Upheld",
         "stage_2_requested": "20/03/2026", "stage_2_responded": "25/03/2026",
         "stage_2_outcome": "Upheld"},
        # Stage 2 asked for while stage 1 was overdue, and not yet answered or answered later.
        {"acknowledged": "03/03/2026", "stage_2_requested": "18/03/2026"},
        {"acknowledged": "03/03/2026", "stage_2_requested": "18/03/2026",
         "stage_1_responded": "20/03/2026", "stage_1_outcome": "No"},
        # An outcome column that says that there is none yet; dashes and n/a are empty cells.
        {"stage_1_outcome": "Under investigation", "stage_1_responded": "-", "acknowledged": "n/a"},
        # Words that say that a step was not taken.
        {"stage_2_requested": "No", "stage_1_responded": "not yet", "acknowledged": "N/A"},
        # Blank description, unknown service and channel.
        {"description": "", "service": "Dept of Works", "channel": "Carrier pigeon"},
    ],
)  # fmt: skip
def test_sound_rows(tmp_path: Path, cells: dict[str, str]) -> None:
    reading = one_row(tmp_path, **cells)
    assert reading.refused == ()
    assert len(reading.sound) == 1


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        # No day of receipt.
        ({"received": ""}, "received", "missing"),
        ({"received": "n/a"}, "received", "missing"),
        # One impossible day refuses the row whole, wherever it stands.
        ({"received": "31/02/2026"}, "received", "no day of the calendar"),
        ({"stage_1_target": "31/02/2026"}, "stage_1_target", "no day of the calendar"),
        ({"stage_1_extended_to": "tbc"}, "stage_1_extended_to", "not a date"),
        ({"acknowledged": "n/k"}, "acknowledged", "not a date"),
        # One future day refuses the row whole, save for what is planned.
        ({"received": TOMORROW}, "received", "future"),
        ({"acknowledged": TOMORROW}, "acknowledged", "future"),
        ({"stage_1_responded": TOMORROW}, "stage_1_responded", "future"),
        ({"stage_1_target": "09/03/2036"}, "stage_1_target", "more than eighteen months"),
        # Nothing precedes what it follows.
        ({"acknowledged": "01/03/2026"}, "acknowledged", "before 2 March 2026"),
        ({"stage_1_responded": "01/01/2019", "stage_1_outcome": "Upheld"}, "stage_1_responded",
         "before 2 March 2026 (the complaint was received)"),
        ({"acknowledged": "10/03/2026", "stage_1_responded": "09/03/2026"}, "stage_1_responded",
         "it was acknowledged"),
        ({"stage_1_extended_to": "01/03/2026"}, "stage_1_extended_to", "before"),
        ({"stage_1_responded": "20/03/2026", "stage_2_requested": "23/03/2026",
          "stage_2_acknowledged": "22/03/2026"}, "stage_2_acknowledged", "stage 2 was asked for"),
        ({"issue_on": "03/03/2026"}, "issue_on", "the matter arose"),
        # Stage 2 before stage 1 was answered, when it cannot have been overdue.
        ({"acknowledged": "03/03/2026", "stage_2_requested": "17/03/2026"}, "stage_2_requested",
         "could be overdue"),
        # A later step without the one before it.
        ({"stage_1_responded": "20/03/2026", "stage_2_responded": "25/03/2026"},
         "stage_2_requested", "stage 2 was asked for"),
        ({"stage_2_requested": "20/06/2026", "stage_2_responded": "25/06/2026"},
         "stage_1_responded", "stage 1 was answered"),
        # An outcome that cannot be read, or that has no day.
        ({"stage_1_responded": "20/03/2026", "stage_1_outcome": "Banana"}, "stage_1_outcome",
         "not an outcome known here"),
        ({"stage_1_outcome": "Upheld"}, "stage_1_outcome", "no day of the stage 1 answer"),
        # Withdrawn, yet at stage 2; closed, yet not answered.
        ({"stage_1_responded": "20/03/2026", "stage_1_outcome": "Withdrawn",
          "stage_2_requested": "23/03/2026"}, "stage_1_outcome", "went on to stage 2"),
        ({"closed": "20/03/2026", "stage_1_responded": ""}, "closed",
         "the day of its answer is missing"),
        # More than a field can hold.
        ({"description": "x" * 10_001}, "description", "10,001 characters"),
    ],
)  # fmt: skip
def test_unsound_rows(tmp_path: Path, cells: dict[str, str], column: str, why: str) -> None:
    reading = one_row(tmp_path, **cells)
    assert reading.sound == ()
    (refused,) = reading.refused
    assert (refused.row, refused.field) == (2, column)
    assert why in refused.why
    assert refused.value.rstrip("…") == cells.get(column, "")[: len(refused.value.rstrip("…"))]
    assert len(refused.value) <= 200


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Upheld", "upheld"), ("UPHELD ", "upheld"), ("Justified", "upheld"), ("Yes", "upheld"),
        ("upheld in part ", "partly_upheld"), ("Partially Upheld", "partly_upheld"),
        ("Part-upheld", "partly_upheld"), ("partly_upheld", "partly_upheld"),
        ("Not Upheld", "not_upheld"), ("not  upheld", "not_upheld"), ("Un-upheld", "not_upheld"),
        ("Unjustified", "not_upheld"), ("Not justified", "not_upheld"), ("N", "not_upheld"),
        ("Inconclusive", "unable_to_decide"), ("Resolved early", "resolved_early"),
        ("Withdrawn", "withdrawn"), ("Not accepted", "declined"),
    ],
)  # fmt: skip
def test_outcomes(tmp_path: Path, written: str, key: str) -> None:
    reading = one_row(tmp_path, stage_1_responded="20/03/2026", stage_1_outcome=written)
    assert [row.stage_1.outcome for row in reading.sound] == [key]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Refuse & Recycling", "refuse-recycling"), ("Waste", "refuse-recycling"),
        ("Housing - Tenancy & ASB", "housing-tenancy"), ("HOUSING – REPAIRS", "housing-repairs"),
        ("Housing - Rents", "housing-rents"), ("Street Cleansing", "street-cleansing"),
        ("Housing Benefit", "benefits"), ("Council Tax", "council-tax"), ("Parking", "parking"),
        ("Environmental Health", "environmental-health"), ("Green Spaces", "green-spaces"),
        # A label and a key of the vocabulary are read as they stand.
        ("Council tax and business rates", "council-tax"),
        ("housing-solutions", "housing-solutions"),
        ("Planning enforcement", "planning-enforcement"), ("Planning", "planning"),
    ],
)  # fmt: skip
def test_services(tmp_path: Path, written: str, key: str) -> None:
    reading = one_row(tmp_path, service=written)
    assert [row.service for row in reading.sound] == [key]
    assert reading.unknown_values == ()


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Web form", "web"), ("Email", "email"), ("E-mail", "email"), ("Phone", "phone"),
        ("Letter", "letter"), ("In person", "in_person"), ("Councillor", "councillor"),
        ("MP", "mp"), ("Facebook", "social_media"), ("Telephone call", "phone"),
    ],
)  # fmt: skip
def test_channels(tmp_path: Path, written: str, key: str) -> None:
    assert [row.channel for row in one_row(tmp_path, channel=written).sound] == [key]


def test_words_that_no_vocabulary_has_are_kept_and_listed(tmp_path: Path) -> None:
    rows = [(*HEADINGS, "Channel"),
            *((f"C{n}", "02/03/2026", "DSO", "x", "Pigeon") for n in range(3))]
    reading = read_register(register(tmp_path, rows), TODAY)
    assert {(row.service, row.service_words, row.channel) for row in reading.sound} == {
        ("other", "DSO", "other")
    }
    assert [(one.field, one.value, one.count, one.first_row, one.taken_as)
            for one in reading.unknown_values] == [("Service", "DSO", 3, 2, "other"),
                                                   ("Channel", "Pigeon", 3, 2, "other")]


@pytest.mark.parametrize(
    ("written", "pounds", "words"),
    [
        ("£30.00", "30.00", None), ("30", "30.00", None), ("£ 1,250.50", "1250.50", None),
        ("1250.5", "1250.50", None), ("GBP 40", "40.00", None), ("", None, None),
        ("0", None, None), ("£0.00", None, None), ("n/a", None, None), ("No", None, None),
        ("tbc", None, "tbc"), ("two weeks' rent", None, "two weeks' rent"),
        ("-30", None, "-30"), ("1.250,50", None, "1.250,50"), ("£30 + £20", None, "£30 + £20"),
        ("12,50", None, "12,50"), ("99999999999", None, "99999999999"),
    ],
)  # fmt: skip
def test_compensation(tmp_path: Path, written: str, pounds: str | None, words: str | None) -> None:
    row = one_row(tmp_path, compensation=written).sound[0]
    assert row.compensation == (None if pounds is None else Decimal(pounds))
    assert row.compensation_words == words
    assert bool(row.remarks) == (words is not None)


@pytest.mark.parametrize(
    ("body", "decision", "key"),
    [
        ("LGSCO", "Upheld", ("lgsco", "upheld")),
        ("LGO", "Not upheld", ("lgsco", "not_upheld")),
        ("HOS", "No maladministration", ("housing", "no_maladministration")),
        ("Housing Ombudsman", "Reasonable redress", ("housing", "reasonable_redress")),
        # A finding that this body does not make is kept in words.
        ("HOS", "Upheld", ("housing", None)),
        ("LGSCO", "Maladministration", ("lgsco", None)),
        # Nothing was referred; a body that nobody knows.
        ("No", "", (None, None)),
        ("Pensions Ombudsman", "Upheld", (None, None)),
    ],
)
def test_the_ombudsmen(
    tmp_path: Path, body: str, decision: str, key: tuple[str | None, str | None]
) -> None:
    reading = one_row(tmp_path, ombudsman=body, ombudsman_decision=decision)
    case = reading.sound[0].ombudsman
    assert (case.body, case.decision) == key
    assert case.decision_words == (decision or None)
    understood = not decision or case.decision is not None
    assert understood == (reading.unknown_values == ())


def test_text_stays_inert_and_is_tidied(tmp_path: Path) -> None:
    row = one_row(
        tmp_path,
        description='=HYPERLINK("http://example.org","see")',
        phone="'01632 960001",
        email="not an address",
        lessons="\u200bNone",
        notes="a\r\nb\x07c",
        ward="  Lyne & South ",
    ).sound[0]
    assert row.description == '=HYPERLINK("http://example.org","see")'
    assert row.complainant is not None
    assert (row.complainant.phone, row.complainant.email) == ("01632 960001", None)
    assert (row.lessons, row.notes, row.ward) == (None, "a\nbc", "Lyne & South")
    assert row.remarks == ("What stood for an email address is none and was left out.",)


def test_names_and_addresses_in_several_columns(tmp_path: Path) -> None:
    rows = [(*HEADINGS, "Forename", "Surname", "Address 1", "Address 2", "Postcode"),
            ("C1", "02/03/26", "Planning", "x", "Noor", "Rowe", "1 The Row", "Addle", "ZZ99 1AA")]
    person = read_register(register(tmp_path, rows), TODAY).sound[0].complainant
    assert person is not None
    assert (person.name, person.address) == ("Noor Rowe", "1 The Row, Addle")


def test_rows_that_are_none(tmp_path: Path) -> None:
    rows = [
        HEADINGS,
        ("C1", "02/03/26", "Planning", "x"),
        ("", "", "", ""),
        # Headings printed again on the next page, totals in several words, figures alone.
        HEADINGS,
        ("Total", "", "", ""), ("", "", "Grand total: 1", ""), ("Sub-total", "", "", "1"),
        ("Count", "", "", "1"), ("", "", "", "£1,250.00"),
        # A line that divides the register.
        ("April 2026", "", "", ""), ("2025/26", "", "", ""), ("Quarter 2", "", "", ""),
        # No totals: a reference put aside, a remark, a complaint about totals.
        ("C2", "", "", ""), ("Prepared by K Thorne", "", "", ""),
        ("C3", "03/03/26", "Planning", "Total mess"),
    ]  # fmt: skip
    reading = read_register(register(tmp_path, rows), TODAY)
    assert [row.old_reference for row in reading.sound] == ["C1", "C3"]
    assert [one.row for one in reading.refused] == [13, 14]
    assert (reading.rows_total, reading.skipped) == (13, 9)


def test_a_row_that_stands_twice_counts_once(tmp_path: Path) -> None:
    rows = [
        HEADINGS,
        ("C1", "02/03/2026", "Planning", "x"),
        # The same, spelled in another way.
        ("c1 ", "2 Mar 26", "planning", "X"),
        # The same reference with another content.
        ("C1", "02/03/2026", "Planning", "y"),
        # Without a reference: once, then the same again, then another.
        ("", "02/03/2026", "Planning", "x"),
        ("", "02/03/2026", "Planning", "x"),
        ("", "02/03/2026", "Planning", "z"),
    ]
    reading = read_register(register(tmp_path, rows), TODAY)
    assert [row.line for row in reading.sound] == [2, 5, 7]
    assert reading.repeated == 2
    (refused,) = reading.refused
    assert (refused.row, refused.field, refused.value) == (4, "Ref", "C1")
    assert "Line 2" in refused.why


def test_what_cannot_be_told_apart_needs_a_reference(tmp_path: Path) -> None:
    rows = [(*HEADINGS, "Responded"), ("", "02/03/26", "Planning", "x", "05/03/26"),
            ("", "02/03/26", "Planning", "x", "06/03/26")]
    (refused,) = read_register(register(tmp_path, rows), TODAY).refused
    assert "give each a reference" in refused.why


def test_an_answer_added_later_leaves_the_identity_alone(tmp_path: Path) -> None:
    before = one_row(tmp_path, old_reference="", handler="").sound[0]
    after = one_row(tmp_path, old_reference="", handler="K Thorne",
                    stage_1_responded="20/03/2026", stage_1_outcome="Upheld").sound[0]
    assert before.identity == after.identity
    assert before.digest != after.digest


def test_a_corrected_row_follows_its_refused_namesake(tmp_path: Path) -> None:
    rows = [HEADINGS, ("C1", "31/02/2026", "Planning", "x"), ("C1", "28/02/2026", "Planning", "x")]
    reading = read_register(register(tmp_path, rows), TODAY)
    assert [row.received for row in reading.sound] == [date(2026, 2, 28)]
    assert [one.row for one in reading.refused] == [2]


def test_a_separator_in_unquoted_text_moves_the_columns(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text("Ref,Date received,Service,Complaint\nC1,02/03/2026,Planning,a, b\n", "utf-8")
    (refused,) = read_register(file, TODAY).refused
    assert refused.value == "b"
    assert "quotation marks" in refused.why


def test_a_register_written_month_first_is_warned_of(tmp_path: Path) -> None:
    rows = [HEADINGS, ("C1", "02/03/2026", "Planning", "x"), ("C2", "03/25/2026", "Planning", "x")]
    reading = read_register(register(tmp_path, rows), TODAY)
    assert "month first (25 March 2026)" in reading.refused[0].why
    (warning,) = reading.warnings
    assert "Line 3" in warning
