"""No file and no function outgrows its room."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.checkout import ROOT, tracked

FILE_LINES = 300
TEST_FILE_LINES = 600
FUNCTION_LINES = 40

FILES = [path for path in tracked("*.py") if "versions" not in path.parts]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_stays_within_its_room(path: Path) -> None:
    room = TEST_FILE_LINES if path.is_relative_to(ROOT / "tests") else FILE_LINES
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= room, f"{lines} lines: split it by meaning"


def test_a_function_stays_within_its_room() -> None:
    code = [path for path in FILES if not path.is_relative_to(ROOT / "tests")]
    long = [f"{path.relative_to(ROOT)}: {name} has {lines} lines"
            for path in code
            for name, lines in _functions(path)
            if lines > FUNCTION_LINES]
    assert long == []


def test_package_files_are_empty() -> None:
    # An __init__ that imports drags a whole layer along.
    full = [path for path in tracked("complaints_service/**/__init__.py") if path.read_text()]
    assert full == []


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1
