"""The database is the one named, or else the embedded one."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaints_service.persistence import embedded
from complaints_service.services import database_address
from complaints_service.settings import Settings


def _settings(tmp_path: Path, **named: str) -> Settings:
    env = {f"COMPLAINTS_{name}": value for name, value in named.items()}
    return Settings.load(
        {"COMPLAINTS_ENV": "test", "COMPLAINTS_DATA_DIR": str(tmp_path / "data"),
         "COMPLAINTS_EMBEDDED_DIR": str(tmp_path / "db"), **env}
    )


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Note which folders an embedded server is started in, without starting any."""
    folders: list[Path] = []

    def start(folder: Path) -> str:
        folders.append(folder)
        return "postgresql+psycopg://embedded/complaints"

    monkeypatch.setattr(embedded, "start", start)
    return folders


def test_the_named_database_is_used(tmp_path: Path, started: list[Path]) -> None:
    settings = _settings(tmp_path, DATABASE_URL="postgresql+psycopg://app@db/c")
    assert database_address.database_url(settings) == "postgresql+psycopg://app@db/c"
    assert database_address.migration_url(settings) == "postgresql+psycopg://app@db/c"
    assert started == []


def test_the_owner_migrates_where_one_is_named(tmp_path: Path, started: list[Path]) -> None:
    settings = _settings(
        tmp_path, DATABASE_URL="postgresql+psycopg://app@db/c",
        MIGRATION_URL="postgresql+psycopg://owner@db/c",
    )
    assert database_address.migration_url(settings) == "postgresql+psycopg://owner@db/c"


def test_without_a_name_the_embedded_one_is_started(tmp_path: Path, started: list[Path]) -> None:
    assert database_address.database_url(_settings(tmp_path)).endswith("embedded/complaints")
    assert started == [tmp_path / "db"]
