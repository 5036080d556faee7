"""Reads the data of a command from JSON, and describes it as JSON Schema: one source for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, is_dataclass
from dataclasses import fields as fields_of
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

from marshmallow import RAISE, Schema, ValidationError, fields, post_load

from complaints_service import clock
from complaints_service.content.rules import load_rules
from complaints_service.domain.commands.fields import LONG_TEXT
from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.services.command_fields import (
    LARGEST,
    CommandField,
    Day,
    Either,
    Email,
    JsonSchema,
    Many,
    OneOf,
    Pounds,
    Truth,
    Whatever,
    Whole,
    Words,
)
from complaints_service.services.command_problems import Problem, field_errors, shown
from complaints_service.services.errors import FieldError, InvalidCommand

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class PartSchema(Schema):
    """Reads one dataclass; a field that it does not have is refused."""

    class Meta:
        """Nothing unknown is ever ignored."""

        unknown = RAISE

    error_messages: dict[str, Any] = {  # noqa: RUF012 - marshmallow declares it on the instance
        "unknown": Problem("unknown", "is no field here", "remove it"),
        "type": Problem("wrong_type", "is no object", "write one"),
    }
    kind: ClassVar[type]
    """The dataclass that is made."""

    @post_load
    def make(self, read: dict[str, Any], **_: Any) -> Any:
        """Make the dataclass of what was read."""
        return self.kind(**read)


class Part(fields.Nested):
    """A dataclass inside another."""

    default_error_messages = CommandField.default_error_messages
    make_error = CommandField.make_error


def parse_command(name: str, data: object, *, today: date | None = None) -> Any:
    """Return the dataclass of the command `name` that the JSON value `data` describes.

    Words of vocabularies must be valid on `today`, a London date (the present one when None).
    Raises `InvalidCommand` with every fault, for an unknown command too. What a Code requires is
    not asked for here: its absence is refused by the rule.
    """
    if name not in COMMANDS:
        raise InvalidCommand([unknown_command(name)])
    return parse(COMMANDS[name].data, data, today=today)


def parse(kind: type, data: object, *, today: date | None = None) -> Any:
    """Return the dataclass `kind`, declared as commands are, that `data` describes.

    Raises `InvalidCommand` with every fault.
    """
    try:
        return _schema(kind, today or _today()).load(data)  # type: ignore[arg-type]
    except ValidationError as error:
        raise InvalidCommand(field_errors(_by_field(error.messages))) from None


def unknown_command(name: object) -> FieldError:
    """Return the fault of a command that does not exist."""
    found = f"is {shown(name)}, which is no command"
    return Problem("unknown", found, "use one that is listed").at("command")


def command_schema(name: str, *, today: date | None = None) -> JsonSchema:
    """Return the JSON Schema (2020-12) of the data of the command `name`; KeyError if unknown."""
    return schema_of(COMMANDS[name].data, today=today)


def schema_of(kind: type, *, today: date | None = None) -> JsonSchema:
    """Return the JSON Schema of what `parse` reads for the dataclass `kind`."""
    return {"$schema": DIALECT, **_described(_schema(kind, today or _today()))}


def _today() -> date:
    return clock.london_date(clock.now())


def _by_field(messages: Any) -> Mapping[Any, Any]:
    return messages if isinstance(messages, Mapping) else {"_schema": messages}


@lru_cache(maxsize=512)
def _schema(kind: type, today: date) -> PartSchema:
    hints = get_type_hints(kind)
    made = {
        one.name: _field(hints[one.name], one.metadata, today, **_presence(one, hints[one.name]))
        for one in fields_of(kind)
    }
    built = PartSchema.from_dict(made, name=kind.__name__)
    built.kind = kind  # type: ignore[attr-defined]
    return built()  # type: ignore[return-value]


def _presence(one: Field[Any], hint: Any) -> dict[str, Any]:
    required = one.default is MISSING and one.default_factory is MISSING
    return {"required": required, "allow_none": NoneType in get_args(hint)}


def _field(hint: Any, limits: Mapping[str, Any], today: date, **presence: Any) -> fields.Field[Any]:
    presence["metadata"] = {"description": limits.get("description", "")}
    if get_origin(hint) is tuple:
        item = _field(get_args(hint)[0], {**limits, "description": ""}, today)
        return Many(item, limits.get("fewest", 0), **presence)  # type: ignore[arg-type]
    if get_origin(hint) in (Union, UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not NoneType]
        if len(kinds) == 2:
            return _either(kinds, limits, today, **presence)
        return _field(kinds[0], limits, today, **presence)
    if is_dataclass(hint):
        return Part(_schema(hint, today), **presence)  # type: ignore[arg-type]
    return _plain(hint, limits, today, **presence)


def _either(kinds: list[Any], limits: Mapping[str, Any], today: date, **presence: Any) -> Either:
    other = next(kind for kind in kinds if kind is not str)
    text = Words(limits.get("longest", LONG_TEXT), blank=True)
    return Either(text, _plain(other, limits, today), **presence)


def _plain(hint: Any, limits: Mapping[str, Any], today: date, **presence: Any) -> CommandField:
    if hint is str:
        return _text(limits, today, **presence)
    if hint in (int, Decimal):
        number = Whole if hint is int else Pounds
        return number(limits.get("least", 1), limits.get("most", LARGEST), **presence)
    kinds: dict[Any, type[CommandField]] = {bool: Truth, date: Day}
    # What is left is an object of any members: the data of a draft.
    return kinds.get(hint, Whatever)(**presence)


def _text(limits: Mapping[str, Any], today: date, **presence: Any) -> CommandField:
    blank = limits.get("blank", False)
    if "vocabulary" in limits:
        vocabulary = load_rules().vocabularies[limits["vocabulary"]]
        words = [term.key for term in vocabulary.on(today)]
        return OneOf(words, vocabulary.title.lower(), blank=blank, **presence)
    if "choice" in limits:
        return OneOf(limits["choice"], "the words", blank=blank, **presence)
    if limits.get("kind") == "email":
        return Email(**presence)
    return Words(limits.get("longest", LONG_TEXT), blank=blank, **presence)


def _described(schema: PartSchema) -> JsonSchema:
    fields_ = schema.fields
    required = [name for name, one in fields_.items() if one.required]
    return {
        "type": "object",
        "description": (schema.kind.__doc__ or "").split("\n\n")[0].strip(),
        "properties": {name: _described_field(one) for name, one in fields_.items()},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _described_field(one: Any) -> JsonSchema:
    shape = _shape(one)
    if one.allow_none:
        shape = _or_null(shape)
    description = one.metadata.get("description")
    return {**shape, "description": description} if description else shape


def _shape(one: Any) -> JsonSchema:
    if isinstance(one, Part):
        return _described(one.schema)  # type: ignore[arg-type]
    shape: JsonSchema = one.json_schema()
    return {**shape, "items": _shape(one.item)} if isinstance(one, Many) else shape


def _or_null(shape: JsonSchema) -> JsonSchema:
    if "anyOf" in shape:
        return {"anyOf": [*shape["anyOf"], {"type": "null"}]}
    if shape["type"] == "object":
        return {"anyOf": [shape, {"type": "null"}]}
    nullable = {**shape, "type": [shape["type"], "null"]}
    return {**nullable, "enum": [*shape["enum"], None]} if "enum" in shape else nullable
