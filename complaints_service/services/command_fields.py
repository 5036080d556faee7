"""The kinds of field that a command can have: each reads a value and describes what it reads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import isclose
from typing import Any

from marshmallow import ValidationError, fields

from complaints_service.services.command_problems import Problem, shown

JsonSchema = dict[str, Any]

LARGEST = 2**31 - 1
MOST_ITEMS = 200
LONGEST_EMAIL = 254
DEEPEST = 20

# Said in full, because engines disagree about what \s and \S cover.
_BLANKS = r"\u0001-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_VISIBLE = re.compile(rf"[^\u0000{_BLANKS}]")
ANY_TEXT = r"^[^\u0000]*$"
VISIBLE_TEXT = rf"^[{_BLANKS}]*[^\u0000{_BLANKS}][^\u0000]*$"
DAY = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = rf"^[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(\.{_LABEL})+$"

_DAY = re.compile(DAY)
EMAIL_FORM = re.compile(EMAIL)


class CommandField(fields.Field[Any]):
    """A field whose faults are `Problem`s and which can describe itself as JSON Schema."""

    default_error_messages: dict[str, Any] = {  # noqa: RUF012 - marshmallow's own declaration
        "required": Problem("required", "is missing", "add it"),
        "null": Problem("null", "is null", "give a value"),
    }

    def json_schema(self) -> JsonSchema:
        """Return the JSON Schema of what this field reads, null left aside."""
        raise NotImplementedError

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        """Wrap the messages above, which marshmallow expects to be text."""
        return ValidationError([self.error_messages[key]])

    def refuse(self, code: str, value: object, mend: str) -> ValidationError:
        """Return the error that says what `value` is and how to mend it."""
        return fault(code, f"is {shown(value)}", mend)


def fault(code: str, found: str, mend: str) -> ValidationError:
    """Return marshmallow's error around one `Problem`."""
    return ValidationError([Problem(code, found, mend)])


class Words(CommandField):
    """Text of at most `longest` characters; `blank` allows one that shows nothing."""

    def __init__(self, longest: int, *, blank: bool, **rest: Any) -> None:
        super().__init__(**rest)
        self.longest = longest
        self.blank = blank

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> str:
        if not isinstance(value, str):
            raise self.refuse("wrong_type", value, "write text")
        if len(value) > self.longest:
            raise fault("too_long", f"has {len(value)} characters",
                        f"write at most {self.longest}")
        if "\0" in value or not _is_unicode(value):
            raise fault("bad_character", "holds a character that is no text",
                        "leave out NUL and half surrogate pairs")
        if not self.blank and not _VISIBLE.search(value):
            raise fault("blank", "is blank", "write something or leave it out")
        return value

    def json_schema(self) -> JsonSchema:
        """Describe text."""
        shape = {"type": "string", "maxLength": self.longest}
        return {**shape, "pattern": ANY_TEXT} if self.blank else {
            **shape, "minLength": 1, "pattern": VISIBLE_TEXT
        }


class OneOf(CommandField):
    """One of the words listed; `kind` says what the list is, `blank` reads "" as nothing."""

    def __init__(
        self, words: Sequence[str], kind: str, *, blank: bool = False, **rest: Any
    ) -> None:
        super().__init__(**rest)
        self.words = tuple(words)
        self.kind = kind
        self.blank = blank

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> str | None:
        if self.blank and value == "":
            return None
        if not isinstance(value, str) or value not in self.words:
            few = ", ".join(self.words[:12]) + (" …" if len(self.words) > 12 else "")
            raise self.refuse("not_listed", value, f"choose one of {self.kind}: {few}")
        return value

    def json_schema(self) -> JsonSchema:
        """Describe the list."""
        return {"type": "string", "enum": [*self.words, *([""] if self.blank else [])]}


class Email(CommandField):
    """An email address."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> str:
        fits = isinstance(value, str) and len(value) <= LONGEST_EMAIL
        if not fits or not EMAIL_FORM.fullmatch(value):
            raise self.refuse("bad_email", value, "write an address such as name@example.org")
        return str(value)

    def json_schema(self) -> JsonSchema:
        """Describe an address; the pattern stands for the format."""
        return {"type": "string", "maxLength": LONGEST_EMAIL, "pattern": EMAIL}


class Day(CommandField):
    """A date as `YYYY-MM-DD`."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> date:
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        raise self.refuse("bad_date", value, "write a date as YYYY-MM-DD, such as 2026-12-29")

    def json_schema(self) -> JsonSchema:
        """Describe a date."""
        return {"type": "string", "format": "date", "pattern": DAY}


