"""Every fault seen elsewhere is shown not to be ours, or is named with the work it belongs to."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from support.checkout import ROOT

INDEX = Path(__file__).with_name("index.toml")
NAMED = re.compile(r"test_bug_(\d+)_\w+")


@cache
def index() -> dict[str, dict[str, Any]]:
    """The faults by their number."""
    return tomllib.loads(INDEX.read_text(encoding="utf-8"))


@cache
def defined_in(file: Path) -> frozenset[str]:
    """The tests that a file defines."""
    module = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(module)
                     if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def test_every_number_stands_in_the_index() -> None:
    assert sorted(map(int, index())) == list(range(1, 66))


@pytest.mark.parametrize("number", sorted(index(), key=int))
def test_a_fault_has_a_test_that_exists_or_the_work_it_belongs_to(number: str) -> None:
    fault = index()[number]
    assert set(fault) <= {"seen", "tests", "later"}
    assert fault["seen"].strip()
    assert fault.get("tests") or str(fault.get("later", "")).strip()
    for test in fault.get("tests", ()):
        file, name = test.split("::")
        assert name in defined_in(ROOT / file), test
        said = NAMED.fullmatch(name)
        assert said is None or said[1] == number, test


def test_every_test_named_for_a_fault_stands_under_its_number() -> None:
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        path = file.relative_to(ROOT).as_posix()
        for name in defined_in(file):
            said = NAMED.fullmatch(name)
            if said:
                assert f"{path}::{name}" in index()[said[1]].get("tests", ()), name
