"""Which questions to colleagues and contractors still wait for an answer."""

from __future__ import annotations

from datetime import date

from .complaint import Complaint
from .contributions import Contribution
from .london import london_date


def waiting(complaint: Complaint, asked: str | None = None) -> tuple[Contribution, ...]:
    """The questions that are still open; those put to `asked` where named."""
    return tuple(
        one for one in complaint.contributions
        if asked in (None, one.to) and one.answered_at is None and one.withdrawn_at is None
        and not _overtaken(complaint, one)
    )


def _overtaken(complaint: Complaint, one: Contribution) -> bool:
    record = complaint.stage_record(one.stage)
    return record.answered or record.ended_on is not None


def ended_on(complaint: Complaint, one: Contribution) -> date | None:
    """The London day on which an unanswered question stopped mattering: it was taken back, or its
    stage was answered or ended without it."""
    if one.withdrawn_at is not None:
        return london_date(one.withdrawn_at)
    record = complaint.stage_record(one.stage)
    if record.answered:
        letter = complaint.letter(record.response_letter)
        moment = letter.issued_at if letter else record.responded_at
        return None if moment is None else london_date(moment)
    return record.ended_on


def state_of(complaint: Complaint, one: Contribution) -> str:
    """`open`, `answered`, `withdrawn`, or `lapsed` where its stage ended without it."""
    if one.answered_at is not None:
        return "answered"
    if one.withdrawn_at is not None:
        return "withdrawn"
    return "lapsed" if _overtaken(complaint, one) else "open"
