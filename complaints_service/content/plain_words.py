"""Reads what makes an answer hard to read, and what to write instead, from the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from complaints_service.content.places import find
from complaints_service.content.toml_fields import Tables, TomlSchema, Whole, Words, WordsList
from complaints_service.content.tomlfiles import load_toml

FILE = "web/plain_language.toml"


@dataclass(frozen=True)
class PlainWords:
    """What the check looks for.

    `longest_sentence` is in words and `reading_age` in years, both still good. `jargon` gives the
    better words, `phrases` the advice, each by what is looked for in lower case.
    """

    longest_sentence: int
    reading_age: int
    jargon: Mapping[str, str]
    phrases: Mapping[str, str]


class _WordTable(TomlSchema):
    words = WordsList(required=True)
    better = Words(required=True)


class _PhraseTable(TomlSchema):
    words = WordsList(required=True)
    advice = Words(required=True)


class _File(TomlSchema):
    longest_sentence = Whole(required=True)
    reading_age = Whole(required=True)
    word = Tables(_WordTable)
    phrase = Tables(_PhraseTable)


@cache
def load_plain_words() -> PlainWords:
    """Return the lists, the council's own file before the shipped one; kept once read.

    Raises `WorkflowError` with a sentence for every fault of the file.
    """
    raw = load_toml(find("templates", FILE), _File)
    return PlainWords(
        raw["longest_sentence"],
        raw["reading_age"],
        _by_word(raw.get("word", ()), "better"),
        _by_word(raw.get("phrase", ()), "advice"),
    )


def _by_word(tables: Any, said: str) -> Mapping[str, str]:
    return {word.lower(): table[said] for table in tables for word in table["words"]}
