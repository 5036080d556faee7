"""What somebody wrote for an answer that was then given without it: kept until they remove it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.parts import StageRecord

from .actors import Actor
from .answer_drafts import Draft, draft_of, drafts_by
from .answering import RESPOND
from .errors import NotFound
from .reading import complaint_view, revealed, seen
from .reveal import instant
from .view_parts import Json


@dataclass(frozen=True)
class LeftOver:
    """A draft whose stage is answered: `command` answered it, `given` are the words that went."""

    view: Json
    stage: int
    draft: Draft
    command: str
    given: Json


def left_overs(by: Actor) -> Iterator[tuple[str, int]]:
    """Yield (ref, stage) of every draft of `by` for a stage that is answered meanwhile."""
    for ref, stage in sorted(drafts_by(by.id)):
        try:
            complaint = seen(ref, by)
        except NotFound:
            continue
        if complaint.stage_record(stage).answered:
            yield ref, stage


def left_over(ref: str, stage: int, by: Actor) -> LeftOver:
    """Return what `by` wrote beside what was sent; NotFound where there is no such draft."""
    complaint = seen(ref, by)
    draft = draft_of(ref, by.id, stage) if stage in (1, 2) else None
    if draft is None or not complaint.stage_record(stage).answered:
        raise NotFound("there is no answer of yours that was left over")
    view = complaint_view(complaint)
    return LeftOver(view, stage, draft, RESPOND[stage - 1], given_answer(complaint, view, stage))


def given_answer(complaint: Complaint, view: Json, stage: int) -> Json:
    """Return the answer that a stage was given, in the shape of its command's data."""
    record = complaint.stage_record(stage)
    points = [{"n": one["n"], **one[f"stage_{stage}"]} for one in view["points"]
              if one[f"stage_{stage}"]]
    return {"points": points, "remedies": _remedies(view, record), "cause": view["cause"],
            "stage_1_changed": record.changed, **_texts(complaint, record)}


def _texts(complaint: Complaint, record: StageRecord) -> dict[str, Any]:
    reveal = revealed(complaint)
    names = ("apology", "changes", "outstanding", "no_remedy_because")
    return {name: reveal.value(getattr(record, name)) for name in names}


def _remedies(view: Json, record: StageRecord) -> list[Json]:
    """The remedies that its letter told of; while that waits for the post, those of no letter."""
    told = instant(record.responded_at)
    return [one for one in view["remedies"] if one["told_at"] == told]
