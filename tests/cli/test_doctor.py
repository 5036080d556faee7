"""`complaints doctor` finds what is wrong with an installation and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command_line import Ended, complaints

from complaints_service.cli import doctor


@pytest.fixture
def env(shared_database_url: str, tmp_path: Path) -> dict[str, str]:
    """Give a migrated installation."""
    return {
        "COMPLAINTS_ENV": "test",
        "COMPLAINTS_DATABASE_URL": shared_database_url,
        "COMPLAINTS_DATA_DIR": str(tmp_path / "data"),
    }


def _states(ended: Ended) -> dict[str, str]:
    return {check["id"]: check["state"] for check in ended.answer["checks"]}


def test_a_sound_installation(env: dict[str, str]) -> None:
    ended = complaints("doctor", "--json", env=env)
    assert ended.status == 0, ended.out
    assert ended.answer["ok"] is True
    assert set(_states(ended)) == {
        "settings", "data_dir", "scanner", "database", "schema", "role", "calendar", "fonts",
        *doctor.FLOORS
    }


def test_a_scanner_that_does_not_answer(env: dict[str, str]) -> None:
    ended = complaints("doctor", "--json", env=env | {"COMPLAINTS_CLAMD_URL": "unix:/no/clamd"})
    assert ended.status == 1
    assert _states(ended)["scanner"] == "wrong"


def test_a_database_before_its_migration(env: dict[str, str], empty_database_url: str) -> None:
    ended = complaints(
        "doctor", "--json", env=env | {"COMPLAINTS_DATABASE_URL": empty_database_url}
    )
    assert ended.status == 1
    assert _states(ended)["schema"] == "wrong"


def test_a_database_that_is_away(env: dict[str, str]) -> None:
    away = {"COMPLAINTS_DATABASE_URL": "postgresql://app:hidden@127.0.0.1:1/none"}
    ended = complaints("doctor", "--json", env=env | away)
    assert ended.status == 1
    assert _states(ended)["database"] == "wrong"
    assert "hidden" not in ended.out + ended.err


def test_settings_that_production_refuses(env: dict[str, str]) -> None:
    ended = complaints("doctor", "--json", env=env | {"COMPLAINTS_ENV": "production"})
    assert ended.status == 1
    assert _states(ended)["settings"] == "wrong"


def test_a_calendar_that_is_about_to_end(env: dict[str, str], tmp_path: Path) -> None:
    now = tmp_path / "now"
    now.write_text("2040-01-01T00:00:00Z")
    ended = complaints("doctor", "--json", env=env | {"COMPLAINTS_NOW_FILE": str(now)})
    assert _states(ended)["calendar"] == "warning"


def test_an_old_library_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(doctor.FLOORS, "flask", (99, 0))
    found = {finding.id: finding for finding in doctor._dependencies()}
    assert found["flask"].state == "wrong"
    assert "install 99.0" in found["flask"].detail
    assert found["weasyprint"].state == "ok"
