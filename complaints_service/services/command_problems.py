"""What can be wrong with one value, and the sentence that tells a person how to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from complaints_service.services.errors import FieldError

MOST_ERRORS = 50
"""More faults than this are not told at once: a hostile body must not make a long answer."""

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault: `found` continues a sentence that begins with the field; `mend` ends it."""

    code: str
    found: str
    mend: str

    def at(self, path: str) -> FieldError:
        """Tell it of the field at `path` (dotted; empty for the whole of the data)."""
        return FieldError(path, self.code, f"{path or 'data'} {self.found}; {self.mend}.")


def shown(value: object) -> str:
    """Return `value` as written in JSON, more or less, shortened."""
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        # Only its beginning: a value may be as long as a whole body.
        value = value[: _SHOWN + 1]
    text = json.dumps(value) if value is None or isinstance(value, bool) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def field_errors(messages: Mapping[Any, Any]) -> tuple[FieldError, ...]:
    """Flatten marshmallow's nested messages, whose leaves are lists of `Problem`."""
    return tuple(islice(_errors(messages, ""), MOST_ERRORS))


def _errors(messages: object, path: str) -> Iterator[FieldError]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _errors(inner, path if key == "_schema" else _joined(path, key))
    elif isinstance(messages, list):
        for one in messages:
            yield from _errors(one, path)
    elif isinstance(messages, Problem):
        yield messages.at(path)
    else:
        raise TypeError(f"{messages!r} at {path} is no Problem")


def _joined(path: str, key: object) -> str:
    name = str(key)[:_SHOWN]
    return f"{path}.{name}" if path else name
