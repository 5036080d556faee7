"""`complaints import register`, as an operator runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from support.command_line import complaints
from support.registers import SAMPLE, register

NOW = "2026-11-23T09:00:00+00:00"


@pytest.fixture
def env(database_url: str, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "now").write_text(NOW)
    return {"COMPLAINTS_ENV": "test", "COMPLAINTS_DATABASE_URL": database_url,
            "COMPLAINTS_DATA_DIR": str(tmp_path / "data"),
            "COMPLAINTS_NOW_FILE": str(tmp_path / "now")}


def how_many(url: str, table: str = "complaint") -> int:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608
    finally:
        engine.dispose()


ARGUMENTS = ("import", "register", str(SAMPLE), "--organisation", "runnymede")


@pytest.mark.slow
def test_a_process_that_dies_leaves_whole_rows_and_the_next_goes_on(
    env: dict[str, str], database_url: str
) -> None:
    """Killed before the third commit: two hundred rows are there, each whole; then the rest."""
    killed = complaints(*ARGUMENTS, env={**env, "COMPLAINTS_TEST_CRASH": "before_commit:3"})
    assert killed.status == 137
    assert (how_many(database_url), how_many(database_url, "chain_entry")) == (200, 2)
    assert complaints("check", "--json", env=env).answer["ok"]
    ended = complaints(*ARGUMENTS, "--json", env=env)
    assert ended.status == 1
    # 200 from before, and two rows that stand twice in the file.
    assert (ended.answer["imported"], ended.answer["already_there"]) == (194, 202)
    assert how_many(database_url) == 394
    assert complaints("check", "--json", env=env).answer["ok"]
    assert complaints("audit", "verify", env=env).status == 0


def test_the_answer_in_json_and_in_words(env: dict[str, str], database_url: str) -> None:
    tried = complaints(*ARGUMENTS, "--dry-run", "--json", env=env)
    assert tried.status == 1
    assert set(tried.answer) == {
        "rows", "imported", "already_there", "skipped", "refused", "changed", "unknown_values",
        "unused_headings", "warnings", "dry_run"}
    assert [tried.answer[name] for name in ("rows", "imported", "already_there", "skipped")] == [
        403, 394, 2, 1]
    assert tried.answer["refused"][0] == {
        "row": 55, "field": "Date Rec'd", "value": "31/02/2025",
        "why": "“31/02/2025” is no day of the calendar; correct it."}
    assert how_many(database_url) == 0
    said = complaints(*ARGUMENTS, "--dry-run", env=env)
    assert "403 rows: 394 would be imported (nothing was written)" in said.out
    assert "“DSO” (4 rows, first line 100) is not known here and was taken as “other”" in said.out
    assert "31/02/2025" in said.out
    assert max(map(len, said.out.splitlines())) <= 130


def test_a_sound_register_ends_well(
    env: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"headings": {"Came": "received"},
                                   "values": {"service": {"DSO": "refuse-recycling"}}}))
    file = register(tmp_path, [["Ref", "Came", "Service", "Complaint"],
                               ["C-1", "02/03/2026", "DSO", "Bin missed"]])
    ended = complaints("import", "register", str(file), "--organisation", "west-surrey",
                       "--mapping", str(mapping), env=env)
    assert (ended.status, ended.out) == (
        0, "1 row: 1 imported, 0 already there, 0 skipped, 0 refused.\n")
    again = complaints("import", "register", str(file), "--organisation", "west-surrey",
                       "--mapping", str(mapping), "--json", env=env)
    assert (again.status, again.answer["already_there"]) == (0, 1)
    assert how_many(database_url) == how_many(database_url, "organisation") == 1


@pytest.mark.parametrize(
    ("content", "organisation", "status", "said"),
    [
        # No heading row.
        ("nothing,of,the,kind\n", "runnymede", 2, "heading"),
        # Nothing at all.
        ("", "runnymede", 2, "empty"),
        # No key of an organisation.
        ("Ref,Date received,Service\n", "Runnymede Borough!", 2, "organisation"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(
    env: dict[str, str], tmp_path: Path, content: str, organisation: str, status: int, said: str
) -> None:
    file = tmp_path / "register.csv"
    file.write_text(content)
    ended = complaints("import", "register", str(file), "--organisation", organisation, env=env)
    assert (ended.status, ended.out) == (status, "")
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_faulty_mapping_is_told(env: dict[str, str], tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[values.service]\n"DSO" = "unicorns"\n')
    ended = complaints(*ARGUMENTS, "--mapping", str(mapping), env=env)
    assert (ended.status, ended.out) == (2, "")
    assert "unicorns" in ended.err


def test_a_database_that_is_not_ready(
    env: dict[str, str], empty_database_url: str
) -> None:
    ended = complaints(*ARGUMENTS, env={**env, "COMPLAINTS_DATABASE_URL": empty_database_url})
    assert (ended.status, ended.out) == (3, "")
    assert "complaints db upgrade" in ended.err


def test_the_arguments_are_asked_for(tmp_path: Path) -> None:
    assert complaints("import", "register", str(SAMPLE)).status == 2
    assert complaints("import", "register", str(tmp_path / "none.csv"),
                      "--organisation", "runnymede").status == 2
