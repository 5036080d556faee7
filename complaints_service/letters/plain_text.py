"""Turns the HTML of a letter into plain text that holds the same words in the same order."""

from __future__ import annotations

import re
from html.parser import HTMLParser

BREAKS = {"p": 2, "h1": 2, "h2": 2, "h3": 2, "section": 2, "header": 2, "footer": 2, "main": 2}
BREAKS |= {"div": 1, "li": 1, "ul": 2, "ol": 2, "dl": 2, "dt": 1, "dd": 1, "address": 2, "br": 1}
SILENT = frozenset({"head", "style", "title"})
SPACE = re.compile(r"[ \t\n\r]+")


class _Reader(HTMLParser):
    """Collects the words, and the line ends that each change of element asks for."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.lists: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        self._break(tag)
        if tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else None)
        if tag == "li":
            self._mark_item()

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent -= 1
        if tag in ("ul", "ol"):
            self.lists.pop()
        if tag != "br":
            self._break(tag)

    def handle_data(self, data: str) -> None:
        words = SPACE.sub(" ", data)
        after_break = not self.parts or self.parts[-1].endswith("\n")
        if not self.silent and not (after_break and words == " "):
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
    reader.feed(html)
    reader.close()
    lines = (" ".join(row.split(" ")).strip() for row in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(re.sub(" {2,}", " ", row) for row in lines)).strip()
