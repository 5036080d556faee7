"""What an actor may do with a complaint now: the buttons, and the list of `commands`."""

from __future__ import annotations

from datetime import date

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.facts import facts_of
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
        if acting_role(by, command, complaint) and not _barred(complaint, by, command)
    )


def _barred(complaint: Complaint, by: Actor, command: str) -> bool:
    """A reviewer who considered stage 1 cannot answer stage 2 (HO 6.13, LGSCO 6.14)."""
    return command == "respond_stage_2" and by.id in complaint.considered_by
