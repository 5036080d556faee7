"""Reads what stands in a register's cells: vocabulary words, money, addresses, inert text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from complaints_service.content.register.aliases import Aliases, fold
from complaints_service.content.register.errors import RegisterError
from complaints_service.content.register.mapping import RegisterMapping
from complaints_service.content.register.table import Cell, words_of
from complaints_service.domain.vocabularies import Vocabulary

_EMAIL = re.compile(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+\.[^@\s<>,;:\"().]+")
_MONEY = re.compile(r"(?:gbp|£)?\s*(-?\d{1,3}(?:,\d{3})+|-?\d+)(\.\d{1,2})?\s*(?:gbp|p)?", re.I)
_MARKED_AS_TEXT = re.compile(r"'(?=[=+\-@\d'])")
_DASHES = frozenset("-–—. ?/")
_VOCABULARIES = {
    "channel": "channels",
    "service": "services",
    "category": "categories",
    "ombudsman_decision": "ombudsman_findings",
}
_LONGEST_WORD = 20
_MOST_POUNDS = Decimal(10_000_000)


@dataclass(frozen=True, slots=True)
class Amount:
    """Pounds, or the words that stood in their place; both None where nothing is due."""

    pounds: Decimal | None = None
    words: str | None = None


class Meanings:
    """What the values of one register mean: by the mapping, the vocabularies and the aliases."""

    def __init__(
        self, aliases: Aliases, mapping: RegisterMapping, vocabularies: Mapping[str, Vocabulary]
    ) -> None:
        """Put the mapping before the labels and the labels before the aliases.

        Raises RegisterError where the mapping names a key that its vocabulary does not have.
        """
        self._aliases = aliases
        self._handlers = mapping.values.get("handler", {})
        findings = vocabularies.get("ombudsman_findings")
        self._bodies = {
            term.key: str(term.extras.get("body")) for term in (findings.terms if findings else ())
        }
        self._tables = {
            "outcome": dict(aliases.values["outcomes"]),
            "ombudsman": dict(aliases.values["ombudsmen"]),
            "channel": dict(aliases.values["channels"]),
            "service": dict(aliases.values["services"]),
            "category": {},
            "ombudsman_decision": dict(aliases.values["ombudsman_decisions"]),
        }
        for kind, table in self._tables.items():
            vocabulary = vocabularies.get(_VOCABULARIES.get(kind, ""))
            if vocabulary is not None:
                keys = {term.key for term in vocabulary.terms}
                for word in [word for word, key in table.items() if key not in keys]:
                    del table[word]
                table |= {fold(term.label): term.key for term in vocabulary.terms}
                table |= {fold(term.key): term.key for term in vocabulary.terms}
            _add(mapping, kind, table)

    def key_of(self, kind: str, text: str) -> str | None:
        """Return the vocabulary key that `text` means in a column of `kind`, else None."""
        return self._tables[kind].get(fold(text))

    def decision_of(self, body: str, text: str) -> str | None:
        """Return the key of an Ombudsman's finding, None where that body makes no such finding."""
        key = self.key_of("ombudsman_decision", text)
        return key if key is not None and self._bodies.get(key, body) == body else None

    def handler_email(self, text: str) -> str | None:
        """Return the address that the mapping gives for a handler's name, else None."""
        return self._handlers.get(fold(text))

    def says(self, name: str, text: str) -> bool:
        """Say whether `text` is one of the words of the list `name`, such as `not_yet`."""
        return fold(text) in self._aliases.lists[name]

    def text(self, cell: Cell) -> str:
        """Return a cell's words, inert, with Excel's leading text mark taken away.

        A dash and words such as “n/a” give an empty text.
        """
        words = words_of(cell)
        if not words:
            return ""
        if words[0] == "'":
            words = _MARKED_AS_TEXT.sub("", words, count=1)
        if len(words) <= _LONGEST_WORD and (_DASHES.issuperset(words) or self.says("empty", words)):
            return ""
        return words

    def happened(self, cell: Cell) -> bool:
        """Say whether a cell of a column of days holds anything but an empty or denying word."""
        if not isinstance(cell, str):
            return True
        text = self.text(cell)
        return bool(text) and not (len(text) <= _LONGEST_WORD and self.says("no_day", text))

    def amount(self, cell: Cell) -> Amount:
        """Return the pounds in a cell; words that are no amount are kept as words."""
        text = self.text(cell)
        if not text or self.says("no_compensation", text):
            return Amount()
        if isinstance(cell, int | float):
            return _pounds(str(cell), text)
        match = _MONEY.fullmatch(text)
        if match is None:
            return Amount(words=text)
        return _pounds(match[1].replace(",", "") + (match[2] or ""), text)


def email_in(text: str) -> str | None:
    """Return the address where the whole text is one, else None."""
    return text if _EMAIL.fullmatch(text) and len(text) <= 254 else None


def _pounds(number: str, text: str) -> Amount:
    try:
        pounds = Decimal(number)
    except InvalidOperation:
        return Amount(words=text)
    if not pounds.is_finite() or not 0 <= pounds <= _MOST_POUNDS:
        return Amount(words=text)
    return Amount(pounds=pounds.quantize(Decimal("0.01"))) if pounds else Amount()


def _add(mapping: RegisterMapping, kind: str, table: dict[str, str]) -> None:
    keys = set(table.values())
    for value, key in mapping.values.get(kind, {}).items():
        if key not in keys:
            raise RegisterError(
                f"The mapping {mapping.name}: “{value}” of {kind} is said to mean “{key}”, which "
                f"is none of {', '.join(sorted(keys))}; correct it."
            )
        table[value] = key
