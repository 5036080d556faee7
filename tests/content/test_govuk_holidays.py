"""Bank holidays as GOV.UK publishes them; a bad download never becomes a calendar (bug 4)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from complaints_service.content.closures import NATIONS
from complaints_service.content.govuk_holidays import HolidaysRefused, read_govuk_json
from complaints_service.domain.calendar import Closure

EIGHT = ["2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30",
         "2027-12-27", "2027-12-28"]


def published(days: list[str] = EIGHT) -> dict[str, Any]:
    events = [{"title": "Bank holiday", "date": day, "notes": "", "bunting": True} for day in days]
    return {nation: {"division": nation, "events": list(events)} for nation in NATIONS}


def read(folder: Path, text: str) -> dict[str, list[Closure]]:
    file = folder / "bank-holidays.json"
    file.write_text(text, encoding="utf-8")
    return read_govuk_json(file)


def test_the_published_shape_is_read(tmp_path: Path) -> None:
    shape = published()
    shape["scotland"]["events"][0]["notes"] = "Substitute day"
    # In whatever order the days stand.
    shape["england-and-wales"]["events"].reverse()
    nations = read(tmp_path, json.dumps(shape))
    assert list(nations) == list(NATIONS)
    assert [closure.day.isoformat() for closure in nations["england-and-wales"]] == EIGHT
    assert nations["scotland"][0] == Closure(date(2027, 1, 1), "Bank holiday (substitute day)")


def without(nation: str) -> dict[str, Any]:
    return {key: table for key, table in published().items() if key != nation}


def test_a_nation_may_be_left_out_on_whose_days_no_clock_runs(tmp_path: Path) -> None:
    assert list(read(tmp_path, json.dumps(without("scotland")))) == [
        "england-and-wales", "northern-ireland"]


def with_event(event: Any) -> dict[str, Any]:
    shape = published()
    shape["scotland"]["events"].append(event)
    return shape


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty; download it again"),
        ("  \n", "is empty; download it again"),
        ("<!DOCTYPE html><html>Sorry</html>", "is a web page; download the JSON file"),
        ("not found", "is not JSON; download the JSON file"),
        ("[]", "is no table of nations"),
        ("{}", "lacks the nation england-and-wales"),
        (json.dumps(without("england-and-wales")), "lacks the nation england-and-wales"),
        (json.dumps(published([])), "has no holiday for england-and-wales"),
        (json.dumps(published() | {"scotland": []}), "has no holiday for scotland"),
        (json.dumps(published(EIGHT[:7])), "has 7 holidays of 2027 for england-and-wales, fewer"),
        (json.dumps(published([*EIGHT, "2028-01-03"])), "has 1 holidays of 2028"),
        (json.dumps(published([*EIGHT, EIGHT[0]])), "has a day twice for england-and-wales"),
        (json.dumps(with_event({"title": "x", "date": "3 May 2027"})), 'the date "3 May 2027"'),
        (json.dumps(with_event({"title": "x", "date": "2027-W10-1"})), 'the date "2027-W10-1"'),
        (json.dumps(with_event({"title": " ", "date": "2027-11-30"})), "without a date and a"),
        (json.dumps(with_event("2027-11-30")), "without a date and a title"),
        ("[" * 100_000, "is not JSON"),
    ],
    ids=lambda text: text[:50],
)
def test_bug_4_what_is_no_list_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(HolidaysRefused) as refused:
        read(tmp_path, text)
    assert sentence in str(refused.value)
    assert str(refused.value).startswith("bank-holidays.json ")


def test_bug_4_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HolidaysRefused, match="cannot be read"):
        read_govuk_json(tmp_path / "none.json")
    file = tmp_path / "bank-holidays.json"
    file.write_bytes(b"\xff\xfe{}")
    with pytest.raises(HolidaysRefused, match="is not UTF-8"):
        read_govuk_json(file)
