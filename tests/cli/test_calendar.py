"""`complaints calendar`: shows the lists and warns before they run out."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.holidays import published
from support.rules import calendar

from complaints_service.cli.calendar import calendar_problems, command, proclaimed_to
from complaints_service.domain.calendar import WorkingCalendar


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


@pytest.fixture
def today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "now"
    file.write_text("2026-11-23T09:00:00+00:00", encoding="utf-8")
    monkeypatch.setenv("COMPLAINTS_ENV", "test")
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(file))
    return file


def test_a_year_is_shown() -> None:
    result = run("show", "--year", "2026", "--json")
    answer = json.loads(result.stdout)
    assert answer["version"] == "2026-11"
    assert [one["day"] for one in answer["closures"]] == [
        "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31",
        "2026-12-25", "2026-12-28",
    ]
    assert not any(one["provisional"] for one in answer["closures"])
    assert "2026-12-28  Monday     Boxing Day (substitute day)" in run("show").stdout


def test_what_is_not_yet_proclaimed_is_marked() -> None:
    answer = json.loads(run("show", "--year", "2029", "--json").stdout)
    assert all(one["provisional"] for one in answer["closures"])
    assert "(not yet proclaimed)" in run("show", "--year", "2029").stdout
    assert "(not yet proclaimed)" not in run("show", "--year", "2028").stdout


def test_each_nation_is_shown() -> None:
    shown = {
        nation: json.loads(run("show", "--nation", nation, "--year", "2026", "--json").stdout)
        for nation in ("scotland", "northern-ireland", "united-kingdom")
    }
    days = {nation: {one["day"] for one in shown[nation]["closures"]} for nation in shown}
    assert "2026-11-30" in days["scotland"]
    assert "2026-07-13" in days["northern-ireland"]
    assert days["united-kingdom"] == days["scotland"] | days["northern-ireland"]


def test_an_unknown_year_is_refused() -> None:
    result = run("show", "--year", "1999")
    assert result.exit_code == 2
    assert "--year is 1999, which the calendar does not know; write 2019 to 2030" in result.stderr


def test_the_shipped_lists_are_sound(today: Path) -> None:
    assert today.exists()
    result = run("check", "--json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["ok"], answer["problems"]) == (0, True, [])
    assert answer["proclaimed_to"] == "2028-12-31"
    assert answer["days_left"] == (date(2028, 12, 31) - date(2026, 11, 23)).days


@pytest.mark.parametrize(
    ("now", "status"), [("2028-09-02T12:00:00Z", 0), ("2028-09-03T12:00:00Z", 1)]
)
def test_bug_5_the_warning_comes_120_days_before_the_list_runs_out(
    today: Path, now: str, status: int
) -> None:
    today.write_text(now, encoding="utf-8")
    result = run("check")
    assert result.exit_code == status
    assert ("import the next year's bank holidays" in result.stdout) == bool(status)


def test_a_holiday_left_out_is_named() -> None:
    shipped = calendar()
    closures = tuple(one for one in shipped.closures if one.day != date(2027, 3, 26))
    spoilt = WorkingCalendar(
        "x", shipped.nation, shipped.first_day, shipped.last_day, closures
    )
    found = list(calendar_problems(spoilt, date(2026, 11, 23)))
    assert len(found) == 1
    assert found[0] == (
        "The calendar of england-and-wales counts Friday 26 March 2027 as a working day, though "
        "it is Good Friday; add the day to its closures."
    )
    # Nothing provisional: the list is proclaimed to its end.
    assert proclaimed_to(spoilt) == shipped.last_day
    late = list(calendar_problems(spoilt, shipped.last_day - timedelta(days=5)))
    assert "5 days from today" in late[-1]


def test_a_list_is_imported_once_and_a_bad_one_never(
    database_url: str, tmp_path: Path, today: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPLAINTS_DATABASE_URL", database_url)
    monkeypatch.setenv("COMPLAINTS_DATA_DIR", str(tmp_path / "data"))
    file = tmp_path / "bank-holidays.json"
    file.write_bytes(published(date(2027, 6, 10)))
    told = run("import", str(file), "--dry-run", "--json")
    assert told.exit_code == 0, told.stderr
    assert (json.loads(told.stdout)["changed"], json.loads(told.stdout)["applied"]) == (True, False)
    done = run("import", str(file))
    assert "+ 2027-06-10  Day of national thanks  (england-and-wales)" in done.stdout
    assert "0 complaints were re-dated" in done.stdout
    again = json.loads(run("import", str(file), "--json").stdout)
    assert (again["changed"], again["version"], again["redated"]) == (False, "2026-11-23", 0)
    assert "says all of this already" in run("import", str(file)).stdout
    for bad, sentence in ((b"<html>", "is a web page"), (published(), "it lacks 2027-06-10")):
        file.write_bytes(bad)
        refused = run("import", str(file))
        assert (refused.exit_code, sentence in refused.stderr) == (2, True)
    file.write_bytes(published(date(2027, 6, 10), date(2027, 6, 11)))
    assert "is no token in use" in run("import", str(file), "--token", "none").stderr
