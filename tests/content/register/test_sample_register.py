"""The whole sample register, counted again by plain rules that know nothing of the package."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.registers import SAMPLE, TODAY

from complaints_service.content.register.reading import read_register

HAPPENED = ("Date Rec'd", "Date Ack'd", "Stage 1 replied", "Stage 2 requested", "Stage 2 ack'd",
            "Stage 2 replied")
MONTHS = {"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9,
          "Oct": 10, "Nov": 11, "Dec": 12}
WORDS = {"Upheld": "upheld", "Justified": "upheld", "Partly upheld": "partly_upheld",
         "upheld in part ": "partly_upheld", "Not upheld": "not_upheld", "": None}


def by_hand(text: str) -> date | None:
    """The four spellings that this register has; ValueError for a day that is none."""
    if not text:
        return None
    if text.isdigit():
        return date(1899, 12, 30) + timedelta(int(text))
    if "/" in text:
        day, month, year = text.split("/")
        return date(int(year), int(month), int(day))
    if "-" in text:
        return date.fromisoformat(text)
    day, name, year = text.split()
    return date(2000 + int(year), MONTHS[name], int(day))


def fate(row: dict[str, str], before: list[dict[str, str]]) -> str:
    """What becomes of a row, by plain rules."""
    if row["Ref"] == "Total":
        return "skipped"
    try:
        days = [by_hand(row[name]) for name in HAPPENED]
        by_hand(row["Stage 1 target"]), by_hand(row["S1 extended to"])
    except ValueError:
        return "refused"
    known = [day for day in days if day]
    if days[0] is None or known != sorted(known) or max(known) > TODAY:
        return "refused"
    return "repeated" if row in before else "sound"


@pytest.fixture(scope="module")
def lines() -> list[tuple[int, dict[str, str]]]:
    """Each record below the headings, which stand on line 2, with its line; no blank ones."""
    rows = list(csv.reader(SAMPLE.read_text(encoding="utf-8").splitlines()))
    found = [(n, dict(zip(rows[1], row, strict=True))) for n, row in enumerate(rows[2:], 3)]
    return [(n, row) for n, row in found if any(row.values())]


@pytest.fixture(scope="module")
def fates(lines: list[tuple[int, dict[str, str]]]) -> dict[int, str]:
    """What becomes of each line."""
    rows = [row for _, row in lines]
    return {n: fate(row, rows[:place]) for place, (n, row) in enumerate(lines)}


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16"])
def test_every_record_is_accounted_for(
    tmp_path: Path, fates: dict[int, str], encoding: str
) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(SAMPLE.read_text(encoding="utf-8").encode(encoding))
    reading = read_register(file, TODAY)
    counts = Counter(fates.values())
    assert counts == {"sound": 394, "refused": 6, "repeated": 2, "skipped": 1}
    assert reading.rows_total == len(fates) == 403
    assert [row.line for row in reading.sound] == [n for n, one in fates.items() if one == "sound"]
    assert [one.row for one in reading.refused] == [n for n, f in fates.items() if f == "refused"]
    assert (reading.skipped, reading.repeated) == (counts["skipped"], counts["repeated"])
    assert reading.unused_headings == ()


def test_what_is_refused_says_why() -> None:
    told = {(one.field, one.value) for one in read_register(SAMPLE, TODAY).refused}
    assert told == {("Date Rec'd", "31/02/2025"), ("Stage 1 replied", "01/01/2019")}


def test_every_particular_of_every_sound_row(lines: list[tuple[int, dict[str, str]]]) -> None:
    cells = dict(lines)
    for row in read_register(SAMPLE, TODAY).sound:
        said = cells[row.line]
        one, two = row.stage_1, row.stage_2
        assert [row.received, one.acknowledged, one.responded, two.started, two.acknowledged,
                two.responded, one.extended_to, one.target] == [
            by_hand(said[name]) for name in (*HAPPENED, "S1 extended to", "Stage 1 target")]
        assert (one.outcome, two.outcome) == (
            WORDS[said["Stage 1 outcome"]], WORDS[said["Stage 2 outcome"]])
        assert (row.old_reference or "", row.description) == (said["Ref"], said["Complaint"])
        assert (row.ward or "", row.handler or "", row.lessons or "") == (
            said["Ward"], said["Handler"], said["Lessons learned"])
        assert row.complainant is not None
        assert (row.complainant.name, row.complainant.email, row.complainant.postcode) == (
            said["Complainant"], said["Email"], said["Postcode"])
        paid = f"£{row.compensation}" if row.compensation else row.compensation_words or ""
        assert paid == said["Compensation"]


def test_words_become_keys(lines: list[tuple[int, dict[str, str]]]) -> None:
    reading = read_register(SAMPLE, TODAY)
    services = {row.service_words: row.service for row in reading.sound}
    assert services == {
        "Refuse & Recycling": "refuse-recycling", "Street Cleansing": "street-cleansing",
        "Housing - Repairs": "housing-repairs", "Housing - Tenancy & ASB": "housing-tenancy",
        "Housing - Rents": "housing-rents", "Planning": "planning", "Council Tax": "council-tax",
        "Housing Benefit": "benefits", "Parking": "parking", "Green Spaces": "green-spaces",
        "Environmental Health": "environmental-health", "DSO": "other",
    }  # fmt: skip
    assert {row.channel_words: row.channel for row in reading.sound} == {
        "Web form": "web", "Email": "email", "Phone": "phone", "Letter": "letter",
        "In person": "in_person", "Councillor": "councillor",
    }  # fmt: skip
    cases = Counter((row.ombudsman.body, row.ombudsman.decision) for row in reading.sound)
    assert cases == {
        (None, None): 383, ("lgsco", "upheld"): 2, ("lgsco", "not_upheld"): 3,
        ("housing", "maladministration"): 2, ("housing", "no_maladministration"): 2,
        ("housing", "reasonable_redress"): 2,
    }  # fmt: skip
    (unknown,) = reading.unknown_values
    assert (unknown.field, unknown.value, unknown.count, unknown.taken_as) == (
        "Service", "DSO", sum(row["Service"] == "DSO" for _, row in lines), "other")


def test_an_earlier_day_makes_later_rows_future() -> None:
    # On 1 September 2026 whatever happened after that day has not happened yet.
    reading = read_register(SAMPLE, date(2026, 9, 1))
    assert all("future" in one.why for one in reading.refused if "20" in one.value[-4:]
               and one.value not in ("31/02/2025", "01/01/2019"))
    assert len(reading.refused) > 6
    assert max(row.received for row in reading.sound) <= date(2026, 9, 1)
