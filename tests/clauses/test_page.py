"""The page of evidence says what is true now, hides no doubt, and names nothing unconfirmed."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest
from support.checkout import ROOT
from support.evidence import proofs, provisions, unconfirmed

from complaints_service.domain.handling_code import Provision


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("clauses", ROOT / "tools" / "clauses.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def written() -> str:
    return (ROOT / "docs" / "clauses.md").read_text(encoding="utf-8")


def row(page: str, one: Provision) -> str:
    """The one row of a provision."""
    rows = [line for line in page.splitlines() if line.startswith(f"| **{one.id}**")]
    assert len(rows) == 1, one.id
    return rows[0]


def test_the_page_is_up_to_date(tool: ModuleType, written: str) -> None:
    assert tool.page() == written, "run tools/clauses.py and commit docs/clauses.md"


def test_each_provision_has_one_row_that_says_how_far_its_wording_was_seen(written: str) -> None:
    said = {"text": "| wording seen |", "partial": "| seen in part |",
            "unverified": "from memory: check the original before relying on it"}
    for one in provisions().values():
        assert said[one.verified] in row(written, one)
        assert one.title in row(written, one)


def test_every_proof_is_named_and_can_be_opened(written: str) -> None:
    for citation, one in provisions().items():
        for proof in proofs().get(citation, ()):
            assert f"[{proof.words}](../{proof.path})" in row(written, one)
    for path in set(re.findall(r"\]\(\.\./([^)]+)\)", written)):
        assert (ROOT / path).is_file(), path


def test_what_may_not_exist_is_not_printed(written: str) -> None:
    for citation in unconfirmed():
        assert citation not in written


def test_the_sums_add_up(written: str) -> None:
    sums = [[int(cell) for cell in line.split("|")[2:-1]]
            for line in written.splitlines() if line.startswith("| Complaint Handling Code")]
    assert len(sums) == 2
    assert all(sum(counts[:-1]) == counts[-1] for counts in sums)
    assert sum(counts[-1] for counts in sums) == len(provisions())
