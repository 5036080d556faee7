"""Reads the vocabularies; a council's own list stands in place of the shipped one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from marshmallow import Schema, fields

from complaints_service.content.problems import WorkflowError, problem
from complaints_service.content.toml_fields import (
    Day,
    OneOf,
    Tables,
    Text,
    TomlSchema,
    Truth,
    Whole,
    Words,
    WordsList,
)
from complaints_service.content.tomlfiles import load_toml
from complaints_service.domain.vocabularies import Term, Vocabulary

_PLAIN = ("key", "label", "from_on", "to_on")

# What a term may say beyond its key, label and dates, list by list.
_EXTRAS: dict[str, dict[str, fields.Field[Any]]] = {
    "adjustments": {"not_by": WordsList(), "made_elsewhere": Truth()},
    "causes": {"parent": Words()},
    "escalation_grounds": {
        "policy_paragraph": Words(required=True),
        "signpost": Words(required=True),
        "provisions": WordsList(required=True),
    },
    "grounds": {
        "policy_paragraph": Words(required=True),
        "signpost": Words(required=True),
        "provisions": WordsList(required=True),
        "needs": WordsList(),
    },
    "hazard_kinds": {"emergency_from": Day(required=True), "significant_from": Day()},
    "representative_kinds": {"without_form": Truth()},
    "authorities": {"without_form": Truth(), "provisions": WordsList()},
    "letter_kinds": {"stage": Whole(), "provisions": WordsList()},
    "ombudsman_findings": {
        "body": OneOf("lgsco", "housing", required=True),
        "investigated": Truth(required=True),
        "upheld": Truth(required=True),
    },
    "procedures": {
        "body": Words(required=True),
        "basis": Words(required=True),
        "signpost": Words(required=True),
        "calendar": OneOf("england-and-wales", "united-kingdom", "calendar-days"),
        "verified": OneOf("text", "partial", "unverified", required=True),
    },
    "quality_items": {"provisions": WordsList()},
    "remedy_kinds": {"money": Truth(required=True), "provisions": WordsList(required=True)},
    "services": {"landlord": Truth(required=True), "lgsco_family": Words()},
    "tenures": {"landlord": Truth(required=True), "relevant_tenant": Truth(required=True)},
}


def load_vocabularies(shipped: Path, overlay: Path | None) -> Mapping[str, Vocabulary]:
    """Return every vocabulary by its key. Raises WorkflowError with file, key, value and mend."""
    files = {file.name: file for file in sorted(shipped.glob("*.toml"))}
    files |= {file.name: file for file in sorted(overlay.glob("*.toml"))} if overlay else {}
    return MappingProxyType({file.stem: load_vocabulary(file) for file in files.values()})


def load_vocabulary(file: Path) -> Vocabulary:
    """Return the vocabulary in `file`. Raises WorkflowError with every fault."""
    tables = load_toml(file, _schema(file.stem))
    problems = [] if tables["key"] == file.stem else [
        problem(file, "key", tables["key"], f'the file is named {file.name}; write "{file.stem}"')
    ]
    terms = [_term(table) for table in tables["item"]]
    problems += _faults(file, terms)
    if problems:
        raise WorkflowError(problems)
    return Vocabulary(tables["key"], tables["title"], tuple(terms))


def _schema(name: str) -> type[Schema]:
    extras = _EXTRAS.get(name, {})
    item = TomlSchema.from_dict(
        {
            "key": Words(required=True),
            "label": Words(required=True),
            "from_on": Day(data_key="from"),
            "to_on": Day(data_key="to"),
            "note": Text(),
            **extras,
        },
        name=f"{name}_item",
    )
    return TomlSchema.from_dict(
        {
            "key": Words(required=True),
            "title": Words(required=True),
            "note": Text(),
            "item": Tables(item, required=True),
        },
        name=f"{name}_file",
    )


def _term(table: Mapping[str, Any]) -> Term:
    extras = {key: value for key, value in table.items() if key not in _PLAIN}
    return Term(
        key=table["key"],
        label=table["label"],
        from_on=table.get("from_on"),
        to_on=table.get("to_on"),
        extras=MappingProxyType(extras),
    )


def _faults(file: Path, terms: list[Term]) -> list[str]:
    if not terms:
        return [problem(file, "item", [], "a list needs at least one item; add one")]
    problems: list[str] = []
    keys = [term.key for term in terms]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        problems.append(problem(file, "key", key, "it stands twice; keep one"))
    for term in terms:
        if term.from_on and term.to_on and term.to_on < term.from_on:
            mend = f"it ends before it begins on {term.from_on}; correct one of the two"
            problems.append(problem(file, f"{term.key}.to", term.to_on, mend))
        parent = term.extras.get("parent")
        if parent is not None and parent not in keys:
            mend = "no item has that key; correct it or add the item"
            problems.append(problem(file, f"{term.key}.parent", parent, mend))
    return problems
