"""Reads what was posted back into the JSON data of a command, whatever somebody sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from complaints_service.services.command_fields import MOST_ITEMS
from complaints_service.web.forms.dates import written_day
from complaints_service.web.forms.paths import PARTS_OF_DATE, joined
from complaints_service.web.forms.shapes import Shape, shapes
from complaints_service.web.forms.words import FormWords

ADD, REMOVE = "_add", "_remove"
ABSENT: Any = object()

_WHOLE = re.compile(r"[0-9]{1,9}")
_POUNDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
DEEPEST = 4
_PLACE = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Posted:
    """What was posted: `data` for `parse_command`, and `values` to show the form again.

    `values` keeps what was typed as it was typed, and has one entry more or less where `adding`
    names a list, or `removing` an entry of one; then nothing is to be done but to show it again.
    """

    data: dict[str, Any]
    values: dict[str, Any]
    adding: str | None = None
    removing: str | None = None


def read(kind: type, words: FormWords, posted: MultiDict[str, str]) -> Posted:
    """Return what was posted for the dataclass `kind`; blank optional fields are left out.

    What cannot be read, such as "ten" for a number, goes on as it was typed, so that the schema
    refuses it by name. Never raises for anything that can be posted.
    """
    tree = _tree(posted)
    adding, removing = posted.get(ADD), posted.get(REMOVE)
    lists = {one.name for one in shapes(kind) if one.item is not None and one.item.inner}
    adding = adding if adding in lists else None
    removing = removing if removing and removing.partition(".")[0] in lists else None
    values = _Typed().part(kind, tree, adding, removing)
    return Posted(_Read().part(kind, tree), values, adding, removing)


@dataclass
class _Node:
    """What was posted under one step of a name: its texts, and what lies below it."""

    texts: list[str] = field(default_factory=list)
    below: dict[str, _Node] = field(default_factory=dict)

    def at(self, step: str) -> _Node:
        """Return what lies below, an empty node where there is nothing."""
        return self.below.get(step, NOTHING)

    @property
    def text(self) -> str:
        """The first text."""
        return next(iter(self.texts), "")

    def numbered(self) -> list[tuple[str, _Node]]:
        """The entries of a list by their numbers, one more than may be given at most."""
        found = sorted((step for step in self.below if _PLACE.fullmatch(step)), key=int)
        return [(step, self.below[step]) for step in found[: MOST_ITEMS + 1]]


NOTHING = _Node()


def _tree(posted: MultiDict[str, str]) -> _Node:
    root = _Node()
    for name, texts in posted.lists():
        node = root
        for step in name.split(".", DEEPEST):
            node = node.below.setdefault(step, _Node())
        node.texts += [one.replace("\r\n", "\n").replace("\r", "\n") for one in texts]
    return root


class _Read:
    """Makes the data: blank is left out, numbers and dates are what they mean."""

    def part(self, kind: type, place: _Node) -> dict[str, Any]:
        """Return the data of one dataclass."""
        read = ((one.name, self.value(one, place.at(one.name))) for one in shapes(kind))
        return {name: value for name, value in read if value is not ABSENT}

    def value(self, shape: Shape, place: _Node) -> Any:
        """Return the value of one field, or ABSENT."""
        if shape.inner is not None:
            made = self.part(shape.inner, place)
            return made if made or shape.needed else ABSENT
        if shape.item is not None:
            return self._many(shape.item, place)
        if shape.kind == "data":
            return ABSENT
        if shape.kind == "day":
            return _day(place)
        text = place.text
        return _meant(shape, text) if text.strip() else ABSENT

    def _many(self, item: Shape, place: _Node) -> Any:
        if item.inner is not None:
            kind = item.inner
            entries = [self.part(kind, one) for _, one in place.numbered()]
            return [one for one in entries if one]
        texts = [*place.texts, *place.at("words").texts]
        parts = [line.strip() for text in texts for line in text.split("\n")]
        return [_meant(item, one) for one in parts if one][: MOST_ITEMS + 1]


class _Typed:
    """Keeps what was typed, to show it again; an entry is added or left out as asked."""

    def part(
        self, kind: type, place: _Node, adding: str | None = None, removing: str | None = None
    ) -> dict[str, Any]:
        """Return what was typed into the fields of one dataclass."""
        made = {one.name: self._value(one, place.at(one.name), removing)
                for one in shapes(kind)}
        if adding is not None:
            made[adding] = [*made[adding], {}][: MOST_ITEMS + 1]
        return made

    def _value(self, shape: Shape, place: _Node, removing: str | None) -> Any:
        if shape.inner is not None:
            typed = self.part(shape.inner, place)
            return typed if _says(typed) else None
        if shape.item is not None and shape.item.inner is not None:
            return [
                self.part(shape.item.inner, one) for step, one in place.numbered()
                if joined(shape.name, step) != removing
            ]
        if shape.item is not None:
            return _Read().value(shape, place)
        if shape.kind == "day" and any(part in place.below for part in PARTS_OF_DATE):
            return {part: place.at(part).text for part in PARTS_OF_DATE}
        return place.text


def _says(typed: Any) -> bool:
    """Whether anything was typed at all."""
    if isinstance(typed, Mapping):
        return any(_says(one) for one in typed.values())
    return bool(typed.strip()) if isinstance(typed, str) else bool(typed)


def _day(place: _Node) -> Any:
    parts = [place.at(part).text.strip() for part in PARTS_OF_DATE]
    if not any(parts):
        whole = place.text.strip()
        return whole or ABSENT
    return written_day(*parts)


def _meant(shape: Shape, text: str) -> Any:
    bare = text.strip()
    if shape.kind == "whole":
        return int(bare) if _WHOLE.fullmatch(bare) else bare
    if shape.kind == "pounds":
        plain = _without(bare, "£, ")
        return float(plain) if _POUNDS.fullmatch(plain) else bare
    if shape.kind == "truth":
        return {"yes": True, "no": False}.get(bare, bare)
    if shape.other is int and _WHOLE.fullmatch(bare):
        return int(bare)
    return bare


def _without(text: str, characters: Iterable[str]) -> str:
    return "".join(one for one in text if one not in characters)
