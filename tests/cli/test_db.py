"""`complaints db` moves the schema and says where it stands."""

from __future__ import annotations

import pytest
from support.command_line import complaints

from complaints_service.persistence import migrate


@pytest.fixture
def env(empty_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give an installation whose database has no tables yet."""
    return {
        "COMPLAINTS_ENV": "test",
        "COMPLAINTS_DATABASE_URL": empty_database_url,
        "COMPLAINTS_DATA_DIR": str(tmp_path_factory.mktemp("data")),
    }


def test_up_and_down(env: dict[str, str]) -> None:
    before = complaints("db", "current", "--json", env=env)
    assert (before.status, before.answer["current"], before.answer["ready"]) == (3, None, False)
    assert "complaints db upgrade" in before.err

    up = complaints("db", "upgrade", "--json", env=env)
    assert up.answer == {"before": None, "current": migrate.head(), "head": migrate.head()}
    again = complaints("db", "upgrade", env=env)
    assert (again.status, "already" in again.out) == (0, True)
    assert complaints("db", "current", env=env).status == 0

    down = complaints("db", "downgrade", "base", "--json", env=env)
    assert (down.status, down.answer["current"]) == (0, None)


def test_a_revision_nobody_knows(env: dict[str, str]) -> None:
    ended = complaints("db", "downgrade", "999", env=env)
    assert ended.status == 2
    assert "999" in ended.err
    assert ended.err.count("\n") == 1


def test_an_unreachable_database_is_not_ready(env: dict[str, str]) -> None:
    away = {"COMPLAINTS_DATABASE_URL": "postgresql://app:hidden@127.0.0.1:1/none"}
    ended = complaints("db", "current", env=env | away)
    assert ended.status == 3
    assert "COMPLAINTS_DATABASE_URL" in ended.err
    assert "hidden" not in ended.err
