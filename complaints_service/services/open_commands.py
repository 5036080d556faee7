"""What an actor may do with a complaint now: the buttons, and the list of `commands`."""

from __future__ import annotations

from datetime import date

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.decide.conflict import ALWAYS_OPEN
from complaints_service.domain.drafts import can_submit, waiting
from complaints_service.domain.facts import facts_of
from complaints_service.domain.quality import may_check
from complaints_service.domain.rules import Rules

from .actors import Actor
from .permissions import acting_role


def open_commands(
    complaint: Complaint, by: Actor, rules: Rules, today: date
) -> tuple[str, ...]:
    """The commands that this actor may give on the London date `today`, in the workflow's order.

    What is listed succeeds with good data; what is not is refused.
    """
    facts = facts_of(complaint, rules, today)
    return tuple(
        command
        for command in rules.lifecycle.open_steps(complaint.state, facts)
        if acting_role(by, command, complaint) and not barred(complaint, by, command)
    )


def barred(complaint: Complaint, by: Actor, command: str) -> bool:
    """Whether a rule bars this very person from a command that is open to others.

    A reviewer who considered stage 1 cannot answer stage 2, nobody works on a complaint about
    themselves (HO 6.13, LGSCO 6.14), and nobody approves what they wrote.
    """
    if by.id in complaint.complained_of and command not in ALWAYS_OPEN:
        return True
    if command == "take":
        return by.id == complaint.stage_2.handler
    if command == "respond_stage_2":
        return by.id in complaint.considered_by
    if command == "record_quality_check":
        return not any(may_check(complaint, stage, by.id) for stage in (1, 2))
    if command == "submit_for_approval":
        return not can_submit(complaint.drafts, by.id)
    if command in ("approve", "return_draft"):
        return not waiting(complaint.drafts, by.id)
    return False
