"""Whole databases are made, copied and dropped."""

from __future__ import annotations

import pytest
from sqlalchemy import NullPool, create_engine, text

from complaints_service.persistence import databases


def _ask(url: str, question: str) -> object:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        return connection.execute(text(question)).scalar()


def test_each_test_has_a_database_of_its_own(database_url: str, empty_database_url: str) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE only_here (n int)"))
    assert _ask(database_url, "SELECT to_regclass('only_here') IS NOT NULL") is True
    assert _ask(empty_database_url, "SELECT to_regclass('only_here') IS NULL") is True


def test_a_name_that_sql_would_misread_is_quoted(database_server: str) -> None:
    name = 'odd "; name'
    url = databases.create_database(database_server, name)
    try:
        assert _ask(url, "SELECT current_database()") == name
        assert databases.database_exists(database_server, name)
    finally:
        databases.drop_database(database_server, name)
    assert not databases.database_exists(database_server, name)


def test_making_one_that_exists_changes_nothing(empty_database_url: str) -> None:
    name = str(_ask(empty_database_url, "SELECT current_database()"))
    assert databases.create_database(empty_database_url, name) == empty_database_url


@pytest.mark.parametrize("name", ["", "n" * 64])
def test_a_name_that_postgresql_would_cut_is_refused(database_server: str, name: str) -> None:
    with pytest.raises(ValueError, match="no database name"):
        databases.create_database(database_server, name)
