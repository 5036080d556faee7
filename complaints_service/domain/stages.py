"""The states and stages a complaint can be in, its findings and how timely an answer was."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    SERVICE_REQUEST = "service_request"
    HANDED_OFF = "handed_off"
    DECLINED = "declined"
    MERGED = "merged"
    STAGE_1_ACCEPTED = "stage_1_accepted"
    STAGE_1_INVESTIGATING = "stage_1_investigating"
    STAGE_1_RESPONDED = "stage_1_responded"
    STAGE_2_REQUESTED = "stage_2_requested"
    STAGE_2_INVESTIGATING = "stage_2_investigating"
    STAGE_2_RESPONDED = "stage_2_responded"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Stage(StrEnum):
    """The stage shown to people; computed from the state and any Ombudsman's case."""

    CONTACT = "contact"
    STAGE_1 = "stage_1"
    STAGE_2 = "stage_2"
    OMBUDSMAN = "ombudsman"
    ENDED = "ended"


class Finding(StrEnum):
    """What was found on a point, and, computed, at a stage."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    UNABLE_TO_DECIDE = "unable_to_decide"


class Timeliness(StrEnum):
    """How an answer stands to its clock."""

    ON_TIME = "on_time"
    ON_TIME_EXTENDED = "on_time_extended"
    LATE = "late"
    LATE_EXTENDED = "late_extended"
    OPEN_IN_TIME = "open_in_time"
    OPEN_OVERDUE = "open_overdue"
    EXCLUDED = "excluded"


CONTACT_STATES = frozenset({State.RECEIVED, State.SERVICE_REQUEST, State.HANDED_OFF})
ENDED_STATES = frozenset({State.DECLINED, State.MERGED, State.WITHDRAWN, State.CLOSED})
STAGE_1_STATES = frozenset(
    {State.STAGE_1_ACCEPTED, State.STAGE_1_INVESTIGATING, State.STAGE_1_RESPONDED}
)
STAGE_1_OPEN = frozenset({State.RECEIVED, State.STAGE_1_ACCEPTED, State.STAGE_1_INVESTIGATING})
STAGE_2_OPEN = frozenset({State.STAGE_2_REQUESTED, State.STAGE_2_INVESTIGATING})
OMBUDSMAN_OPEN = frozenset({"enquiry", "investigating", "draft", "compliance"})


def stage_of(state: State, ombudsman_statuses: tuple[str, ...]) -> Stage:
    """The stage of a complaint in `state` with Ombudsman cases in these statuses."""
    if OMBUDSMAN_OPEN.intersection(ombudsman_statuses):
        return Stage.OMBUDSMAN
    if state in CONTACT_STATES:
        return Stage.CONTACT
    if state in ENDED_STATES:
        return Stage.ENDED
    return Stage.STAGE_1 if state in STAGE_1_STATES else Stage.STAGE_2


def finding_of(findings: tuple[Finding, ...]) -> Finding | None:
    """A stage's finding from those of its points.

    Undecided points are left out and stand only where all are; all upheld is upheld, none is not
    upheld, anything else is partly upheld.
    """
    if not findings:
        return None
    decided = tuple(one for one in findings if one is not Finding.UNABLE_TO_DECIDE)
    if not decided:
        return Finding.UNABLE_TO_DECIDE
    if all(one is Finding.UPHELD for one in decided):
        return Finding.UPHELD
    if all(one is Finding.NOT_UPHELD for one in decided):
        return Finding.NOT_UPHELD
    return Finding.PARTLY_UPHELD
