"""Reads which tests prove which provisions of the Codes, and the reviewed list of the others."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from complaints_service.content.rules import load_clock_rules
from complaints_service.domain.handling_code import HandlingCode, Provision

TESTS = Path(__file__).resolve().parent.parent
LIST = TESTS / "clauses" / "not_yet.toml"
MARKS = ("clause", "provision")
NO_PROOF = ("skip", "skipif", "xfail")
"""A test that may be passed over proves nothing."""
HOWS = ("explanatory", "attested", "coming")


@dataclass(frozen=True)
class Proof:
    """A test that proves a provision; `path` is relative to the checkout."""

    path: str
    test: str

    @property
    def id(self) -> str:
        """As pytest names it."""
        return f"{self.path}::{self.test}"

    @property
    def words(self) -> str:
        """The test's name as a sentence."""
        said = self.test.removeprefix("test_").replace("_", " ")
        return said[0].upper() + said[1:]


@dataclass(frozen=True)
class Waiting:
    """Provisions without a test: `how` is explanatory, attested or coming."""

    how: str
    reason: str
    proof: str
    provisions: tuple[str, ...]


@dataclass(frozen=True)
class Partly:
    """Provisions of which tests prove a part; `rest` is what stays with the council."""

    rest: str
    provisions: tuple[str, ...]


def codes() -> tuple[HandlingCode, ...]:
    """The editions shipped, the Housing Ombudsman's first."""
    return tuple(sorted(load_clock_rules()[0].values(), key=lambda one: one.prefix))


def provisions() -> dict[str, Provision]:
    """Every provision that is known to exist, by its citation."""
    return {
        key: one for code in codes() for key, one in code.provisions.items() if one.confirmed
    }


def unconfirmed() -> set[str]:
    """The provisions of which nobody has seen that they exist."""
    return {
        key for code in codes() for key, one in code.provisions.items() if not one.confirmed
    }


@cache
def proofs(folder: Path = TESTS) -> dict[str, tuple[Proof, ...]]:
    """The tests by the citation that they are marked with, in the order of their files."""
    found: dict[str, list[Proof]] = {}
    for file in sorted(folder.rglob("test_*.py")):
        path = file.relative_to(folder.parent).as_posix()
        for test, cited in _marked(ast.parse(file.read_text(encoding="utf-8"))):
            for citation in cited:
                found.setdefault(citation, []).append(Proof(path, test))
    return {citation: tuple(dict.fromkeys(held)) for citation, held in found.items()}


def _marked(module: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            calls = [one for one in node.decorator_list if isinstance(one, ast.Call)]
            named = [(_name(one.func), one) for one in calls]
            bare = {_name(one) for one in node.decorator_list}
            if bare.union(name for name, _ in named).isdisjoint(NO_PROOF):
                yield node.name, [cited for name, one in named if name in MARKS
                                  for cited in _literals(one)]


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _literals(call: ast.Call) -> list[str]:
    return [ast.literal_eval(one) for one in call.args]


@cache
def waiting() -> tuple[Waiting, ...]:
    """The reviewed list of provisions that no test proves."""
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))["without_test"]
    return tuple(
        Waiting(one["how"], one["reason"], one["proof"], tuple(one["provisions"]))
        for one in listed
    )


@cache
def partly() -> tuple[Partly, ...]:
    """The reviewed list of provisions of which a part stays with the council."""
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))["partly"]
    return tuple(Partly(one["rest"], tuple(one["provisions"])) for one in listed)
