"""Proves, block by block from the rules themselves, that a letter without it never leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.letters import FULL, SPECIAL, letter_facts

from complaints_service.content.letter_templates import letter_folders
from complaints_service.content.letters import load_letter_rules
from complaints_service.domain.letter_facts import LetterKind
from complaints_service.domain.letters import BlockRule
from complaints_service.letters.compose import MissingBlock, compose

RULES = load_letter_rules()
CODES = ("housing", "lgsco")


def required() -> list[Any]:
    """Return every block with each Code that requires it, and the provision that asks for it."""
    return [
        pytest.param(kind, code, block, id=f"{kind}-{code}-{block.key}-{block.stage}")
        for kind in LetterKind for block in RULES.blocks[kind] for code in CODES
        if block.needs[code].required
    ]


def circumstances(block: BlockRule) -> dict[str, Any]:
    """Return the facts under which the block belongs in its letter at all."""
    special = {name: FULL[name] for name in SPECIAL}
    within = special | {"over_cap": False}
    found = within if block.when == "within_cap" else special
    return found | ({"stage": block.stage} if block.stage else {})


@pytest.mark.parametrize(("kind", "code", "block"), required())
def test_a_letter_whose_wording_leaves_a_required_block_out_is_refused_by_its_provision(
    kind: LetterKind, code: str, block: BlockRule, tmp_path: Path
) -> None:
    facts = letter_facts(kind, (code,), **circumstances(block))
    assert block.key in {one.key for one in compose(facts, RULES).blocks}
    empty = "{% macro block_" + block.key + "() %}{% endmacro %}"
    (tmp_path / f"{kind}.html").write_text(empty, encoding="utf-8")
    with pytest.raises(MissingBlock) as refused:
        compose(facts, RULES, (tmp_path, *letter_folders()))
    told = refused.value
    assert (told.block, told.rule) == (block.key, block.rule)
    assert told.provision == block.needs[code].provision


def test_the_rules_ask_for_something_in_every_kind_of_letter() -> None:
    asked = {one.values[0] for one in required()}
    assert asked == set(LetterKind)
    assert len(required()) > 120
