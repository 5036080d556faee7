"""Reads `workflows/remedy_guidance.toml`: what the Ombudsmen's guidance says about money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from complaints_service.content.places import find
from complaints_service.content.problems import WorkflowError, problem
from complaints_service.content.toml_fields import (
    Day,
    OneOf,
    Tables,
    TomlSchema,
    Whole,
    Words,
    WordsList,
)
from complaints_service.content.tomlfiles import load_toml

FILE = "remedy_guidance.toml"


@dataclass(frozen=True)
class Advised:
    """Something an Ombudsman's guidance says: `said` in our words, from `source`, looked at on
    `checked` (a London date). `verified` is `text`, `partial` or `unverified`."""

    body: str
    said: str
    source: str
    checked: date
    verified: str


@dataclass(frozen=True)
class Band:
    """Pounds from `least` to `most` (None: no upper figure), both inclusive, for some heads of
    money; `per` says of what, blank: in all. `until` is the last day on which it was used."""

    advised: Advised
    heads: frozenset[str]
    least: int
    most: int | None
    per: str
    until: date | None


@dataclass(frozen=True)
class RemedyGuidance:
    """All that the guidance says, in the file's order."""

    orders: tuple[Advised, ...]
    bands: tuple[Band, ...]


_SAID: Mapping[str, Any] = {
    "body": OneOf("lgsco", "housing", required=True),
    "said": Words(required=True),
    "source": Words(required=True),
    "checked": Day(required=True),
    "verified": OneOf("text", "partial", "unverified", required=True),
}
_ORDER = TomlSchema.from_dict(dict(_SAID), name="guidance_order")
_BAND = TomlSchema.from_dict(
    {**_SAID, "heads": WordsList(required=True), "from_": Whole(required=True, data_key="from"),
     "to": Whole(), "per": Words(), "until": Day()}, name="guidance_band")


class _File(TomlSchema):
    order = Tables(_ORDER)
    band = Tables(_BAND)


@cache
def load_remedy_guidance() -> RemedyGuidance:
    """Return the guidance, the council's own file before the shipped one; kept once read.

    Raises `WorkflowError` with a sentence for every fault of the file.
    """
    return read_remedy_guidance(find("workflows", FILE))


def read_remedy_guidance(file: Path) -> RemedyGuidance:
    """Return the guidance of one file. Raises `WorkflowError` with every fault."""
    raw = load_toml(file, _File)
    bands = raw.get("band", ())
    faults = [
        problem(file, f"band {place + 1}.to", one["to"], f"it is less than {one['from_']}; "
                "correct one of the two")
        for place, one in enumerate(bands) if "to" in one and one["to"] < one["from_"]
    ]
    if faults:
        raise WorkflowError(faults)
    return RemedyGuidance(
        tuple(_advised(one) for one in raw.get("order", ())),
        tuple(Band(_advised(one), frozenset(one["heads"]), one["from_"], one.get("to"),
                   one.get("per", ""), one.get("until")) for one in bands),
    )


def _advised(table: Mapping[str, Any]) -> Advised:
    return Advised(table["body"], table["said"], table["source"], table["checked"],
                   table["verified"])
