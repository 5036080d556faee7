"""Lists of words that people choose from, each valid from one day to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a vocabulary: `from_on` and `to_on` are its first and last day, if any.

    `extras` holds what else the file says of it, such as `landlord`, `parent` or `provision`.
    """

    key: str
    label: str
    from_on: date | None = None
    to_on: date | None = None
    extras: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def valid_on(self, day: date) -> bool:
        """Say whether the word may be chosen on `day`, first and last day included."""
        return (self.from_on is None or self.from_on <= day) and (
            self.to_on is None or day <= self.to_on
        )


@dataclass(frozen=True)
class Vocabulary:
    """The terms of one list, in the order in which they are shown."""

    key: str
    title: str
    terms: tuple[Term, ...]
    _by_key: Mapping[str, Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the terms; ValueError when a key stands twice."""
        by_key = {term.key: term for term in self.terms}
        if len(by_key) != len(self.terms):
            raise ValueError(f"A key stands twice in the vocabulary {self.key}.")
        object.__setattr__(self, "_by_key", by_key)

    def get(self, key: str) -> Term:
        """Return the term of that key, retired or not; KeyError when there is none."""
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        """Say whether the vocabulary has that key, retired or not."""
        return key in self._by_key

    def __iter__(self) -> Iterator[Term]:
        """Give every term in order, retired ones included."""
        return iter(self.terms)

    def valid_on(self, key: str, day: date) -> bool:
        """Say whether that key exists and may be chosen on `day`."""
        term = self._by_key.get(key)
        return term is not None and term.valid_on(day)

    def on(self, day: date) -> tuple[Term, ...]:
        """Return the terms that may be chosen on `day`, in order."""
        return tuple(term for term in self.terms if term.valid_on(day))
