"""Reads the headers of a message that anybody may have written: nothing in them is believed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime

MOST_HEADERS = 500
LONGEST_VALUE = 4_000
LONGEST_SHOWN = 400
MOST_ADDRESSES = 50

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]+@[A-Za-z0-9.-]+")
_UNICODE = {"utf-8", "utf8", "us-ascii", "ascii"}
# Codecs that turn bytes into something other than a text, or take for ever over a long one.
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined",
                          "mbcs", "oem"})

Headers = Mapping[str, tuple[str, ...]]
"""Raw values by name in lower case, in their order."""


def headers_of(pairs: Iterable[tuple[str, object]]) -> Headers:
    """Return the first headers of a message, each value cut to what is worth reading."""
    found: dict[str, tuple[str, ...]] = {}
    for number, (name, value) in enumerate(pairs):
        if number >= MOST_HEADERS:
            break
        key = name.lower()
        found[key] = (*found.get(key, ()), _readable(str(value)[:LONGEST_VALUE]))
    return found


def _readable(value: str) -> str:
    """A header written in UTF-8 without saying so, which the parser hands on as halves."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def first(headers: Headers, name: str) -> str:
    """Return a header's first value, as it was written; empty where there is none."""
    return headers.get(name, ("",))[0]


def text_of(data: bytes, charset: str | None) -> str:
    """Return text, whatever the charset is called: what cannot be read is replaced."""
    name = (charset or "utf-8").strip().lower().replace("_", "-")
    if name in _UNICODE or name.replace("-", "_") in _NO_CHARSETS or "\0" in name:
        return data.decode("utf-8", "replace")
    try:
        return data.decode(name, "replace")
    except (LookupError, ValueError, UnicodeError):
        return data.decode("utf-8", "replace")


def clean(text: str, longest: int, *, lines: bool = False) -> str:
    """Return text fit to keep and to show: without control and direction signs or halves of
    characters; `lines` keeps line ends and tabs."""
    kept = "\n\t" if lines else ""
    plain = _BIDI.sub("", text[:longest * 2].replace("\r\n", "\n").replace("\r", "\n"))
    if not lines:
        plain = " ".join(plain.split())
    return "".join(
        one for one in plain if one in kept or unicodedata.category(one) not in ("Cc", "Cs")
    )[:longest]


def words_of(value: str, longest: int = LONGEST_SHOWN) -> str:
    """Return a header's value as people read it, its encoded words decoded."""
    try:
        parts = decode_header(value[:LONGEST_VALUE])
    except (HeaderParseError, ValueError, IndexError, TypeError):
        parts = [(value, None)]
    said = "".join(
        one if isinstance(one, str) else text_of(one, charset) for one, charset in parts
    )
    return clean(said, longest)


def addresses(headers: Headers, *names: str) -> tuple[tuple[str, str], ...]:
    """Return (name, address in lower case) of everybody in these headers, at most fifty."""
    values = [value for name in names for value in headers.get(name, ())]
    try:
        found = getaddresses(values[:MOST_ADDRESSES])
    except (RecursionError, ValueError, IndexError, TypeError):
        return ()
    plain = ((words_of(name, 200), address.strip().lower()) for name, address in found)
    return tuple(one for one in plain if _ADDRESS.fullmatch(one[1]))[:MOST_ADDRESSES]


def moment_of(value: str) -> datetime | None:
    """Return the instant that a date in a header names (UTC); None where it names none."""
    try:
        found = parsedate_to_datetime(value)
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def received_at(headers: Headers) -> datetime | None:
    """Return when the last server on the way took the message: ours puts its line on top."""
    return moment_of(first(headers, "received").rpartition(";")[2].strip())
