"""How a field of a command is declared: its limits, its vocabulary and what it means."""

from __future__ import annotations

from dataclasses import MISSING, field
from typing import Any

LONG_TEXT = 20_000
SHORT_TEXT = 400


def words(
    description: str, *, longest: int = LONG_TEXT, default: Any = MISSING, blank: bool = False
) -> Any:
    """A free-text field of at most `longest` characters; `blank` allows an empty string.

    A field that a Code requires is declared with `default=None`, so that leaving it out is
    refused by the rule and its provision, not by the schema.
    """
    return _declare({"description": description, "longest": longest, "blank": blank}, default)


def term(
    vocabulary: str, description: str, *, default: Any = MISSING, blank: bool = False
) -> Any:
    """A key of the named vocabulary (`workflows/vocabularies`); `blank` reads "" as nothing."""
    return _declare(
        {"description": description, "vocabulary": vocabulary, "blank": blank}, default
    )


def choice(
    *allowed: str, description: str, default: Any = MISSING, blank: bool = False
) -> Any:
    """One of the words listed; `blank` reads "" as nothing."""
    return _declare({"description": description, "choice": allowed, "blank": blank}, default)


def given(description: str, *, default: Any = MISSING, **limits: Any) -> Any:
    """Any other field; `limits` may hold `least`, `most` (numbers) or `fewest` (lists)."""
    return _declare({"description": description, **limits}, default)


def _declare(metadata: dict[str, Any], default: Any) -> Any:
    if default is MISSING:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)
