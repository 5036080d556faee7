"""Turns the HTML of a letter into plain text that holds the same words in the same order."""

from __future__ import annotations

import re
from html import unescape

BREAKS = {"p": 2, "h1": 2, "h2": 2, "h3": 2, "section": 2, "header": 2, "footer": 2, "main": 2}
BREAKS |= {"div": 1, "li": 1, "ul": 2, "ol": 2, "dl": 2, "dt": 1, "dd": 1, "address": 2, "br": 1}
SILENT = frozenset({"head", "style", "title"})
SPACE = re.compile(r"[ \t\n\r]+")
SPACES = re.compile(" {2,}")
LINES = re.compile(r"\n{3,}")
# What our own templates hold, where text from people is always escaped: a comment, the document
# type, or a tag, whose quoted values may contain ">". Everything else is words.
MARK = re.compile(
    r"<!--.*?-->|<![a-zA-Z][^>]*>"
    r"""|<(/?)([a-zA-Z][^\s/>]*+)(?:[^"'>]++|"[^"]*"|'[^']*')*+>""",
    re.DOTALL,
)


class _Reader:
    """Collects the words, and the line ends that each change of element asks for."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.silent = 0
        self.lists: list[int | None] = []

    def read(self, html: str) -> None:
        """Read a piece of HTML from its beginning to its end."""
        first, *rest = MARK.split(html)
        self._words(first)
        for end, tag, words in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
            if tag is not None:
                (self._end if end else self._start)(tag.lower())
            if words:
                self._words(words)

    def _start(self, tag: str) -> None:
        if tag in SILENT:
            self.silent += 1
        self._break(tag)
        if tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else None)
        if tag == "li":
            self._mark_item()

    def _end(self, tag: str) -> None:
        if tag in SILENT:
            self.silent -= 1
        if tag in ("ul", "ol"):
            self.lists.pop()
        if tag != "br":
            self._break(tag)

    def _words(self, data: str) -> None:
        if self.silent:
            return
        words = SPACE.sub(" ", unescape(data) if "&" in data else data)
        if words != " " or (self.parts and not self.parts[-1].endswith("\n")):
            self.parts.append(words)

    def _mark_item(self) -> None:
        count = self.lists[-1] if self.lists else None
        if count is None:
            self.parts.append("- ")
            return
        self.lists[-1] = count + 1
        self.parts.append(f"{count + 1}. ")

    def _break(self, tag: str) -> None:
        """End the line; where several elements begin or end together, the widest gap counts."""
        if tag not in BREAKS or self.silent:
            return
        gap = "\n" * BREAKS[tag]
        if self.parts and not self.parts[-1].strip("\n") and tag != "br":
            gap = max(self.parts.pop(), gap)
        self.parts.append(gap)


def plain_text(html: str) -> str:
    """Return the words of a piece of HTML as text: a blank line between paragraphs, `-` for items.

    Headings, paragraphs and list items keep their order; nothing is added but the list marks.
    """
    reader = _Reader()
    # A Markup would answer every slice with another Markup, which takes several times as long.
    reader.read(str.__str__(html))
    lines = SPACES.sub(" ", "".join(reader.parts)).split("\n")
    return LINES.sub("\n\n", "\n".join([line.strip() for line in lines])).strip()
