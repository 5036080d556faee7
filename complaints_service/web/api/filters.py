"""Reads the query of a list: what is not known is refused, never ignored."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import request

from complaints_service.domain.london import write_instant
from complaints_service.services.command_fields import DAY, LARGEST
from complaints_service.services.command_problems import Problem, shown
from complaints_service.services.errors import FieldError, InvalidCommand
from complaints_service.web.api.bodies import INSTANT_PATTERN

MOST_ITEMS = 200
USUAL_ITEMS = 50
LONGEST_VALUE = 400

Json = dict[str, Any]
Place = tuple[Any, ...]


@dataclass(frozen=True)
class Filter:
    """How one parameter is read (`ValueError` says it cannot be), and described."""

    read: Callable[[str], Any]
    schema: Json
    words: str
    mend: str


def one_of(words: Sequence[str], description: str) -> Filter:
    """A parameter that takes one of these words."""
    def read(value: str) -> str:
        if value not in words:
            raise ValueError(value)
        return value

    return Filter(read, {"type": "string", "enum": list(words)}, description,
                  f"choose from {', '.join(words)}")


def text(description: str, longest: int = 200) -> Filter:
    """A parameter that takes text."""
    def read(value: str) -> str:
        if not 0 < len(value) <= longest or "\0" in value:
            raise ValueError(value)
        return value

    return Filter(read, {"type": "string", "minLength": 1, "maxLength": longest}, description,
                  f"write 1 to {longest} characters")


def day(description: str) -> Filter:
    """A parameter that takes a date."""
    def read(value: str) -> date:
        if not re.fullmatch(DAY, value):
            raise ValueError(value)
        return date.fromisoformat(value)

    return Filter(read, {"type": "string", "format": "date", "pattern": DAY}, description,
                  "write a date as YYYY-MM-DD")


def instant(description: str) -> Filter:
    """A parameter that takes an instant with its offset."""
    def read(value: str) -> datetime:
        if not re.fullmatch(INSTANT_PATTERN, value):
            raise ValueError(value)
        return datetime.fromisoformat(value)

    schema = {"type": "string", "format": "date-time", "pattern": INSTANT_PATTERN}
    return Filter(read, schema, description, "write an instant such as 2026-12-19T22:40:00Z")


def truth(description: str) -> Filter:
    """A parameter that is true or false."""
    def read(value: str) -> bool:
        return {"true": True, "false": False}[value]

    return Filter(read, {"type": "boolean"}, description, "write true or false")


def _limit(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", value) or not 1 <= int(value) <= MOST_ITEMS:
        raise ValueError(value)
    return int(value)


LIMIT = Filter(
    _limit, {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": USUAL_ITEMS},
    "How many items at most", f"write 1 to {MOST_ITEMS}",
)
CURSOR = text("Where to begin: `next` of the page before", longest=LONGEST_VALUE)
PAGING: Mapping[str, Filter] = {"limit": LIMIT, "cursor": CURSOR}


def read_query(filters: Mapping[str, Filter]) -> dict[str, Any]:
    """Return the parameters given, read. Raises `InvalidCommand` naming every unknown, repeated
    or unreadable one."""
    found: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, values in list(request.args.lists())[:50]:
        known = filters.get(name)
        if known is None:
            errors.append(Problem("unknown", "is no filter here", "remove it").at(name[:60]))
        elif len(values) > 1:
            errors.append(Problem("repeated", "stands more than once", "give it once").at(name))
        else:
            try:
                found[name] = known.read(values[0])
            except (ValueError, KeyError):
                problem = Problem("invalid", f"is {shown(values[0])}", known.mend)
                errors.append(problem.at(name))
    if errors:
        raise InvalidCommand(errors)
    return found


def written_cursor(after: Place | None) -> str | None:
    """Return the cursor that leads to `after`."""
    if after is None:
        return None
    plain = [write_instant(one) if isinstance(one, datetime) else one for one in after]
    raw = json.dumps(plain, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def read_cursor(cursor: str | None, kinds: Sequence[type]) -> Place | None:
    """Return the place a cursor leads to; `kinds` are the types of its values.

    Raises `InvalidCommand` for one that no page gave.
    """
    if cursor is None:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(kinds):
            raise ValueError(cursor)
        return tuple(_typed(value, kind) for value, kind in zip(values, kinds, strict=True))
    except (ValueError, binascii.Error, RecursionError, OverflowError):
        problem = Problem("invalid", "is no cursor of this list", "use `next` of a page as it is")
        raise InvalidCommand([problem.at("cursor")]) from None


def _typed(value: Any, kind: type) -> Any:
    if kind is datetime and isinstance(value, str):
        return datetime.fromisoformat(value).astimezone(UTC)
    bad_text = isinstance(value, str) and ("\0" in value or not value.isascii())
    bad_number = isinstance(value, int) and not 0 <= value <= LARGEST
    if type(value) is not kind or bad_text or bad_number:
        raise ValueError(value)
    return value
