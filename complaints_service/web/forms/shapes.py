"""What a command asks, field by field, read from the dataclass that declares it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, is_dataclass
from dataclasses import fields as fields_of
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Kind = Literal[
    "text", "listed", "email", "day", "whole", "pounds", "truth", "part", "many", "mixed", "data"
]
_PLAIN: Mapping[Any, Kind] = {
    str: "text", int: "whole", Decimal: "pounds", bool: "truth", date: "day"
}


@dataclass(frozen=True)
class Shape:
    """One field: its kind and limits, as `domain.commands.fields` declares them.

    `inner` is the dataclass of a `part`, `item` what a `many` repeats; `mixed` is one of text or
    something else; `data` is any other, which no form asks. `needed` cannot be left out.
    """

    name: str
    kind: Kind
    limits: Mapping[str, Any]
    needed: bool = False
    inner: type | None = None
    item: Shape | None = None
    other: type | None = None
    """What a `mixed` field may be besides text."""


@cache
def shapes(kind: type) -> tuple[Shape, ...]:
    """Return the fields of a dataclass that is declared as commands are, in its own order."""
    hints = get_type_hints(kind)
    return tuple(
        _shape(one.name, hints[one.name], one.metadata,
               needed=one.default is MISSING and one.default_factory is MISSING)
        for one in fields_of(kind)
    )


def askable(kind: type) -> bool:
    """Whether a form can ask everything that must be given."""
    return all(one.kind != "data" or not one.needed for one in shapes(kind))


def _shape(name: str, hint: Any, limits: Mapping[str, Any], *, needed: bool) -> Shape:
    if get_origin(hint) is tuple:
        item = _shape(name, get_args(hint)[0], limits, needed=True)
        return Shape(name, "many", limits, needed, item=item)
    if get_origin(hint) in (Union, UnionType):
        kinds = [one for one in get_args(hint) if one is not NoneType]
        if len(kinds) > 1:
            other = next(one for one in kinds if one is not str)
            return Shape(name, "mixed", limits, needed, other=other)
        hint = kinds[0]
    if is_dataclass(hint):
        return Shape(name, "part", limits, needed, inner=hint)  # type: ignore[arg-type]
    return Shape(name, _kind(hint, limits), limits, needed)


def _kind(hint: Any, limits: Mapping[str, Any]) -> Kind:
    if "vocabulary" in limits or "choice" in limits:
        return "listed"
    return "email" if limits.get("kind") == "email" else _PLAIN.get(hint, "data")
