"""Counts what somebody meets on their way through pages: pages, fields and words as shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from support.checkout import ROOT

GUIDE = ROOT / "docs" / "answering.md"
ROW = "| {what} | {pages} | {fields} | {filled} | {words} |"
COUNTED = re.compile(r"^\| ([^|]+) \| (\d+) \| (\d+) \| (\d+) \| ([\d,]+) \|$", re.MULTILINE)
# Shown are controls that can be filled in and that are not folded away; a set of choices and the
# three boxes of a date count once.
FIELDS = r"""() => { const open = [...document.querySelectorAll(
    "main input, main textarea, main select")].filter(one => one.checkVisibility()
    && !["hidden", "submit", "button"].includes(one.type));
  return [...new Set(open.map(one => one.name.replace(/\.(day|month|year)$/, "")))]; }"""


@dataclass
class Effort:
    """What was met so far: pages, fields that could be filled in, fields that were, and words."""

    pages: int = 0
    fields: int = 0
    words: int = 0
    filled: set[str] = field(default_factory=set)

    def meet(self, page: Page) -> None:
        """Count a page as it is shown now."""
        self.pages += 1
        self.fields += len(page.evaluate(FIELDS))
        self.words += len(page.locator("main").inner_text().split())

    def row(self, what: str) -> str:
        """Return the line of the guide's table."""
        return ROW.format(what=what, pages=self.pages, fields=self.fields,
                          filled=len(self.filled), words=f"{self.words:,}")


def counted_in(guide: Path = GUIDE) -> dict[str, str]:
    """Return the lines of the guide's table by what they are about."""
    text = guide.read_text(encoding="utf-8")
    return {found[1]: found[0] for found in COUNTED.finditer(text)}
