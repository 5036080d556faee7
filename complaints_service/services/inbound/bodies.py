"""Takes the text and the files out of a message, as text and as bytes: nothing is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from html.parser import HTMLParser

from .headers import clean, text_of, words_of

MOST_PARTS = 200
DEEPEST = 12
LONGEST_TEXT = 100_000
LONGEST_HTML = 500_000
MOST_FILES = 50

_SPACES = re.compile(r"\s+")
_ODD = (LookupError, ValueError, TypeError, AttributeError)
"""What the parser raises over a parameter made to break it."""
_SILENT = frozenset({"script", "style", "head", "title", "template", "svg", "object"})
_BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table"})


@dataclass(frozen=True)
class Attached:
    """A file that came with a message; `part` is the place of its part."""

    part: int
    name: str
    type: str
    size: int


def parts_of(message: Message) -> Iterator[tuple[int, Message]]:
    """Yield the parts that hold something, with their places; a message inside is one part."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    number = 0
    while waiting and number < MOST_PARTS:
        part, depth = waiting.pop()
        number += 1
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            if depth < DEEPEST:
                known = [one for one in inside[:MOST_PARTS] if isinstance(one, Message)]
                waiting += [(one, depth + 1) for one in reversed(known)]
            continue
        yield number, part


def content_of(part: Message) -> bytes:
    """Return the bytes of a part; a message inside as it came."""
    inside = part.get_payload()
    if isinstance(inside, list):
        return b"\n".join(one.as_bytes() for one in inside if isinstance(one, Message))
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else str(found or "").encode("utf-8", "replace")


def text_in(message: Message) -> str:
    """Return the message's words: its plain text, else those of its HTML without any markup."""
    plain: list[str] = []
    html: list[str] = []
    for _, part in parts_of(message):
        kind = part.get_content_type()
        if _is_file(part) or kind not in ("text/plain", "text/html"):
            continue
        (plain if kind == "text/plain" else html).append(
            text_of(content_of(part), _charset(part))
        )
    said = "\n\n".join(plain) if any(one.strip() for one in plain) else _words("\n".join(html))
    return clean(said, LONGEST_TEXT, lines=True).strip()


def files_in(message: Message) -> tuple[Attached, ...]:
    """Return what came along, in order; names are shown and never used as paths."""
    return tuple(
        Attached(number, _name(part, number), part.get_content_type()[:100], len(content_of(part)))
        for number, part in parts_of(message) if _is_file(part)
    )[:MOST_FILES]


def file_content(message: Message, place: int) -> bytes | None:
    """Return the bytes of the file at a part's place; None where there is none."""
    return next((content_of(part) for number, part in parts_of(message)
                 if number == place and _is_file(part)), None)


def _is_file(part: Message) -> bool:
    aside = str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")
    return bool(_filename(part)) or aside or part.get_content_type() not in (
        "text/plain", "text/html", "message/delivery-status", "message/disposition-notification",
    )


def _name(part: Message, number: int) -> str:
    return words_of(_filename(part), 120) or f"part {number}"


def _filename(part: Message) -> str:
    try:
        return str(part.get_filename() or "")
    except _ODD:
        return "unreadable name"


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except _ODD:
        return None


class _Words(HTMLParser):
    """Collects the words of a page and forgets its markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a line, or fall silent."""
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Speak again."""
        if tag in _SILENT and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        """Keep words that are shown."""
        if not self._silent:
            self.said.append(_SPACES.sub(" ", data))


def _words(html: str) -> str:
    reader = _Words()
    try:
        reader.feed(html[:LONGEST_HTML])
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        pass  # what was read until then is better than nothing; the message itself is kept
    lines = (one.strip() for one in "".join(reader.said).split("\n"))
    return "\n".join(lines)
