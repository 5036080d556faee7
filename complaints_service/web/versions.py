"""Two versions of one form beside each other, where somebody else was quicker: what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from complaints_service.web.drafts import form_rows
from complaints_service.web.forms.model import FormField


@dataclass(frozen=True)
class Difference:
    """One field that reads differently; blank where one of the two says nothing."""

    label: str
    mine: str
    other: str


@dataclass(frozen=True)
class Versions:
    """What differs, in the order of the form, and how many fields read the same in both."""

    rows: tuple[Difference, ...]
    same: int


def versions(mine: Iterable[FormField], other: Iterable[FormField]) -> Versions:
    """Compare two fillings of the same fields, by their labels."""
    left, right = _by_label(mine), _by_label(other)
    labels = list(dict.fromkeys([*left, *right]))
    found = tuple(Difference(one, left.get(one, ""), right.get(one, "")) for one in labels
                  if left.get(one, "").split() != right.get(one, "").split())
    return Versions(found, len(labels) - len(found))


def _by_label(fields: Iterable[FormField]) -> Mapping[str, str]:
    rows: Sequence[Mapping[str, str]] = form_rows(fields)
    return {row["key"]: row["text"] for row in rows}
