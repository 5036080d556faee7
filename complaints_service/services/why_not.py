"""Why a command cannot be given on a complaint now."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service import clock
from complaints_service.domain.commands.registry import Command
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.decide.context import Context
from complaints_service.domain.decide.decider import check_step
from complaints_service.domain.refusals import Refusal

from .actors import Actor
from .open_commands import barred
from .permissions import WHO, acting_role
from .rules_in_use import rules


@dataclass(frozen=True)
class WhyNot:
    """What stands in the way: the role, the state of the complaint, or a rule.

    `roles` are those that may give the command, where the actor holds none of them on this
    complaint; `state` is set where the command does not follow the present one; else `refusal`
    says which condition does not hold.
    """

    roles: tuple[str, ...] = ()
    state: str = ""
    refusal: Refusal | None = None


def why_not(command: str, complaint: Complaint, by: Actor) -> WhyNot | None:
    """Return what keeps the actor from giving the command now; None where nothing does."""
    if acting_role(by, command, complaint) is None:
        return WhyNot(roles=WHO[command])
    if not _follows(command, complaint):
        return _in_the_post(command, complaint) or WhyNot(state=complaint.state.value)
    try:
        check_step(Command(command, None), complaint, _context(by))
    except Refusal as refusal:
        return WhyNot(refusal=refusal)
    return _personal(command, complaint, by)


def _personal(command: str, complaint: Complaint, by: Actor) -> WhyNot | None:
    """What bars this very person from a command that is open to others."""
    if not barred(complaint, by, command):
        return None
    if by.id in complaint.complained_of:
        refusal = Refusal("conflict_of_interest", "this complaint is about you; somebody else has "
                          "to work on it", provision="HO 6.13, LGSCO 6.14")
    elif command == "respond_stage_2":
        refusal = Refusal("same_reviewer", "you considered or decided this complaint before; stage "
                          "2 must be answered by somebody else", provision="HO 6.13, LGSCO 6.14")
    elif command == "record_quality_check":
        refusal = Refusal("self_approval", "you wrote this answer; somebody else has to look at it")
    elif command == "submit_for_approval":
        refusal = Refusal("not_allowed", "there is no draft of yours to submit; save one first")
    else:
        refusal = Refusal("self_approval", "you wrote what waits; somebody else has to look at it")
    return WhyNot(refusal=refusal)


def _in_the_post(command: str, complaint: Complaint) -> WhyNot | None:
    """An answer that is written is no longer awaited, though its clock runs until it leaves."""
    made = [complaint.letter(complaint.stage_record(stage).response_letter) for stage in (1, 2)]
    if command != "notify_delay" or not any(one and one.awaiting_post for one in made):
        return None
    return WhyNot(refusal=Refusal(
        "not_allowed", "the answer is written and waits for the post; it counts as given on the "
        "day that it leaves. Send it today, and say so with 'record_dispatch'"))


class _Anything:
    """Facts of which every one holds: what is left is the state."""

    def __getattr__(self, name: str) -> bool:
        return True


def _follows(command: str, complaint: Complaint) -> bool:
    return command in rules().lifecycle.open_steps(complaint.state, _Anything())


def _context(by: Actor) -> Context:
    """A context that looks nothing up: no step depends on who is named."""
    now = clock.now()
    return Context(
        now=now, occurred_at=now, rules=rules(), actor=by.id, role="",
        account=lambda email: None, other=lambda ref: None, reveal=lambda value: None,
        new_ref=str, new_id=str,
    )
