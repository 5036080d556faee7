"""Reads the rules of letters from `workflows/letters.toml` and refuses what does not fit."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from complaints_service.content.places import overlays
from complaints_service.domain.letter_blocks import FILLED
from complaints_service.domain.letter_facts import LetterKind
from complaints_service.domain.letters import (
    CIRCUMSTANCES,
    CODES,
    HOUSING,
    LGSCO,
    BlockRule,
    LetterRules,
    Need,
)

FILE = "letters.toml"
RULES = (
    "signpost_missing",
    "point_unanswered",
    "remedy_incomplete",
    "definition_missing",
    "reason_missing",
    "ground_missing",
    "discretion_not_considered",
    "adjustment_unmet",
)


class LetterRulesError(ValueError):
    """The rules of letters cannot be used; the message names the file, the key and the mend."""


class NeedSchema(Schema):
    """What one Code says of a block."""

    class Meta:
        """A key that nobody reads is refused."""

        unknown = RAISE

    need = fields.String(required=True, validate=validate.OneOf(("required", "recommended")))
    provision = fields.String(validate=validate.Regexp(r"^(HO|LGSCO) \d\.\d{1,2}$"))
    verified = fields.String(validate=validate.OneOf(("text", "partial", "unverified")))
    unless = fields.String(validate=validate.OneOf(tuple(CIRCUMSTANCES)))


class BlockSchema(Schema):
    """One block of one kind of letter."""

    class Meta:
        """A key that nobody reads is refused."""

        unknown = RAISE

    key = fields.String(required=True, validate=validate.OneOf(tuple(FILLED)))
    rule = fields.String(required=True, validate=validate.OneOf(RULES))
    stage = fields.Integer(strict=True, validate=validate.OneOf((1, 2)))
    when = fields.String(validate=validate.OneOf(tuple(CIRCUMSTANCES)))
    housing = fields.Nested(NeedSchema, required=True)
    lgsco = fields.Nested(NeedSchema, required=True)


def load_letter_rules() -> LetterRules:
    """Return the rules of letters, the council's own file first.

    Raises `LetterRulesError`; also when the council's file asks for less than the shipped one.
    """
    files = [folder / FILE for folder in overlays("workflows") if (folder / FILE).is_file()]
    if not files:
        raise LetterRulesError(f"workflows/{FILE} is missing: put it back from the release.")
    rules = read_letter_rules(files[0])
    if len(files) > 1:
        _refuse_looser(files[0], rules, read_letter_rules(files[-1]))
    return rules


def read_letter_rules(path: Path) -> LetterRules:
    """Return the rules in one file, or raise `LetterRulesError` naming every fault in it."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise LetterRulesError(f"{path} is not valid TOML ({fault}): mend that line.") from None
    edition = tables.pop("edition", "")
    faults = list(_faults(tables))
    if not isinstance(edition, str) or not edition:
        faults.append(f'edition is {edition!r}: give the edition in quotes, such as "2026-11".')
    if faults:
        raise LetterRulesError("\n".join(f"{path.name}: {fault}" for fault in faults))
    kinds = {
        kind: tuple(_block_rule(row) for row in tables[kind.value]) for kind in LetterKind
    }
    return LetterRules(blocks=kinds, version=edition)


def _faults(tables: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(set(tables) - set(LetterKind)):
        yield f"[[{name}]] is not a kind of letter: use one of {', '.join(LetterKind)}."
    for kind in LetterKind:
        rows = tables.get(kind.value)
        if not isinstance(rows, list) or not rows:
            yield f"[[{kind}]] is missing: every kind of letter needs its blocks."
            continue
        yield from _row_faults(kind, rows)


def _row_faults(kind: str, rows: Sequence[Any]) -> Iterator[str]:
    seen: set[tuple[str, int]] = set()
    for n, row in enumerate(rows, start=1):
        where = f"[[{kind}]] number {n}"
        try:
            block = BlockSchema().load(row)
        except ValidationError as fault:
            yield from _sentences(where, fault.messages_dict, row)
            continue
        yield from _provision_faults(where, row)
        place = (block["key"], block.get("stage", 0))
        if seen & {place, (place[0], 0)}:
            yield f"{where}: key is {place[0]!r}, which stands there twice: keep one of them."
        seen.add(place)


def _sentences(where: str, messages: Mapping[str, Any], row: Any) -> Iterator[str]:
    """Yield one sentence for each fault, with the key, its value and what would be right."""
    for field, found in messages.items():
        value = row.get(field) if isinstance(row, Mapping) else row
        if isinstance(found, Mapping):
            yield from _sentences(f"{where}, {field}", found, value)
        else:
            yield f"{where}: {field} is {value!r}: {' '.join(found)}"


def _provision_faults(where: str, row: Mapping[str, Any]) -> Iterator[str]:
    for code, prefix in ((HOUSING, "HO "), (LGSCO, "LGSCO ")):
        need = row[code]
        provision = need.get("provision", "")
        if provision and not provision.startswith(prefix):
            yield f"{where}, {code}: provision is {provision!r}: name one that begins {prefix!r}."
        if bool(provision) != ("verified" in need):
            yield (
                f"{where}, {code}: verified is {need.get('verified')!r} and provision is "
                f"{provision!r}: give both, or neither for the council's own standard."
            )


def _block_rule(row: Mapping[str, Any]) -> BlockRule:
    return BlockRule(
        key=row["key"],
        rule=row["rule"],
        needs={code: _need(row[code]) for code in CODES},
        stage=row.get("stage", 0),
        when=row.get("when", ""),
    )


def _need(row: Mapping[str, Any]) -> Need:
    return Need(
        required=row["need"] == "required",
        provision=row.get("provision"),
        verified=row.get("verified", ""),
        unless=row.get("unless", ""),
    )


def _refuse_looser(path: Path, ours: LetterRules, shipped: LetterRules) -> None:
    """A council may ask more of its letters than the shipped rules do, never less."""
    for kind, rules in shipped.blocks.items():
        own = {(rule.key, rule.stage): rule for rule in ours.blocks[kind]}
        for rule in rules:
            mine = own.get((rule.key, rule.stage))
            for code in CODES:
                if rule.needs[code].required and not (mine and _as_strict(mine, rule, code)):
                    raise LetterRulesError(
                        f"{path}: [[{kind}]] key {rule.key!r} asks less of {code} than the "
                        f"shipped rules: make it required there, with the same `when`."
                    )


def _as_strict(mine: BlockRule, shipped: BlockRule, code: str) -> bool:
    need, least = mine.needs[code], shipped.needs[code]
    return (
        need.required
        and mine.when in ("", shipped.when)
        and need.unless in ("", least.unless)
    )
