"""Which blocks a letter must hold under each Complaint Handling Code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from complaints_service.domain.letter_facts import LetterFacts, LetterKind

HOUSING = "housing"
LGSCO = "lgsco"
CODES = (HOUSING, LGSCO)

Fact = Callable[[LetterFacts], bool]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a letter: key, plain text, and the provision that asks for it (or blank)."""

    key: str
    text: str
    provision: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What one Code says of a block.

    `provision` is None where the block is the council's own standard; `verified` is how far the
    wording of that provision was checked (`text`, `partial` or `unverified`). `unless` names the
    circumstance in which a required block is only recommended.
    """

    required: bool
    provision: str | None = None
    verified: str = ""
    unless: str = ""


@dataclass(frozen=True, slots=True)
class BlockRule:
    """A block of one kind of letter, as written in the rules; `stage` 0 means either stage."""

    key: str
    rule: str
    needs: Mapping[str, Need]
    stage: int = 0
    when: str = ""


@dataclass(frozen=True, slots=True)
class RequiredBlock:
    """A block that must be there, the rule broken without it, and the provision behind it."""

    key: str
    rule: str
    provision: str | None
    verified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterRules:
    """The blocks of every kind of letter, in the order in which they stand in it."""

    blocks: Mapping[LetterKind, tuple[BlockRule, ...]]
    version: str = ""

    def applicable(
        self, kind: LetterKind, stage: int, circumstances: frozenset[str]
    ) -> tuple[BlockRule, ...]:
        """Return the blocks that belong in this letter at this stage in these circumstances."""
        return tuple(
            block
            for block in self.blocks[kind]
            if block.stage in (0, stage) and (not block.when or block.when in circumstances)
        )

    def missing_blocks(
        self,
        kind: LetterKind,
        codes: Iterable[str],
        blocks: Iterable[Block],
        *,
        stage: int = 1,
        circumstances: frozenset[str] = frozenset(),
    ) -> list[RequiredBlock]:
        """Return the required blocks that are absent or blank, in the letter's order.

        `codes` are `lgsco` and `housing`; none given asks what either Code would. With both, a
        block is required when either requires it. `circumstances` as from `circumstances_of`.
        """
        present = {block.key for block in blocks if block.text.strip()}
        asked = (
            required_by(rule, tuple(codes), circumstances)
            for rule in self.applicable(kind, stage, circumstances)
            if rule.key not in present
        )
        return [block for block in asked if block is not None]


def required_by(
    rule: BlockRule, codes: tuple[str, ...], circumstances: frozenset[str]
) -> RequiredBlock | None:
    """Return the requirement that these Codes make of a block, or None where none requires it."""
    needs = [rule.needs[code] for code in CODES if code in (codes or CODES)]
    binding = [need for need in needs if need.required and need.unless not in circumstances]
    if not binding:
        return None
    return RequiredBlock(
        key=rule.key,
        rule=rule.rule,
        provision=_listed(binding) or None,
        verified=tuple(need.verified for need in binding if need.provision),
    )


def provision_text(
    rule: BlockRule, codes: tuple[str, ...], circumstances: frozenset[str] = frozenset()
) -> str:
    """Return the provisions behind a block, such as `HO 6.5, LGSCO 6.5`, or blank."""
    needs = [rule.needs[code] for code in CODES if code in (codes or CODES)]
    return _listed([need for need in needs if need.unless not in circumstances])


def _listed(needs: Iterable[Need]) -> str:
    return ", ".join(need.provision for need in needs if need.provision)


def _early_phone_answer(facts: LetterFacts) -> bool:
    """Say whether a short answer by telephone suffices: never under the Housing Code."""
    by_phone = facts.resolved_early and facts.answered_by_phone
    return by_phone and tuple(facts.codes) == (LGSCO,)


CIRCUMSTANCES: Mapping[str, Fact] = {
    "clarification_asked": lambda facts: facts.clarification is not None,
    "out_of_time": lambda facts: facts.out_of_time,
    "over_cap": lambda facts: facts.over_cap,
    "within_cap": lambda facts: not facts.over_cap,
    "something_upheld": lambda facts: something_upheld(facts),
    "handed_off": lambda facts: facts.procedure is not None,
    "early_phone_answer": _early_phone_answer,
}


def circumstances_of(facts: LetterFacts) -> frozenset[str]:
    """Return the names of the circumstances on which the rules may depend."""
    return frozenset(name for name, holds in CIRCUMSTANCES.items() if holds(facts))


def something_upheld(facts: LetterFacts) -> bool:
    """Say whether any point was upheld, wholly or in part."""
    return any(point.finding in ("upheld", "partly_upheld") for point in facts.points)
