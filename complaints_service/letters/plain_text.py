"""Turns the HTML of a letter into plain text that holds the same words in the same order."""

from __future__ import annotations

import re
from html import unescape

BREAKS = {"p": 2, "h1": 2, "h2": 2, "h3": 2, "section": 2, "header": 2, "footer": 2, "main": 2}
BREAKS |= {"div": 1, "li": 1, "ul": 2, "ol": 2, "dl": 2, "dt": 1, "dd": 1, "address": 2}
SILENT = re.compile(r"<(head|style|title)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
# What our own templates hold, where text from people is always escaped: a comment, the document
# type, or a tag, whose quoted values may contain ">". Everything else is words.
MARK = re.compile(
    r"<!--.*?-->|<![a-zA-Z][^>]*>"
    r"""|<(/?[a-zA-Z][^\s/>]*+)(?:[^"'>]++|"[^"]*"|'[^']*')*+>""",
    re.DOTALL,
)
SPACE = re.compile(r"[ \t\n\r]+")
# Line ends wanted where an element begins or ends, in characters that no letter contains.
LINE, BLANK_LINE, BR = "\x01", "\x02", "\x03"
GAP = re.compile(r"[\x01-\x03][ \x01-\x03]*")
MARKS = {
    **{f"{end}{tag}": (LINE, BLANK_LINE)[lines - 1]
       for tag, lines in BREAKS.items() for end in ("", "/")},
    "br": BR,
}


class _Marker:
    """Gives each tag its mark: the line end it asks for, and the sign or number of an item."""

    def __init__(self) -> None:
        self.lists: list[int | None] = []

    def __call__(self, found: re.Match[str]) -> str:
        tag = (found[1] or "").lower()
        if tag == "li":
            return LINE + self._item()
        if tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else None)
        elif tag in ("/ul", "/ol"):
            self.lists.pop()
        return MARKS.get(tag, "")

    def _item(self) -> str:
        count = self.lists[-1] if self.lists else None
        if count is None:
            return "- "
        self.lists[-1] = count + 1
        return f"{count + 1}. "


def _gap(found: re.Match[str]) -> str:
    """Where several elements begin or end together, the widest gap counts; each br ends a line."""
    marks = found[0]
    if BLANK_LINE in marks:
        return "\n\n"
    return "\n" * min(2, marks.count(BR) + (marks[0] == LINE))


def plain_text(html: str) -> str:
    """Return the words of a piece of HTML as text: a blank line between paragraphs, `-` for items.

    Headings, paragraphs and list items keep their order; nothing is added but the list marks.
    """
    # A Markup would answer every step with another Markup, which takes several times as long.
    words = unescape(MARK.sub(_Marker(), SILENT.sub("", str.__str__(html))))
    lines = GAP.sub(_gap, SPACE.sub(" ", words)).split("\n")
    return "\n".join([line.strip() for line in lines]).strip()
