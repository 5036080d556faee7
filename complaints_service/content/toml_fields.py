"""Strict marshmallow fields for TOML values, whose messages say how to mend the value."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

UNKNOWN = "is not a key known here; remove it or correct its spelling"
MISSING = "is missing; add it"

# As marshmallow declares the attribute, which is why it is no ClassVar below.
Messages = dict[str, str | list[Any] | dict[Any, Any]]


class TomlSchema(Schema):
    """A table that refuses every key it does not name."""

    class Meta:
        """Unknown keys are refused, never dropped."""

        unknown = RAISE

    error_messages: dict[str, str] = {  # noqa: RUF012 - as marshmallow declares it
        "unknown": UNKNOWN,
        "type": "must be a table; write it as one",
    }


class _Strict(fields.Field[Any]):
    """A field that takes one TOML type and no other."""

    default_error_messages: Messages = {"required": MISSING, "null": MISSING}  # noqa: RUF012
    mend = "write another value"

    def accepts(self, value: object) -> bool:
        """Say whether the value is of the type wanted."""
        raise NotImplementedError

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not self.accepts(value):
            raise ValidationError(self.mend)
        return value


class Words(_Strict):
    """Text with at least one character that is not a space."""

    mend = "write some words in quotation marks"

    def accepts(self, value: object) -> bool:
        """Take any text but a blank one."""
        return isinstance(value, str) and bool(value.strip())


class Text(_Strict):
    """Text, which may be blank."""

    mend = "write text in quotation marks"

    def accepts(self, value: object) -> bool:
        """Take any text."""
        return isinstance(value, str)


class Whole(_Strict):
    """A whole number, 0 or more."""

    mend = "write a whole number, 0 or more, without quotation marks"

    def accepts(self, value: object) -> bool:
        """Take a whole number; true and false are none."""
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0


class Truth(_Strict):
    """True or false."""

    mend = "write true or false without quotation marks"

    def accepts(self, value: object) -> bool:
        """Take true or false."""
        return isinstance(value, bool)


class Day(_Strict):
    """A date without a time."""

    mend = "write a date as YYYY-MM-DD without quotation marks"

    def accepts(self, value: object) -> bool:
        """Take a TOML date."""
        return isinstance(value, date) and not isinstance(value, datetime)


class OneOf(_Strict):
    """One of a few words."""

    def __init__(self, *allowed: str, **kwargs: Any) -> None:
        """Name the words allowed."""
        super().__init__(**kwargs)
        self.allowed = allowed
        self.mend = "write one of " + ", ".join(allowed)

    def accepts(self, value: object) -> bool:
        """Take one of the words."""
        return value in self.allowed


class WordsList(_Strict):
    """A list of texts, none of them blank."""

    mend = "write a list of words, each in quotation marks"

    def accepts(self, value: object) -> bool:
        """Take a list of texts."""
        return isinstance(value, list) and all(
            isinstance(item, str) and item.strip() for item in value
        )


class Table(fields.Nested):
    """A table inside a table."""

    default_error_messages: Messages = {"required": MISSING, "null": MISSING}  # noqa: RUF012


class Tables(fields.List[Any]):
    """A list of tables."""

    default_error_messages: Messages = {  # noqa: RUF012
        "required": MISSING,
        "null": MISSING,
        "invalid": "must be a list of tables; write each below its own heading in [[ ]]",
    }

    def __init__(self, schema: type[Schema], **kwargs: Any) -> None:
        """Say what each table looks like."""
        super().__init__(fields.Nested(schema), **kwargs)
