"""How a look at an answer is kept."""

from __future__ import annotations

from dataclasses import replace

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event
from complaints_service.domain.quality import QualityCheck, Score
from complaints_service.domain.sealing import sealed


def checked(complaint: Complaint, event: Event) -> Complaint:
    """The answer of a stage was looked at."""
    check = QualityCheck(
        stage=event.data["stage"],
        scores=tuple(Score(one["item"], one["score"]) for one in event.data["scores"]),
        checked_by=event.actor,
        checked_at=event.occurred_at,
        note=sealed(event.data["note"]),
    )
    return replace(complaint, quality_checks=(*complaint.quality_checks, check))
