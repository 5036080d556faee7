"""Reads the editions of the law about hazards; a council's own may be stricter, never looser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from complaints_service.content.problems import WorkflowError, problem
from complaints_service.content.toml_fields import (
    Day,
    OneOf,
    Tables,
    Text,
    TomlSchema,
    Whole,
    Words,
    WordsList,
)
from complaints_service.content.tomlfiles import load_toml
from complaints_service.domain.hazard_rules import GRADES, STEPS, HazardClock, HazardRules

LENGTHS = ("days", "hours", "weeks")


class ClockTable(TomlSchema):
    """One clock."""

    key = Words(required=True)
    title = Words(required=True)
    of = WordsList(required=True)
    days = Whole()
    hours = Whole()
    weeks = Whole()
    from_ = OneOf("aware", "investigated", required=True, data_key="from")
    met_by = WordsList(required=True)
    provision = Words(required=True)
    paraphrase = Words(required=True)
    note = Text()
    verified = OneOf("text", "partial", "unverified", required=True)
    source = Words(required=True)


class HazardsFile(TomlSchema):
    """One edition of the law."""

    key = OneOf("awaab", required=True)
    edition = Words(required=True)
    title = Words(required=True)
    law = Words(required=True)
    in_force_from = Day(required=True)
    note = Text()
    clock = Tables(ClockTable, required=True)


def load_hazards(shipped: Path, overlay: Path | None) -> Mapping[str, HazardRules]:
    """Return every edition by its name, the council's own in place of the shipped ones.

    Raises WorkflowError with every fault, also where a clock of the council's runs longer.
    """
    editions = {one.edition: one for one in map(load_hazard_rules, sorted(shipped.glob("*.toml")))}
    for file in sorted(overlay.glob("*.toml")) if overlay else ():
        own = load_hazard_rules(file)
        if own.edition in editions:
            _never_looser(file, own, editions[own.edition])
        editions[own.edition] = own
    return MappingProxyType(editions)


def load_hazard_rules(file: Path) -> HazardRules:
    """Return the edition in `file`. Raises WorkflowError with every fault."""
    tables = load_toml(file, HazardsFile)
    problems = list(_faults(file, tables))
    if problems:
        raise WorkflowError(problems)
    return HazardRules(
        edition=tables["edition"], title=tables["title"], law=tables["law"],
        in_force_from=tables["in_force_from"],
        clocks=tuple(_clock(one) for one in tables["clock"]),
    )


def _clock(table: Mapping[str, Any]) -> HazardClock:
    told = {key: value for key, value in table.items() if key not in ("from_", "source")}
    lists = {key: tuple(told[key]) for key in ("of", "met_by")}
    return HazardClock(**(told | lists), starts=table["from_"])


def _faults(file: Path, tables: Mapping[str, Any]) -> Iterator[str]:
    if file.stem != tables["edition"]:
        mend = f'the file is named {file.name}; call it "{file.stem}" or rename the file'
        yield problem(file, "edition", tables["edition"], mend)
    seen: set[str] = set()
    for one in tables["clock"]:
        key = f"clock {one['key']}"
        if one["key"] in seen:
            yield problem(file, "clock.key", one["key"], "it stands twice; keep one")
        seen.add(one["key"])
        lengths = [name for name in LENGTHS if name in one]
        if len(lengths) != 1:
            yield problem(file, key, lengths, "say how long it runs once: days, hours or weeks")
        for name, known in (("of", GRADES), ("met_by", STEPS)):
            for word in one[name]:
                if word not in known:
                    mend = f"write one of {', '.join(known)}"
                    yield problem(file, f"{key}.{name}", word, mend)


def _never_looser(file: Path, own: HazardRules, shipped: HazardRules) -> None:
    problems: list[str] = []
    ours = {one.key: one for one in own.clocks}
    for clock in shipped.clocks:
        mine = ours.get(clock.key)
        if mine is None:
            problems.append(f"{file.name}: clock {clock.key} is missing; none may be left out.")
            continue
        for name in LENGTHS:
            most, asked = getattr(clock, name), getattr(mine, name)
            if most is not None and (asked is None or asked > most):
                mend = f"the law allows {most} at most; write {most} or fewer"
                problems.append(problem(file, f"clock {clock.key}.{name}", asked, mend))
    if problems:
        raise WorkflowError(problems)
