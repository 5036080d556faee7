"""Screens words meant for the public: what must not be in them, and what a person must look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Found:
    """One thing found: in which field, of what kind, and the words themselves."""

    field: str
    kind: str
    words: str


@dataclass(frozen=True)
class Screening:
    """`blocked` may never be published; `warned` only once a second person has looked."""

    blocked: tuple[Found, ...]
    warned: tuple[Found, ...]


_STREETS = (
    "street|road|avenue|lane|close|drive|court|way|gardens|crescent|terrace|place|square|grove|"
    "hill|mews|walk|row|parade|rise"
)
_HALF = "[2-9A-HJKMNP-TV-Z]{4}"
# Looser than the rule that numbers are given out by: an example number is refused as well.
_NINO = r"[A-Z]{2}\s?\d\d\s?\d\d\s?\d\d\s?[A-D]"
_ANY = re.IGNORECASE

BLOCKED: Mapping[str, re.Pattern[str]] = MappingProxyType({
    "an email address": re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"),
    "a telephone number": re.compile(
        r"(?<![\w/])(?:\+44[\s-]?(?:\(0\)[\s-]?)?|\(?0)(?:\d[\s()./-]{0,2}){8,9}\d(?!\d)"
    ),
    "a postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[A-Z]{2}\b", _ANY),
    "a property number (UPRN)": re.compile(r"\bUPRN\W{0,3}\d{5,12}\b|(?<!\d)\d{10,12}(?!\d)", _ANY),
    "a National Insurance number": re.compile(rf"\b{_NINO}\b", _ANY),
    "a complaint's reference": re.compile(
        rf"\b{_HALF}-{_HALF}-[2-9A-HJKMNP-TV-Z]\b|\b[A-Z]{{2,5}}[-/]\d{{2,4}}[-/]\d{{3,}}\b"
    ),
    "a payment number": re.compile(
        r"\bGB\d\d\s?[A-Z]{4}(?:\s?\d){14}\b"
        r"|\bsort code\W{0,3}\d\d[-\s]?\d\d[-\s]?\d\d\b"
        r"|\b\d\d-\d\d-\d\d\W{1,3}\d{8}\b"
        r"|\baccount(?: number| no\.?)?\W{0,3}\d{6,10}\b"
        r"|(?<!\d)(?:\d{4}[\s-]?){3}\d{1,7}(?!\d)",
        _ANY,
    ),
    "a house number with its street": re.compile(
        rf"\b\d{{1,4}}[a-z]?,?\s+(?:[A-Z][\w'’]+\s+){{1,3}}(?i:{_STREETS})\b"
    ),
})
WARNED: Mapping[str, re.Pattern[str]] = MappingProxyType({
    "a street name": re.compile(rf"\b(?:[A-Z][\w'’]+\s+){{1,2}}(?i:{_STREETS})\b"),
    "an exact date": re.compile(
        r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:January|February|March|April|May|June|July|August|"
        r"September|October|November|December)\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{4}-\d\d-\d\d\b",
        _ANY,
    ),
    "an age": re.compile(r"\baged? \d{1,3}\b|\b\d{1,3}[- ]years?[- ]old\b", _ANY),
    "a word about health, family, origin or crime": re.compile(
        r"\b(?:cancer|illness|disab\w+|wheelchair|mental health|depress\w+|autis\w+|dementia|"
        r"pregnan\w+|ethnic\w*|asylum|immigra\w+|refugee\w*|religio\w+|muslim|jewish|christian|"
        r"gay|lesbian|transgender|crime|criminal|police|arrest\w*|prison|abuse\w*|violen\w+|"
        r"daughter|son|husband|wife|widow\w*|divorc\w+|single (?:mother|father|parent))\b",
        _ANY,
    ),
    "a school or block": re.compile(
        r"\b[A-Z][\w'’]+\s+(?:School|College|Nursery|House|Court|Tower|Flats)\b"
    ),
    "somebody singled out": re.compile(
        r"\b(?:one|a single) (?:resident|tenant|complainant|person|family|household|complaint)\b",
        _ANY,
    ),
})
SMALL_NUMBER = re.compile(
    r"\b(?:[1-4]|two|three|four)\s+(?:\w+\s+)?(?:residents|tenants|complainants|people|persons|"
    r"families|households|complaints|leaseholders|customers|neighbours|children)\b",
    _ANY,
)
_TITLES = "mr|mrs|ms|miss|mx|dr|sir|lady|cllr|councillor"
_QUOTED_WORDS = 6


def screen(
    texts: Mapping[str, str], names: Iterable[str] = (), sources: Iterable[str] = ()
) -> Screening:
    """Look through `texts`, by field.

    `names` are those of people on the complaints concerned; `sources` are what people wrote to
    us, from which six words in a row are a quotation.
    """
    known = tuple(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    quotable = {run for source in sources for run in _runs(source)}
    blocked: list[Found] = []
    warned: list[Found] = []
    for field, text in texts.items():
        blocked += _matches(field, text, BLOCKED)
        blocked += [Found(field, "a person's name", name) for name in _full_names(text, known)]
        warned += _matches(field, text, WARNED)
        warned += [Found(field, "perhaps a person's name", one) for one in _last_names(text, known)]
        quoted = next((run for run in _runs(text) if run in quotable), None)
        if quoted:
            warned.append(Found(field, "words quoted from a complaint", quoted))
    return Screening(tuple(blocked), tuple(warned))


def small_number_in(texts: Mapping[str, str]) -> Found | None:
    """The first mention of so few people or complaints that it may point to them."""
    for field, text in texts.items():
        found = SMALL_NUMBER.search(text)
        if found:
            return Found(field, "a small number", found.group())
    return None


def _matches(field: str, text: str, patterns: Mapping[str, re.Pattern[str]]) -> list[Found]:
    return [
        Found(field, kind, found.group().strip())
        for kind, pattern in patterns.items()
        for found in pattern.finditer(text)
    ]


def _full_names(text: str, names: Iterable[str]) -> Iterator[str]:
    """Names written out, in the order given or by title and last name."""
    said = " ".join(text.split())
    for name in names:
        bare = re.sub(rf"^(?:{_TITLES})\.?\s+", "", name, flags=_ANY)
        last = bare.split()[-1]
        ways = [rf"(?:{_TITLES})\.?\s+(?:\w\.?\s+)?{re.escape(last)}"]
        if len(bare.split()) > 1:
            first = bare.split()[0]
            ways += [re.escape(bare), rf"{re.escape(first)}\s+{re.escape(last)}"]
        if re.search(rf"\b(?:{'|'.join(ways)})\b", said, _ANY):
            yield name


def _last_names(text: str, names: Iterable[str]) -> Iterator[str]:
    for last in dict.fromkeys(name.split()[-1] for name in names):
        if len(last) > 2 and re.search(rf"\b{re.escape(last.capitalize())}\b", text):
            yield last


def _runs(text: str) -> Iterator[str]:
    words = re.findall(r"[\w'’]+", text.lower())
    for start in range(len(words) - _QUOTED_WORDS + 1):
        yield " ".join(words[start : start + _QUOTED_WORDS])
