"""The columns that a register may have, by the names that the mapping file uses for them."""

from __future__ import annotations

EVENT_DATES = (
    "received", "acknowledged", "stage_1_responded", "stage_2_requested", "stage_2_acknowledged",
    "stage_2_responded", "ombudsman_notified", "ombudsman_decided", "closed",
)  # fmt: skip
"""Days on which something happened: never in the future."""

PLANNED_DATES = (
    "stage_1_target", "stage_1_extended_to", "stage_2_target", "stage_2_extended_to",
)  # fmt: skip
"""Days that were promised or planned: they may lie ahead."""

DATES = frozenset((*EVENT_DATES, *PLANNED_DATES, "issue_on"))

JOINED = frozenset({"address", "notes"})
"""Columns that a register may have several of; their contents are put together."""

COLUMNS = DATES | JOINED | {
    "old_reference", "channel", "service", "category", "description", "stage_1_outcome",
    "stage_2_outcome", "ombudsman", "ombudsman_reference", "ombudsman_decision", "compensation",
    "lessons", "ward", "handler", "contractor", "complainant", "first_name", "last_name", "email",
    "phone", "postcode", "code", "status",
}  # fmt: skip

REQUIRED = (("received",), ("service", "description"))
"""Of each group a register needs at least one."""

LIKELY_HEADINGS = {
    "received": "Date received",
    "service": "Service",
    "description": "Complaint",
}
"""How the required columns are named in a sentence."""
