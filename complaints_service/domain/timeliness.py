"""How timely an answer or acknowledgement was: computed from events, never stored."""

from __future__ import annotations

from datetime import date

from .complaint import Complaint
from .london import london_date
from .rules import Rules
from .stage_view import StageView, stage_view
from .stages import Timeliness


def timeliness(complaint: Complaint, stage: int, rules: Rules, today: date) -> Timeliness | None:
    """How the stage's answer stands to its clock on the London date `today`; None before it began.

    Answered within the original time it is on time though extended. Ended without an answer it is
    excluded only if that was not yet overdue, else late.
    """
    view, record = stage_view(complaint, stage, rules), complaint.stage_record(stage)
    if view is None:
        return None
    if record.responded_at is not None:
        extended = any(one.stage == stage for one in complaint.extensions)
        return _answered(london_date(record.responded_at), view, extended)
    return _unanswered(record.ended_on, view.respond_by, today)


def _answered(day: date, view: StageView, extended: bool) -> Timeliness:
    if view.original_respond_by is None or day <= view.original_respond_by:
        return Timeliness.ON_TIME
    if not extended:
        return Timeliness.LATE
    in_time = view.respond_by is None or day <= view.respond_by
    return Timeliness.ON_TIME_EXTENDED if in_time else Timeliness.LATE_EXTENDED


def _unanswered(ended_on: date | None, due_on: date | None, today: date) -> Timeliness:
    if ended_on is not None:
        late = due_on is not None and ended_on > due_on
        return Timeliness.LATE if late else Timeliness.EXCLUDED
    overdue = due_on is not None and today > due_on
    return Timeliness.OPEN_OVERDUE if overdue else Timeliness.OPEN_IN_TIME


def ack_timeliness(
    complaint: Complaint, stage: int, rules: Rules, today: date
) -> Timeliness | None:
    """How the stage's acknowledgement stands to its clock."""
    view, record = stage_view(complaint, stage, rules), complaint.stage_record(stage)
    if view is None:
        return None
    done = record.acknowledged_at or record.responded_at
    if done is not None:
        in_time = view.acknowledge_by is None or london_date(done) <= view.acknowledge_by
        return Timeliness.ON_TIME if in_time else Timeliness.LATE
    return _unanswered(record.ended_on, view.acknowledge_by, today)
