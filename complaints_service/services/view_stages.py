"""How the two stages and the deadlines of a complaint look from outside."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import Deadline
from complaints_service.domain.left_open import left_open
from complaints_service.domain.stage_view import stage_view
from complaints_service.domain.timeliness import ack_timeliness, timeliness

from .reveal import Reveal, day, instant
from .view_parts import Json


def stage_1_json(complaint: Complaint, reveal: Reveal) -> Json:
    """Stage 1; every value is null before it began."""
    record = complaint.stage_1
    return {
        "handler": reveal.email(record.handler),
        **_clock(complaint, 1, reveal),
        "resolved_early": record.resolved_early,
    }


def stage_2_json(complaint: Complaint, reveal: Reveal) -> Json:
    """Stage 2; every value is null before it began."""
    record = complaint.stage_2
    return {
        "reviewer": reveal.email(record.handler),
        "requested_at": instant(record.requested_at),
        "points": list(record.points),
        "definition": reveal.value(record.definition),
        "outcomes_sought": reveal.value(record.outcomes_sought),
        **_clock(complaint, 2, reveal),
        "resolved_early": record.resolved_early,
        "stage_1_changed": record.changed,
        "left_open": _left_open(complaint, reveal) if record.requested_at else [],
    }


def _left_open(complaint: Complaint, reveal: Reveal) -> list[Json]:
    """What stage 1 left open, without anybody's words: those stand on the complaint."""
    return [{"kind": one.kind, "n": one.n, "due_on": day(one.due_on)}
            for one in left_open(complaint, reveal.rules, reveal.today)]


def _clock(complaint: Complaint, stage: int, reveal: Reveal) -> Json:
    record = complaint.stage_record(stage)
    view = stage_view(complaint, stage, reveal.rules)
    finding = complaint.finding(stage)
    late = timeliness(complaint, stage, reveal.rules, reveal.today)
    ack_late = ack_timeliness(complaint, stage, reveal.rules, reveal.today)
    return {
        "acknowledge_by": day(view.acknowledge_by) if view else None,
        "acknowledged_at": instant(record.acknowledged_at),
        "respond_by": day(view.respond_by) if view else None,
        "responded_at": instant(record.responded_at),
        "finding": finding.value if finding else None,
        "timeliness": late.value if late else None,
        "ack_timeliness": ack_late.value if ack_late else None,
        "promised_by": day(record.promised_by),
        "outstanding": reveal.value(record.outstanding),
        "no_remedy_because": reveal.value(record.no_remedy_because),
        "provisional": view.provisional if view else False,
    }


def deadline_json(ref: str, deadline: Deadline, reveal: Reveal) -> Json:
    """A deadline; `why_url` leads to how its date was counted."""
    query = f"?{urlencode({'item': deadline.item})}" if deadline.item else ""
    return {
        "kind": deadline.kind,
        "item": deadline.item,
        "due_on": day(deadline.due_on),
        "state": deadline.state(reveal.today),
        "met_at": instant(deadline.met_at),
        "owner": reveal.email(deadline.owner),
        "why_url": f"/api/v1/complaints/{quote(ref)}/deadlines/{deadline.kind}{query}",
    }
