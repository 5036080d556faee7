"""Tells how the date of a deadline was counted: from which day, by which provision, day by day."""

from __future__ import annotations

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import deadlines_of

from .counted_dates import counts
from .errors import NotFound
from .hazard_counts import hazard_count, hazard_due
from .reveal import day
from .rules_in_use import rules
from .view_parts import Json


def reckoning(complaint: Complaint, kind: str, item: str) -> Json:
    """Return how the deadline's date came about; a date that somebody gave has no days counted.

    It counts as the page does that answers "why is this the due date?". Raises `NotFound` where
    the complaint has no such deadline.
    """
    found = next((one for one in deadlines_of(complaint, rules())
                  if (one.kind, one.item) == (kind, item)), None)
    if found is None:
        raise NotFound("the complaint has no such deadline")
    hazard = hazard_due(complaint, item, rules()) if kind == "hazard" else None
    counted = counts(complaint, kind, rules())
    if hazard is not None:
        counted = hazard_count(complaint, hazard, rules())
    return {
        "kind": kind,
        "item": item,
        "due_on": day(found.due_on),
        "starts_on": day(counted[0].start) if counted else None,
        "provisions": [hazard.clock.provision] if hazard else _provisions(complaint, kind),
        "days": [
            {"on": day(one.on), "counted": one.number is not None, "why": one.reason}
            for count in counted if found.due_on is not None for one in count.days
        ],
    }


def _provisions(complaint: Complaint, kind: str) -> list[str]:
    """The paragraphs that set the limit, one for each Code that holds."""
    limit = kind.replace("stage_1_", "stage_1.").replace("stage_2_", "stage_2.")
    codes = (
        rules().codes[edition]
        for key, edition in complaint.rules.code_editions.items() if key in complaint.codes
    )
    return [code.limit_provisions[limit] for code in codes if limit in code.limit_provisions]
