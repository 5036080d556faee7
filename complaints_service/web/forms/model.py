"""A form as its template draws it: fields with their words, values, options and errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from complaints_service.domain.vocabularies import Vocabulary


@dataclass(frozen=True)
class Option:
    """One thing to choose: `value` is sent, `text` is read; `group` heads it in a long list."""

    value: str
    text: str
    hint: str = ""
    group: str = ""


@dataclass(frozen=True)
class Choices:
    """What there is to choose from on one complaint, for one reader, on the London date `today`.

    `options` are keyed by a field's path without numbers (`remedies.owner`); `legends` name the
    entries of a list whose entries are fixed, keyed by their own number (`points` → `"1"`).
    """

    today: date
    vocabularies: Mapping[str, Vocabulary]
    options: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    legends: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()
    adjusted: bool = False
    """An adjustment is agreed with the person."""


@dataclass(frozen=True)
class Entry:
    """One entry of a list: a fieldset of its own."""

    name: str
    legend: str
    fields: tuple[FormField, ...]
    removable: bool = True


@dataclass(frozen=True)
class FormField:
    """One field; `name` is its path (`points.0.text`), `id` that of the control to jump to."""

    name: str
    id: str
    label: str
    hint: str
    widget: str
    value: Any = ""
    options: tuple[Option, ...] = ()
    error: str = ""
    parts: tuple[FormField, ...] = ()
    entries: tuple[Entry, ...] = ()
    required: bool = False
    rows: int = 5
    add: str = ""
    blank: str = ""
    missing: str = ""
    autocomplete: str = ""
    folds: bool = False

    @property
    def groups(self) -> list[tuple[str, list[Option]]]:
        """The options under their headings, in the order in which these first come."""
        found: dict[str, list[Option]] = {}
        for one in self.options:
            found.setdefault(one.group, []).append(one)
        return list(found.items())

    @property
    def pairs(self) -> list[tuple[str, str, str]]:
        """Value, text and hint of each radio button; first that of "no choice", where it has words.
        """
        given = [(one.value, one.text, one.hint) for one in self.options]
        return [("", self.blank, ""), *given] if self.blank else given

    @property
    def opens(self) -> bool:
        """Whether something inside a part that folds has been given, or is wrong."""
        inside = [one for one, _ in self.walk()]
        return any(one.error or (isinstance(one.value, str) and one.value) for one in inside)

    def walk(self) -> Iterator[tuple[FormField, str]]:
        """Give this field and all inside it, each with the legend of the entry it stands in."""
        yield self, ""
        for part in self.parts:
            yield from part.walk()
        for entry in self.entries:
            for inner in entry.fields:
                for one, legend in inner.walk():
                    yield one, legend or entry.legend


@dataclass(frozen=True)
class Form:
    """All fields of one form, and what its error summary says."""

    kind: type
    fields: tuple[FormField, ...]
    title: str = ""
    lead: str = ""
    submit: str = ""
    errors: tuple[Mapping[str, str], ...] = field(default=())

    def walk(self) -> Iterator[tuple[FormField, str]]:
        """Give every field, those inside others too, with the legend of its entry."""
        for one in self.fields:
            yield from one.walk()

    @property
    def repeats(self) -> bool:
        """Whether it has buttons of its own, which Enter must not press."""
        return any(one.add or one.entries for one, _ in self.walk())

    def with_errors(self, texts: Sequence[tuple[str, str]], summary: Sequence[Any]) -> Form:
        """Return the form with these sentences beside its fields (by name) and this summary."""
        beside: dict[str, str] = {}
        for name, text in texts:
            beside.setdefault(name, text)
        return replace(self, errors=tuple(summary),
                       fields=tuple(_marked(one, beside) for one in self.fields))


def _marked(one: FormField, beside: Mapping[str, str]) -> FormField:
    entries = tuple(
        replace(entry, fields=tuple(_marked(inner, beside) for inner in entry.fields))
        for entry in one.entries
    )
    return replace(one, error=beside.get(one.name, one.error), entries=entries,
                   parts=tuple(_marked(part, beside) for part in one.parts))
