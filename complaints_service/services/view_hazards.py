"""How a hazard looks from outside: what was reported and done, and every clock by its rule."""

from __future__ import annotations

from complaints_service import clock
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.hazards import Hazard, HazardDue, HazardStep, hazard_dates
from complaints_service.domain.stage_view import calendar_of

from .reveal import Reveal, day, instant
from .view_parts import Json


def hazards_json(complaint: Complaint, reveal: Reveal) -> list[Json]:
    """Every hazard on the file, with its clocks as the law of its edition sets them."""
    return [_hazard(one, complaint, reveal) for one in complaint.hazards]


def _hazard(hazard: Hazard, complaint: Complaint, reveal: Reveal) -> Json:
    law = reveal.rules.hazards.get(hazard.edition)
    calendar = calendar_of(complaint, reveal.rules)
    dates = hazard_dates(hazard, law, calendar) if law else ()
    return {
        "n": hazard.n,
        "kind": hazard.kind,
        "grade": hazard.grade,
        "stands_as": hazard.stands_as,
        "over": hazard.over,
        "service": hazard.service,
        "edition": hazard.edition,
        "law": law.law if law else None,
        "aware_at": instant(hazard.aware_at),
        "opened_at": instant(hazard.opened_at),
        "what": reveal.value(hazard.what),
        "where": reveal.value(hazard.where),
        "point": hazard.point,
        "owner": reveal.email(hazard.owner),
        "steps": [_step(one, reveal) for one in hazard.steps],
        "clocks": [_clock(one) for one in dates],
    }


def _step(step: HazardStep, reveal: Reveal) -> Json:
    return {
        "step": step.step,
        "done_at": instant(step.done_at),
        "found": step.found,
        "evidence": reveal.value(step.evidence),
    }


def _clock(due: HazardDue) -> Json:
    """A clock; `state` looks at the hour where the law counts hours."""
    missed = due.missed(clock.now())
    ended = due.met_at is None and due.ended_on is not None
    done = "void" if ended else "met" if due.met_at else "open"
    return {
        "key": due.clock.key,
        "title": due.clock.title,
        "due_on": day(due.due_on),
        "due_at": instant(due.due_at),
        "met_at": instant(due.met_at),
        "state": "missed" if missed else done,
        "provision": due.clock.provision,
        "verified": due.clock.verified,
    }
