"""Wording that may be begun with when a decision is explained, with gaps to be filled."""

from __future__ import annotations

import re
from dataclasses import dataclass

_GAP = re.compile(r"\[[^\[\]\n]+\]")


@dataclass(frozen=True)
class TriageWording:
    """A text with gaps in square brackets; `term` is the ground or procedure that it belongs to."""

    key: str
    command: str
    title: str
    explanation: str
    term: str | None = None

    @property
    def gaps(self) -> tuple[str, ...]:
        """What has to be filled, with its brackets, in its order."""
        return tuple(_GAP.findall(self.explanation))

    def left_in(self, text: str) -> tuple[str, ...]:
        """The gaps of this wording that still stand in a text."""
        return tuple(gap for gap in dict.fromkeys(self.gaps) if gap in text)