class Whole(CommandField):
    """A whole number from `least` to `most`, both included."""

    def __init__(self, least: int, most: int, **rest: Any) -> None:
        super().__init__(**rest)
        self.least = least
        self.most = most

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> int:
        is_whole = not isinstance(value, bool) and (
            isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        )
        if not is_whole:
            raise self.refuse("wrong_type", value, "write a whole number")
        if not self.least <= value <= self.most:
            raise self.refuse("out_of_range", value, f"write {self.least} to {self.most}")
        return int(value)

    def json_schema(self) -> JsonSchema:
        """Describe a whole number."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Pounds(CommandField):
    """An amount of money in pounds: a number with at most two decimal places."""

    def __init__(self, least: int, most: int, **rest: Any) -> None:
        super().__init__(**rest)
        self.least = least
        self.most = most

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refuse("wrong_type", value, "write a number of pounds, such as 150.00")
        if not self.least <= value <= self.most:
            raise self.refuse("out_of_range", value, f"write {self.least} to {self.most} pounds")
        pence = round(value * 100)
        # 57 times 0.01 is 0.5700000000000001 in every language that a client may be written in.
        if not isclose(value, pence / 100, rel_tol=1e-12):
            raise self.refuse("too_precise", value, "write pounds with at most two places")
        return Decimal(pence) / 100

    def json_schema(self) -> JsonSchema:
        """Describe an amount."""
        return {"type": "number", "minimum": self.least, "maximum": self.most, "multipleOf": 0.01}


class Truth(CommandField):
    """True or false."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> bool:
        if not isinstance(value, bool):
            raise self.refuse("wrong_type", value, "write true or false")
        return value

    def json_schema(self) -> JsonSchema:
        """Describe a truth."""
        return {"type": "boolean"}


class Whatever(CommandField):
    """An object whose members are judged later, by whatever it is given to."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise self.refuse("wrong_type", value, "write an object")
        if not _storable(value):
            raise self.refuse("invalid", "an object with a NUL character or too deep",
                              "leave NUL characters out and nest less than twenty deep")
        return dict(value)

    def json_schema(self) -> JsonSchema:
        """Describe an object of any members."""
        return {"type": "object"}


def _storable(value: Any, depth: int = 0) -> bool:
    """Whether PostgreSQL can keep it: no NUL, not endlessly deep."""
    if depth > DEEPEST:
        return False
    if isinstance(value, str):
        return "\x00" not in value
    if isinstance(value, Mapping):
        return all(_storable(one, depth + 1) for pair in value.items() for one in pair)
    if isinstance(value, list):
        return all(_storable(one, depth + 1) for one in value)
    return True


class Either(CommandField):
    """Text, or else a value of the other kind."""

    def __init__(self, text: Words, other: CommandField, **rest: Any) -> None:
        super().__init__(**rest)
        self.text = text
        self.other = other

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> Any:
        kind = self.text if isinstance(value, str) else self.other
        return kind.deserialize(value, attr, data)

    def json_schema(self) -> JsonSchema:
        """Describe both kinds."""
        return {"anyOf": [self.text.json_schema(), self.other.json_schema()]}


class Many(CommandField):
    """A list of `fewest` to `MOST_ITEMS` values of one kind."""

    def __init__(self, item: CommandField | fields.Nested, fewest: int, **rest: Any) -> None:
        super().__init__(**rest)
        self.item = item
        self.fewest = fewest

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise self.refuse("wrong_type", value, "write a list")
        if not self.fewest <= len(value) <= MOST_ITEMS:
            raise fault("wrong_length", f"has {len(value)} items",
                        f"give {self.fewest} to {MOST_ITEMS}")
        read, faults = [], {}
        for place, one in enumerate(value):
            try:
                read.append(self.item.deserialize(one))
            except ValidationError as error:
                faults[place] = error.messages
        if faults:
            raise ValidationError(faults)
        return tuple(read)

    def json_schema(self) -> JsonSchema:
        """Describe the list; the kind of a part is described by who knows its schema."""
        least: Mapping[str, int] = {"minItems": self.fewest} if self.fewest else {}
        return {"type": "array", **least, "maxItems": MOST_ITEMS}


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
