"""Who may do what: every role, in every state, tries every command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.matrix import FILE_COMMANDS, WHO, Cell, as_text, cells, nothing_kept, standings
from support.staffed import staffed

REVIEWED = Path(__file__).with_name("matrix.txt")
REWRITE = "COMPLAINTS_TEST_REWRITE_MATRIX"


@pytest.fixture(scope="module")
def matrix(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Cell]]:
    """Try everything once; nothing that is tried stays."""
    with (
        staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=1) as council,
        pytest.MonkeyPatch.context() as patch,
    ):
        asked = standings(council)
        with nothing_kept(patch):
            yield [cell for standing in asked for cell in cells(council, standing)]


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_what_is_listed_succeeds_and_nothing_else_does(matrix: list[Cell]) -> None:
    """The buttons and the door agree in every cell."""
    assert len({cell.state for cell in matrix}) * len(FILE_COMMANDS) * len(WHO) == len(matrix)
    assert [cell for cell in matrix if cell.listed != (cell.outcome == "ok")] == []


def test_what_an_account_may_not_see_does_not_exist_for_it(matrix: list[Cell]) -> None:
    """404 for one command is 404 for all: no command tells that the complaint is there."""
    seen: dict[tuple[str, str], set[bool]] = {}
    for cell in matrix:
        seen.setdefault((cell.state, cell.who), set()).add(cell.outcome == "404")
    assert [place for place, answers in seen.items() if len(answers) > 1] == []


def test_roles_without_complaints_never_do_anything(matrix: list[Cell]) -> None:
    """Members see figures only, auditors read, administrators keep accounts; approvers look at
    drafts, and at answers that were sent, and do nothing else."""
    idle = {"publisher", "member", "auditor", "administrator"}
    assert {cell.outcome for cell in matrix if cell.who in idle} == {"403", "404"}
    done = {cell.command for cell in matrix if cell.who == "approver" and cell.outcome == "ok"}
    assert done == {"approve", "return_draft", "record_quality_check"}


def test_a_contributor_answers_what_is_asked_of_them_and_nothing_else(matrix: list[Cell]) -> None:
    """Where nobody asked them, the complaint does not exist for them."""
    done = {(cell.state, cell.command) for cell in matrix
            if cell.who == "contributor" and cell.outcome == "ok"}
    assert done == {("stage_1_investigating, contributor asked", "contribute")}
    known = {cell.state for cell in matrix if cell.who == "contributor" and cell.outcome != "404"}
    assert known == {"stage_1_investigating, contributor asked"}


def test_the_matrix_is_the_reviewed_one(matrix: list[Cell]) -> None:
    """A change of what people may do is seen in review; rewrite with the variable set to 1."""
    made = as_text(matrix)
    if os.environ.get(REWRITE) == "1":
        REVIEWED.write_text(made, encoding="utf-8")
    assert made == REVIEWED.read_text(encoding="utf-8")
