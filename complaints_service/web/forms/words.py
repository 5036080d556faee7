"""The words of every form, from `templates/web/forms/*.toml`, a council's own before ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from marshmallow import Schema, fields

from complaints_service.content.places import overlays
from complaints_service.content.problems import WorkflowError
from complaints_service.content.toml_fields import (
    OneOf,
    Table,
    Text,
    TomlSchema,
    Truth,
    Whole,
    Words,
)
from complaints_service.content.tomlfiles import load_toml, read_toml
from complaints_service.domain.commands.improvements import IMPROVEMENT_COMMANDS
from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.web import shown
from complaints_service.web.forms.shapes import Shape, shapes

FOLDER = "web/forms"
WIDGETS = (
    "text", "textarea", "radios", "select", "checkboxes", "date", "email", "money", "number",
    "yes_no", "tick", "lines", "repeat", "fixed", "group", "hidden",
)
SHOW = ("always", "officer", "several", "adjusted", "never")


def _inside(kind: type) -> Iterator[type]:
    """Yield the dataclasses that stand inside this one, and inside those."""
    for one in shapes(kind):
        part = one.inner or (one.item.inner if one.item else None)
        if part is not None:
            yield part
            yield from _inside(part)


PARTS: Mapping[str, type] = MappingProxyType({
    part.__name__: part for one in COMMANDS.values() for part in _inside(one.data)
})
"""The dataclasses that stand inside commands, by name."""


@dataclass(frozen=True)
class FieldWords:
    """What a form says of one field; whatever is blank falls back on its declaration.

    `show` is `always`, `officer` (to officers alone), `several` (where there is
    something to choose), `adjusted` (where an adjustment is agreed) or `never`; `missing` is said
    when nothing was given; `options` name the words of a short list; `blank` is the text of "no
    choice"; `add` and `entry` belong to lists. Fields beside each other with the same `fold` stand
    folded behind these words.
    """

    label: str = ""
    hint: str = ""
    widget: str = ""
    rows: int = 0
    optional: bool | None = None
    show: str = "always"
    missing: str = ""
    blank: str = ""
    add: str = ""
    entry: str = ""
    autocomplete: str = ""
    fold: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


NONE = FieldWords()


@dataclass(frozen=True)
class FormWords:
    """What a form says: as button and heading, in its first sentence, on its button, and after.

    `done` is the sentence that tells what happened; `fields` are in the order shown.
    """

    title: str
    lead: str = ""
    submit: str = ""
    done: str = ""
    fields: Mapping[str, FieldWords] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, FieldWords]] = field(default_factory=dict)
    shared: Mapping[str, FieldWords] = field(default_factory=dict)

    def of(self, kind: type, one: Shape) -> FieldWords:
        """Return the words of a field of `kind`, the form's own dataclass or a part in it."""
        if kind.__name__ in self.parts:
            return self.parts[kind.__name__].get(one.name, NONE)
        return self.fields.get(one.name) or self.shared.get(one.name, NONE)

    def in_order(self, kind: type) -> tuple[Shape, ...]:
        """Return the fields of `kind` in the order shown; how a letter goes comes last."""
        named = list(self.parts.get(kind.__name__, self.fields))
        last = [name for name in self.shared if name not in named]

        def place(one: Shape) -> int:
            if one.name in named:
                return named.index(one.name)
            return len(named) + (1 + last.index(one.name) if one.name in last else 0)

        return tuple(sorted(shapes(kind), key=place))


class _Field(TomlSchema):
    """The words of one field."""

    label = Words()
    hint = Text()
    widget = OneOf(*WIDGETS)
    rows = Whole()
    optional = Truth()
    show = OneOf(*SHOW)
    missing = Words()
    blank = Words()
    add = Words()
    entry = Words()
    autocomplete = Words()
    fold = Words()
    options = fields.Dict(keys=fields.String(), values=Words())


