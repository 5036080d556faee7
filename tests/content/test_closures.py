"""The closures of each nation: what a file may say, what an overlay adds, what never goes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from complaints_service.content.closures import NATIONS, load_calendars, united_kingdom
from complaints_service.content.places import shipped
from complaints_service.content.problems import WorkflowError

SHIPPED = shipped("workflows") / "closures"
FURTHER = """nation = "england-and-wales"
version = "2027-02"
checked_on = 2027-02-01
source = "Royal proclamation"
"""
ONE_OFF = '[[closure]]\nday = 2027-06-04\nname = "Bank holiday for a royal wedding"\n'


def overlaid(folder: Path, *texts: str) -> tuple:
    for number, text in enumerate(texts):
        (folder / f"{number}.toml").write_text(text, encoding="utf-8")
    return load_calendars("england-and-wales", SHIPPED, folder)


def test_an_overlay_adds_a_day_and_the_older_version_stays(tmp_path: Path) -> None:
    before, after = overlaid(tmp_path, FURTHER + ONE_OFF)
    assert (before.version, after.version) == ("2026-11", "2027-02")
    assert before.is_working(date(2027, 6, 4))
    assert after.closed_because(date(2027, 6, 4)) == "Bank holiday for a royal wedding"
    assert {c.day for c in before.closures} < {c.day for c in after.closures}


def test_overlays_add_to_one_another_in_the_order_of_their_versions(tmp_path: Path) -> None:
    later = (FURTHER + ONE_OFF).replace("2027-02", "2027-09").replace("2027-06-04", "2027-10-01")
    calendars = overlaid(tmp_path, later, FURTHER + ONE_OFF)
    assert [one.version for one in calendars] == ["2026-11", "2027-02", "2027-09"]
    closed = [(not c.is_working(date(2027, 6, 4)), not c.is_working(date(2027, 10, 1)))
              for c in calendars]
    assert closed == [(False, False), (True, False), (True, True)]


def test_a_day_already_closed_changes_nothing(tmp_path: Path) -> None:
    text = FURTHER + '[[closure]]\nday = 2026-12-25\nname = "Shut"\n'
    before, after = overlaid(tmp_path, text)
    assert before.closures == after.closures


def test_another_nations_overlay_is_not_ours(tmp_path: Path) -> None:
    text = (FURTHER + ONE_OFF).replace("england-and-wales", "scotland")
    assert len(overlaid(tmp_path, text)) == 1
    assert len(load_calendars("scotland", SHIPPED, tmp_path)) == 2


def test_a_year_that_has_been_proclaimed_is_no_longer_provisional(tmp_path: Path) -> None:
    days = ["2029-01-01", "2029-03-30", "2029-04-02", "2029-05-08", "2029-05-28", "2029-08-27",
            "2029-12-25", "2029-12-26"]
    listed = ", ".join(f'{{ day = {day}, name = "Bank holiday" }}' for day in days)
    before, after = overlaid(tmp_path, FURTHER + f"[[year]]\nyear = 2029\nclosures = [{listed}]\n")
    assert (min(before.provisional_years), min(after.provisional_years)) == (2029, 2030)
    # The early May holiday was only foreseen for the 7th; it has been proclaimed for the 8th.
    assert after.is_working(date(2029, 5, 7))
    assert not after.is_working(date(2029, 5, 8))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (FURTHER.replace("2027-02", "2026-11", 1) + ONE_OFF,
         'version is "2026-11"; it must come after "2026-11"'),
        (FURTHER.replace("england-and-wales", "england") + ONE_OFF,
         'nation is "england"; write one of england-and-wales'),
        (FURTHER + ONE_OFF.replace("2027-06-04", "2099-06-04"),
         "day is 2099-06-04; the calendar ends in 2030; add the whole year first"),
        (FURTHER + ONE_OFF.replace("2027-06-04", '"2027-06-04"'),
         'closure[1].day is "2027-06-04"; write a date'),
        (FURTHER + '[[closure]]\nday = 2027-06-04\nname = " "\n', "closure[1].name is"),
        (FURTHER + "remove = [2027-06-04]\n", "remove is not a key known here"),
        # A year already proclaimed is never replaced, nor one left out between.
        (FURTHER + '[[year]]\nyear = 2027\nclosures = [{ day = 2027-01-01, name = "x" }]\n',
         "year is 2027; the next year to be proclaimed is 2029"),
        (FURTHER + '[[year]]\nyear = 2030\nclosures = [{ day = 2030-01-01, name = "x" }]\n',
         "year is 2030; the next year to be proclaimed is 2029"),
        (FURTHER + "[[year]]\nyear = 2029\nclosures = []\n", "closures of 2029 is []; no year"),
        (FURTHER + '[[year]]\nyear = 2029\nclosures = [{ day = 2030-01-01, name = "x" }]\n',
         "day is 2030-01-01; it stands under 2029; move it"),
        (FURTHER + '[[year]]\nyear = 2029\nclosures = [{ day = 2029-01-01, name = "x" },'
         '{ day = 2029-01-01, name = "y" }]\n', "day is 2029-01-01; it stands twice; keep one"),
        (FURTHER.replace("checked_on = 2027-02-01\n", "") + ONE_OFF, "checked_on is missing"),
    ],
    ids=lambda text: text[-50:],
)
def test_a_fault_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(WorkflowError) as refused:
        overlaid(tmp_path, text)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("stands", "instead", "sentence"),
    [
        ("last_year = 2030", "last_year = 2031", "year is 2031; the year is missing"),
        ('nation = "scotland"', 'nation = "wales"', 'nation is "wales"; the file is named'),
    ],
)
def test_a_shipped_list_is_whole(tmp_path: Path, stands: str, instead: str, sentence: str) -> None:
    text = (SHIPPED / "scotland.toml").read_text(encoding="utf-8")
    assert stands in text
    (tmp_path / "scotland.toml").write_text(text.replace(stands, instead), encoding="utf-8")
    with pytest.raises(WorkflowError) as refused:
        load_calendars("scotland", tmp_path, None)
    assert sentence in str(refused.value)


def test_the_united_kingdom_is_closed_wherever_one_nation_is() -> None:
    calendars = [load_calendars(nation, SHIPPED, None)[-1] for nation in NATIONS]
    whole = united_kingdom(calendars)
    assert {c.day for c in whole.closures} == {c.day for one in calendars for c in one.closures}
    assert whole.closed_because(date(2026, 12, 25)) == "Christmas Day"
    assert whole.closed_because(date(2026, 7, 13)).endswith("(Northern Ireland)")
    assert whole.version == "2026-11"
