"""How looks at answers appear from outside."""

from __future__ import annotations

from complaints_service.domain.quality import QualityCheck, percent_of

from .reveal import Reveal, instant
from .view_parts import Json


def quality_json(check: QualityCheck, reveal: Reveal) -> Json:
    """A look at an answer; `percent` is how much of what applies is met."""
    return {
        "stage": check.stage,
        "scores": [{"item": one.item, "score": one.score} for one in check.scores],
        "percent": percent_of(check.scores),
        "note": reveal.value(check.note),
        "checked_by": reveal.email(check.checked_by),
        "checked_at": instant(check.checked_at),
    }
