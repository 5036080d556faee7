"""Personal data and free text are kept apart: an event holds only a salted digest of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Private:
    """A value on its way into an event, still readable; `value` is text or JSON-shaped."""

    value: Any


@dataclass(frozen=True)
class Sealed:
    """What stands in its place: the hex SHA-256 of salt and payload, both kept apart."""

    sha256: str


def sealed(value: Mapping[str, str] | None) -> Sealed | None:
    """Read a sealed value from an event's data."""
    return None if value is None else Sealed(value["sha256"])


def surely_sealed(value: Mapping[str, str]) -> Sealed:
    """Read a sealed value that must be there."""
    return Sealed(value["sha256"])


def private(text: str | None) -> Private | None:
    """Wrap free text on its way into an event; blank text is no text."""
    return Private(text.strip()) if text and text.strip() else None


def seal(value: Any, digest: Callable[[Any], str]) -> Any:
    """Replace each `Private` in JSON-shaped data by `{"sha256": digest(payload)}`.

    Raises TypeError for a fraction: no two programs are sure to write it alike, and what is sealed
    is hashed as written. Count in pence, days and the like.
    """
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Private):
        return {"sha256": digest(value.value)}
    # The shapes of data come first: to ask for any mapping at all takes much longer.
    if isinstance(value, (dict, Mapping)):
        return {key: seal(item, digest) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [seal(item, digest) for item in value]
    raise TypeError(f"{value!r} cannot stand in an event; write it as text or a whole number")
