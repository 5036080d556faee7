"""Giving work out: by a service's rule once a complaint is accepted, or taken by who is free."""

from __future__ import annotations

from complaints_service.domain.commands import stage_1 as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import NewEvent
from complaints_service.domain.refusals import Refusal

from .context import Context, Decision, event
from .stage_1 import different_person

GIVEN_OUT = frozenset({"accept", "record_ombudsman_instruction"})
"""Commands that may make a contact a complaint of stage 1."""


def take(complaint: Complaint, command: ask.Take, context: Context) -> Decision:
    """Somebody takes a complaint that nobody has; of two at once, the second is refused."""
    if context.actor == complaint.stage_2.handler:
        raise Refusal("same_reviewer", "you review stage 2 of this complaint; somebody else has to "
                      "answer stage 1", provision=different_person(complaint))
    return Decision((event(context, "taken", handler=context.actor),))


def given_out(
    command: str, complaint: Complaint, decided: tuple[NewEvent, ...], context: Context
) -> tuple[NewEvent, ...]:
    """What a service's rule adds to an acceptance: who gets it, or why it stays with the team.

    Nothing where the council has made no rule for the service, and where somebody has it already.
    """
    if command not in GIVEN_OUT or complaint.stage_1.handler or complaint.stage_1.answered:
        return ()
    if command != "accept" and decided[-1].data.get("instruction") != "accept":
        return ()
    chosen = context.allocate(complaint)
    if chosen is None:
        return ()
    if chosen.account is None:
        return (event(context, "left_with_team", reason=chosen.reason, rule=chosen.way),)
    return (event(context, "assigned", handler=chosen.account, why="rule", rule=chosen.way),)


def barred_from(complaint: Complaint, accounts: frozenset[str]) -> frozenset[str]:
    """Which of these accounts may not be given this complaint at stage 1."""
    barred = {*complaint.complained_of, complaint.stage_2.handler}
    unlisted = accounts - set(complaint.access) if complaint.restricted else frozenset()
    return frozenset((accounts & barred) | unlisted)
