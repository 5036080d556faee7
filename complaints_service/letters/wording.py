"""How words, dates and money look in a letter; text from people is always shown as data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, TypeVar

from markupsafe import Markup, escape

# Written out: the calendar module's names change with the machine's locale.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Embeddings, overrides and isolates can make a sentence read as another one; the plain
# left-to-right and right-to-left marks cannot, and are part of ordinary Arabic and Hebrew text.
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
# Noncharacters and lone surrogates cannot be written to a file or drawn on a page.
UNWRITABLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]")
# The category Cc, less line feed and tab.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
PLAIN = re.compile("[\n\t -~]*")
BULLET = re.compile(r"[ \t]*[-*•][ \t]+(?=\S)")
NUMBER = re.compile(r"[ \t]*([0-9]{1,2})[.)][ \t]+(?=\S)")
PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n\s*")

Facts = TypeVar("Facts")


def readable(text: str) -> str:
    """Return text that can be shown: line ends made alike, control and override marks removed.

    A letter and its accent become one sign where there is one, which fonts draw better.
    """
    if PLAIN.fullmatch(text):
        return text.strip()
    lines = unicodedata.normalize("NFC", LINE_ENDS.sub("\n", text))
    return CONTROLS.sub("", UNWRITABLE.sub("", BIDI_CONTROLS.sub("", lines))).strip()


def readable_facts(facts: Facts) -> Facts:
    """Return the same facts with every text in them made readable, however deep it stands."""
    kind: Any = type(facts)
    changed = {}
    for name in _names(kind):
        before = getattr(facts, name)
        after = _readable_value(before)
        if after is not before:
            changed[name] = after
    return replace(facts, **changed) if changed else facts  # type: ignore[type-var]  # a frozen dataclass, as the callers' types say


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _readable_value(value: Any) -> Any:
    if type(value) is str:
        return readable(value)
    if isinstance(value, tuple):
        return tuple([_readable_value(item) for item in value]) if value else value
    if is_dataclass(value) and not isinstance(value, type):
        return readable_facts(value)
    return value


def uk_date(day: date) -> str:
    """Return a date as `23 November 2026`, whatever the locale of the machine."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def uk_day(day: date) -> str:
    """Return a date with its weekday, as `Monday 23 November 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {uk_date(day)}"


def money(pence: int) -> str:
    """Return pence as pounds: `£1,250`, or `£12.50` where there are pence to show."""
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02}" if rest else f"£{pounds:,}"


def paragraphs(text: str) -> Markup:
    """Return a person's own words as escaped paragraphs and lists, their line breaks kept.

    Two lines or more that begin with a hyphen, an asterisk or a bullet are a list, and so are
    lines that count from 1. Nothing else is a sign of anything.
    """
    parts = (part.strip() for part in PARAGRAPH_BREAK.split(text))
    pieces = (piece for part in parts if part for piece in _pieces(part.split("\n")))
    return Markup("\n").join(pieces)


def _pieces(lines: Sequence[str]) -> Iterator[Markup]:
    """Yield the lists of a paragraph, and what stands before, between and after them."""
    plain: list[str] = []
    for tag, run in groupby(lines, _list_of):
        held = list(run)
        items = _items(tag, held)
        if not items:
            plain += held
            continue
        if plain:
            yield _paragraph(plain)
            plain = []
        inside = Markup("").join([Markup('<li dir="auto">{}</li>').format(one) for one in items])
        yield Markup("<{0}>{1}</{0}>").format(tag, inside)
    if plain:
        yield _paragraph(plain)


def _paragraph(lines: Sequence[str]) -> Markup:
    return Markup('<p dir="auto">') + Markup("<br>").join(lines) + Markup("</p>")


def _list_of(line: str) -> str:
    if BULLET.match(line):
        return "ul"
    return "ol" if NUMBER.match(line) else ""


def _items(tag: str, lines: Sequence[str]) -> list[str]:
    """The items of a list; none where these lines make no list."""
    if not tag or len(lines) < 2:
        return []
    if tag == "ul":
        return [BULLET.sub("", one, count=1) for one in lines]
    found = [NUMBER.match(one) for one in lines]
    counts = [int(one[1]) for one in found if one]
    if counts != list(range(1, len(lines) + 1)):
        return []
    return [NUMBER.sub("", one, count=1) for one in lines]


def line(text: str) -> Markup:
    """Return a person's own words on one line, escaped, set apart from the text around them."""
    return Markup("<bdi>") + " ".join(text.split()) + Markup("</bdi>")


def series(items: Sequence[object]) -> Markup:
    """Return items as a list in a sentence: `1`, `1 and 2`, `1, 2 and 3`."""
    words = [escape(str(item)) for item in items]
    if len(words) < 2:
        return Markup("").join(words)
    return Markup(" and ").join([Markup(", ").join(words[:-1]), words[-1]])
