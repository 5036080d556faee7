"""The clock can be moved in demo and test, and nowhere else."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from complaints_service import clock

MOMENT = datetime(2026, 12, 19, 22, 40, tzinfo=UTC)


@pytest.fixture
def now_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the file that moves the clock."""
    file = tmp_path / "now"
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(file))
    return file


def test_without_a_file_it_is_the_machines_time() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    ["2026-12-19T22:40:00Z", "2026-12-19T22:40:00+00:00\n", "2026-12-20T00:40:00+02:00"],
)
def test_the_file_is_read_at_each_use(now_file: Path, text: str) -> None:
    now_file.write_text(text)
    assert clock.now() == MOMENT
    now_file.write_text("2027-01-01T00:00:00Z")
    assert clock.now() == datetime(2027, 1, 1, tzinfo=UTC)


def test_with_real_it_runs_on_from_the_files_age(now_file: Path) -> None:
    now_file.write_text("2026-12-19T22:40:00Z +real")
    an_hour_ago = datetime.now(UTC).timestamp() - 3600
    os.utime(now_file, (an_hour_ago, an_hour_ago))
    passed = clock.now() - MOMENT
    assert timedelta(seconds=3600) <= passed < timedelta(seconds=3660)


@pytest.mark.parametrize("env", ["production", "", "Demo"])
def test_elsewhere_the_file_is_ignored(
    now_file: Path, monkeypatch: pytest.MonkeyPatch, env: str
) -> None:
    now_file.write_text("2001-01-01T00:00:00Z")
    monkeypatch.setenv("COMPLAINTS_ENV", env)
    assert clock.now().year > 2001


def test_sessions_never_see_a_moved_clock(now_file: Path) -> None:
    now_file.write_text("2001-01-01T00:00:00Z")
    assert clock.real_now().year > 2001


@pytest.mark.parametrize("text", ["yesterday", "2026-12-19T22:40:00", "2026-12-19", ""])
def test_anything_but_an_instant_is_refused(now_file: Path, text: str) -> None:
    now_file.write_text(text)
    with pytest.raises(clock.ClockError, match="one ISO-8601 instant with its offset"):
        clock.now()


def test_a_missing_file_is_refused(now_file: Path) -> None:
    with pytest.raises(clock.ClockError, match="cannot be read"):
        clock.now()


LONDON_DATES = [
    # in winter London is at UTC
    (datetime(2026, 12, 19, 23, 59, tzinfo=UTC), date(2026, 12, 19)),
    # in summer it is an hour ahead: half past eleven in the evening UTC is the next day
    (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2)),
    # the night the clocks go back
    (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
]


@pytest.mark.parametrize(("instant", "day"), LONDON_DATES)
def test_the_day_is_londons(instant: datetime, day: date) -> None:
    assert clock.london_date(instant) == day


def test_an_instant_without_offset_has_no_day() -> None:
    with pytest.raises(ValueError, match="offset"):
        clock.london_date(datetime(2026, 7, 1, 23, 30))  # noqa: DTZ001 (the fault under test)
