"""Reads `workflows/register/aliases.toml`: what headings and values mean in a register."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from complaints_service.content.places import find
from complaints_service.content.problems import WorkflowError, problem
from complaints_service.content.register.columns import COLUMNS, DATES
from complaints_service.content.tomlfiles import read_toml

FILE = "register/aliases.toml"
OUTCOMES = frozenset({
    "upheld", "partly_upheld", "not_upheld", "unable_to_decide", "resolved_early", "withdrawn",
    "declined",
})  # fmt: skip
_APOSTROPHES = re.compile("['’‘`´]")
_NOT_A_WORD = re.compile(r"[\W_]+")
_STAGE = re.compile(r"\b(?:stage|stge|stg|st|s)\s?([12])\b")
_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_UNSEEN_WORDS = frozenset({"and", "the", "of"})
_VALUES = ("channels", "services", "outcomes", "ombudsmen", "ombudsman_decisions")
_LISTS = ("not_yet", "no_day", "empty", "no_ombudsman", "compensation_pending", "no_compensation")

Key = tuple[str, ...]


class Meant(NamedTuple):
    """What a heading means: a column, None for "not used". `rank` is 0 where it means it outright,
    else the place among headings that count only where there is no better one."""

    column: str | None
    rank: int = 0


@dataclass(frozen=True)
class Aliases:
    """What the words of a register mean.

    `headings` and `otherwise` give the column of a heading (see `key_of`) and its place in the
    list; `values` give, by kind, the vocabulary key of a value, `lists` the words with a meaning
    of their own (see `fold`).
    """

    headings: Mapping[Key, Meant]
    otherwise: Mapping[Key, Meant]
    values: Mapping[str, Mapping[str, str]]
    lists: Mapping[str, frozenset[str]]
    same_words: Mapping[str, str]
    small_words: frozenset[str]

    def column_of(self, heading: str) -> Meant | None:
        """Return the column that a heading means, None where it means none.

        A bracketed remark such as "(dd/mm/yyyy)" and, for columns of dates, the word "date" may
        be there or not.
        """
        for text in dict.fromkeys((heading, _BRACKETS.sub(" ", heading))):
            key = self.key_of(text)
            found = self._look_up(key)
            if found is None and "date" in key:
                found = self._look_up(tuple(word for word in key if word != "date"))
                found = found if found is not None and found.column in DATES else None
            if found is not None:
                return found
        return None

    def key_of(self, heading: str) -> Key:
        """Return the words of a heading, each by its meaning, small words left out, in order."""
        return _key(heading, self.same_words, self.small_words)

    def _look_up(self, key: Key) -> Meant | None:
        return self.headings.get(key) or self.otherwise.get(key)


def _key(heading: str, same_words: Mapping[str, str], small_words: frozenset[str]) -> Key:
    text = _APOSTROPHES.sub("", heading.casefold()).replace("&", " and ")
    text = _STAGE.sub(r"stage \1", _NOT_A_WORD.sub(" ", text))
    words = (same_words.get(word, word) for word in text.split() if word not in small_words)
    return tuple(sorted(set(words)))


@lru_cache(maxsize=16_384)
def fold(value: str) -> str:
    """Return a value with case, punctuation and the words and, the, of taken away."""
    text = _APOSTROPHES.sub("", value.casefold()).replace("&", " and ")
    words = _NOT_A_WORD.sub(" ", text).split()
    return " ".join(word for word in words if word not in _UNSEEN_WORDS) or " ".join(words)


def load_aliases() -> Aliases:
    """Return the aliases, the council's own file (`COMPLAINTS_HOME`) before the shipped one.

    Raises WorkflowError with file, key, value and mend.
    """
    return read_aliases(find("workflows", FILE))


def read_aliases(file: Path) -> Aliases:
    """Return the aliases in `file`. Raises WorkflowError with every fault."""
    raw = read_toml(file)
    faults = _faults(file, raw)
    if faults:
        raise WorkflowError(faults)
    same_words = {other: word for word, others in raw["same_words"].items() for other in others}
    small_words = frozenset(raw["small_words"])

    def headings(table: str, first: int, step: int) -> dict[Key, Meant]:
        return {
            _key(alias, same_words, small_words): Meant(column, first + step * place)
            for column, names in raw[table].items()
            for place, alias in enumerate(names)
        }

    own_names = {_key(column, same_words, small_words): Meant(column) for column in COLUMNS}
    return Aliases(
        headings=headings("headings", 0, 0) | own_names,
        otherwise=headings("headings_otherwise", 1, 1),
        values={kind: _meanings(raw[kind]) for kind in _VALUES},
        lists={name: frozenset(map(fold, raw[name]["words"])) for name in _LISTS},
        same_words=same_words,
        small_words=small_words,
    )


def _meanings(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(word): key for key, words in table.items() for word in (*words, key)}


def _faults(file: Path, raw: Mapping[str, Any]) -> list[str]:
    tables = ("same_words", "headings", "headings_otherwise", *_VALUES, *_LISTS)
    faults = [
        problem(file, name, raw.get(name), "write the table; the shipped file shows it")
        for name in tables
        if not isinstance(raw.get(name), dict)
    ]
    if not isinstance(raw.get("small_words"), list):
        faults.append(problem(file, "small_words", raw.get("small_words"), "write a list of words"))
    if faults:
        return faults
    for name in tables:
        faults += [
            problem(file, f"{name}.{key}", words, "write a list of words, each in quotation marks")
            for key, words in raw[name].items()
            if not isinstance(words, list) or not all(isinstance(word, str) for word in words)
        ]
    for name, allowed in (
        ("headings", COLUMNS),
        ("headings_otherwise", COLUMNS),
        ("outcomes", OUTCOMES),
        ("ombudsmen", frozenset({"lgsco", "housing"})),
    ):
        faults += [
            problem(file, name, key, f"it is none of {', '.join(sorted(allowed))}; correct it")
            for key in raw[name]
            if key not in allowed
        ]
    return faults
