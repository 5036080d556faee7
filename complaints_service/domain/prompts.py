"""Prompts at intake: words of a contact that ask for something to be done at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Prompt:
    """What to look out for, the words that point to it, and what to do at once.

    `kind` is `hazard`, `safeguarding`, `vulnerability` or `violence`; `landlord_only` keeps it to
    services in which the council acts as landlord; `command` is the command that records it.
    """

    key: str
    kind: str
    heading: str
    at_once: str
    words: tuple[str, ...]
    landlord_only: bool = False
    command: str | None = None


@dataclass(frozen=True)
class Prompted:
    """A prompt with the words that were found, as they stand in the text."""

    prompt: Prompt
    found: tuple[str, ...]


def prompted_by(
    text: str, prompts: Iterable[Prompt], *, landlord: bool
) -> tuple[Prompted, ...]:
    """The prompts whose words stand in the text, each with what was found; a word is found where
    another begins with it, whatever its capitals."""
    return tuple(
        Prompted(one, found)
        for one in prompts
        if (landlord or not one.landlord_only) and (found := _found(one.words, text))
    )


def _found(words: tuple[str, ...], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.casefold() for one in _pattern(words).findall(text)))


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\w*", re.IGNORECASE)
