"""Where the program finds its database when none is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaints_service.persistence import databases, embedded
from complaints_service.services import database_address
from complaints_service.services.database_address import database_url
from complaints_service.settings import Settings


def test_verbs_beside_a_demo_see_its_borough(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"borough_of_{tmp_path.name}"[:60]
    monkeypatch.setattr(embedded, "start", lambda folder: empty_database_url)
    monkeypatch.setattr(database_address, "BOROUGH", name)
    demo, test = (
        Settings.load({"COMPLAINTS_ENV": env, "COMPLAINTS_DATA_DIR": str(tmp_path / "data")})
        for env in ("demo", "test")
    )
    assert database_url(demo) == empty_database_url
    borough = databases.create_database(empty_database_url, name)
    try:
        assert database_url(demo) == borough
        assert database_url(test) == empty_database_url
    finally:
        databases.drop_database(empty_database_url, name)