def words_of(command: str) -> FormWords:
    """Return the words of a complaint's command; KeyError for one that does not exist."""
    return _all_words()["commands.toml"][command]


def improvement_words(command: str) -> FormWords:
    """Return the words of an improvement's command; KeyError for one that does not exist."""
    return _all_words()["improvements.toml"][command]


@cache
def _all_words() -> Mapping[str, Mapping[str, FormWords]]:
    return load_words(_folders())


def word_files() -> tuple[Path, ...]:
    """Return every file of words of this installation, the council's own before the shipped."""
    return tuple(file for folder in _folders() for file in sorted(folder.glob("*.toml")))


def faults_of_words() -> list[str]:
    """Return every fault of the words of this installation, each as a sentence."""
    try:
        load_words(_folders())
    except WorkflowError as error:
        return error.problems
    return []


def _folders() -> list[Path]:
    return [folder / FOLDER for folder in overlays("templates")]


def load_words(folders: list[Path]) -> Mapping[str, Mapping[str, FormWords]]:
    """Return the words by file and command; the first folder's words stand before the second's.

    Raises `WorkflowError` with file, key and mend for a command, field or word that is none.
    """
    kinds = {name: one.data for name, one in COMMANDS.items()}
    beneath = _merged(folders, "parts.toml", _parts_schema())
    shared = _fields(beneath.pop("shared", {}))
    inside = {name: _fields(table) for name, table in beneath.items()}
    return {
        name: {
            command: _form(command, tables.get(command, {}), shared, inside) for command in of
        }
        for name, of in (("commands.toml", kinds), ("improvements.toml", IMPROVEMENT_COMMANDS))
        for tables in (_merged(folders, name, _commands_schema(name, of)),)
    }


def _form(
    command: str, table: Mapping[str, Any], shared: Mapping[str, FieldWords],
    inside: Mapping[str, Mapping[str, FieldWords]],
) -> FormWords:
    title = table.get("title") or shown.words(command, "commands")
    return FormWords(
        title=title, lead=table.get("lead", ""), submit=table.get("submit", title),
        done=table.get("done", ""), fields=_fields(table.get("fields", {})), parts=inside,
        shared=shared,
    )


def _fields(tables: Mapping[str, Any]) -> dict[str, FieldWords]:
    return {name: FieldWords(**table) for name, table in tables.items()}


def _commands_schema(name: str, kinds: Mapping[str, type]) -> type[Schema]:
    return TomlSchema.from_dict({
        command: Table(TomlSchema.from_dict({
            "title": Words(), "lead": Text(), "submit": Words(), "done": Words(),
            "fields": Table(_fields_schema(kind)),
        }, name=f"{command}_words"))
        for command, kind in kinds.items()
    }, name=name)


def _parts_schema() -> type[Schema]:
    shared = TomlSchema.from_dict(
        {name: Table(_Field) for name in ("send_by", "sent_outside", "despite_adjustment")},
        name="shared_words",
    )
    return TomlSchema.from_dict({
        "shared": Table(shared),
        **{name: Table(_fields_schema(kind)) for name, kind in PARTS.items()},
    }, name="parts")


def _fields_schema(kind: type) -> type[Schema]:
    return TomlSchema.from_dict({one.name: Table(_Field) for one in shapes(kind)},
                                name=f"{kind.__name__}_words")


def _merged(folders: list[Path], name: str, schema: type[Schema]) -> dict[str, Any]:
    """Every key from the first file that has it; the order is that of what is shipped."""
    made: dict[str, Any] = {}
    for folder in reversed(folders):
        if (folder / name).exists():
            load_toml(folder / name, schema)  # refuses what is wrong, but forgets the file's order
            made = _over(made, read_toml(folder / name))
    return made


def _over(beneath: Any, above: Any) -> Any:
    if not isinstance(beneath, dict) or not isinstance(above, dict):
        return above
    return {**beneath, **{key: _over(beneath.get(key), value) for key, value in above.items()}}
