"""Makes good data for looking at an answer afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from complaints_service.domain.commands.parts import SCORES
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.quality import may_check

if TYPE_CHECKING:
    from support.good_data import Near

Data = dict[str, Any]


def quality_check(complaint: Complaint | None, near: Near) -> Data:
    """An answer that is not the asker's own, each question answered once."""
    assert complaint is not None
    answered = [n for n in (1, 2) if complaint.stage_record(n).answered]
    stages = [n for n in answered if may_check(complaint, n, near.asker)] or answered
    items = near.rules.vocabularies["quality_items"].on(near.today)
    return {
        "stage": near.rng.choice(stages),
        "scores": [{"item": one.key, "score": near.rng.choice(SCORES)} for one in items],
        "note": near.words(),
    }
