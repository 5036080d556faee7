"""The command by which somebody looks at an answer afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from .fields import given, words
from .parts import ScoreGiven


@dataclass(frozen=True, kw_only=True)
class RecordQualityCheck:
    """Record how an answer that was sent fares against the checklist (HO 9.1, LGSCO 9.1)."""

    stage: int = given("1 or 2", least=1, most=2)
    scores: tuple[ScoreGiven, ...] = given("Every question of the checklist", default=())
    note: str | None = words("What could have been better", longest=4_000, default=None,
                             blank=True)
