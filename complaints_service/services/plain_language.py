"""Advises on how easy an answer is to read: it never refuses anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from complaints_service.content.plain_words import PlainWords, load_plain_words

ENOUGH_WORDS = 30
"""Fewer words than this say nothing about a reading age."""
MOST_SHOWN = 12
"""More hints of one kind than this help nobody to begin."""
MOST_TEXT = 100_000
"""What is longer than any answer is read only so far, in characters."""

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_COUNTED = re.compile(r"[\w£%][\w£%’'.,/:-]*")
_ENDS = re.compile(r"(?<=[.!?…])[”’\"')\]]{0,3}(?=\s)|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)")
_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|No|Cllr|e\.g|i\.e|etc|vs|approx)\.$")
_LONGEST_ABBREVIATION = 8
_VOWELS = re.compile(r"[aeiouyàâäáéèêëíîïóôöúûüŵŷ]+", re.IGNORECASE)
_SHOWN = 80


@dataclass(frozen=True)
class Hint:
    """Something to look at: `found` are the words as written, `advice` what to do about them."""

    found: str
    advice: str


@dataclass(frozen=True)
class LongSentence:
    """A sentence of so many `words`; `text` is its beginning."""

    text: str
    words: int


@dataclass(frozen=True)
class Advice:
    """What the check found; `reading_age` in years, None where there is too little to judge by."""

    words: int
    sentences: int
    reading_age: int | None
    hard: bool
    longest_good: int
    long_sentences: tuple[LongSentence, ...]
    jargon: tuple[Hint, ...]
    phrases: tuple[Hint, ...]

    @property
    def nothing_to_mend(self) -> bool:
        """Whether there is nothing to advise."""
        return not (self.hard or self.long_sentences or self.jargon or self.phrases)


def advise(text: str, wanted: PlainWords | None = None) -> Advice:
    """Return advice on a text, by default by the installation's own lists of words.

    Blank lines and list items end a sentence as full stops do.
    """
    wanted = wanted or load_plain_words()
    text = text[:MOST_TEXT]
    told = [(one, len(_COUNTED.findall(one))) for one in sentences(text)]
    told = [(one, words) for one, words in told if words]
    count = sum(words for _, words in told)
    age = reading_age(text, len(told)) if count >= ENOUGH_WORDS else None
    long = [LongSentence(_beginning(one), words) for one, words in told
            if words > wanted.longest_sentence]
    return Advice(
        words=count,
        sentences=len(told),
        reading_age=age,
        hard=age is not None and age > wanted.reading_age,
        longest_good=wanted.longest_sentence,
        long_sentences=tuple(long[:MOST_SHOWN]),
        jargon=tuple(_hints(text, wanted.jargon)),
        phrases=tuple(_hints(text, wanted.phrases)),
    )


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text in order; an abbreviation's full stop ends none."""
    begun = 0
    for end in _ENDS.finditer(text):
        if _ABBREVIATED.search(text[max(begun, end.end() - _LONGEST_ABBREVIATION):end.end()]):
            continue
        piece = text[begun:end.end()].strip()
        begun = end.end()
        if piece:
            yield piece
    rest = text[begun:].strip()
    if rest:
        yield rest


def reading_age(text: str, in_sentences: int) -> int:
    """Estimate the age in years at which English like this is read with ease.

    The Flesch–Kincaid grade with five years added, at least 5; syllables are estimated, so it
    tells easy from hard and no more.
    """
    words = _WORD.findall(text)
    if not words or not in_sentences:
        return 5
    syllables = sum(map(syllables_of, words))
    grade = 0.39 * len(words) / in_sentences + 11.8 * syllables / len(words) - 15.59
    return max(5, round(grade + 5))


@cache
def syllables_of(word: str) -> int:
    """Estimate the syllables of a word, at least one."""
    word = word.lower()
    groups = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye")):
        groups -= 1  # a final e is mute: "complete"
    elif word.endswith(("ed", "es")) and not word.endswith(("ted", "ded", "ses", "ces", "zes",
                                                             "ges", "ches", "shes", "xes", "ees")):
        groups -= 1  # so is that of an ending: "missed", "lines"
    return max(1, groups)


def _hints(text: str, advice: Mapping[str, str]) -> Iterator[Hint]:
    """Yield each thing looked for once, where it stands first."""
    if not advice:
        return
    seen: set[str] = set()
    for found in _any_of(tuple(advice)).finditer(text):
        said = " ".join(found[0].lower().split())
        if said not in seen and len(seen) < MOST_SHOWN:
            seen.add(said)
            yield Hint(" ".join(found[0].split()), advice[said])


@cache
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    # The longest first: "in the event that" before "in the event".
    ordered = sorted(phrases, key=len, reverse=True)
    either = "|".join(r"\s+".join(map(re.escape, one.split())) for one in ordered)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def _beginning(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN].rsplit(' ', 1)[0]} …"
