"""How the events of drafts change a complaint, and how giving a command ends its drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from complaints_service.domain.commands.registry import EVENT_OF
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.drafts import UNDER_WAY, Draft, DraftState
from complaints_service.domain.events import Event
from complaints_service.domain.sealing import sealed, surely_sealed

_OF_EVENT: Mapping[str, str] = {event: command for command, event in EVENT_OF.items()}
BEFORE_STAGE_2 = frozenset({
    "decline", "acknowledge", "extend", "respond_stage_1", "decline_stage_2",
})
DECIDES = frozenset({"decline", "respond_stage_1", "decline_stage_2"})
"""Who drafts or approves these considered stage 1, or refused stage 2 (HO 6.13, LGSCO 6.14)."""


def saved(complaint: Complaint, event: Event) -> Complaint:
    """A draft was kept; the author's earlier one of the same command is replaced."""
    data = event.data
    draft = Draft(data["n"], data["command"], surely_sealed(data["draft"]), data["author"],
                  event.occurred_at)
    others = tuple(
        replace(one, state=DraftState.REPLACED)
        if one.command == draft.command and one.author == draft.author and one.state in UNDER_WAY
        else one
        for one in complaint.drafts
    )
    return _considered(replace(complaint, drafts=(*others, draft)), draft, event)


def submitted(complaint: Complaint, event: Event) -> Complaint:
    """A draft waits for approval."""
    return _with(complaint, event, DraftState.SUBMITTED)


def approved(complaint: Complaint, event: Event) -> Complaint:
    """A second person approved a draft."""
    done = _with(complaint, event, DraftState.APPROVED)
    draft = next(one for one in done.drafts if one.n == event.data["n"])
    return _considered(done, draft, event)


def returned(complaint: Complaint, event: Event) -> Complaint:
    """A draft went back to its author."""
    return _with(complaint, event, DraftState.RETURNED)


def _with(complaint: Complaint, event: Event, state: DraftState) -> Complaint:
    decided = state in (DraftState.APPROVED, DraftState.RETURNED)
    return replace(complaint, drafts=tuple(
        one if one.n != event.data["n"] else replace(
            one, state=state, decided_by=event.actor if decided else None,
            decided_at=event.occurred_at if decided else None,
            reason=sealed(event.data.get("reason")),
        )
        for one in complaint.drafts
    ))


def _considered(complaint: Complaint, draft: Draft, event: Event) -> Complaint:
    """Whoever drafts or approves what is decided before stage 2 considered the complaint; an
    officer who prepares a letter that decides nothing did not."""
    office_work = event.role == "officer" and draft.command not in DECIDES
    at_stage_2 = draft.command == "extend" and complaint.stage_1.answered
    if draft.command not in BEFORE_STAGE_2 or office_work or at_stage_2:
        return complaint
    return replace(complaint, considered_by=tuple(
        dict.fromkeys((*complaint.considered_by, event.actor))
    ))


def ended_by(complaint: Complaint, event: Event) -> Complaint:
    """Once a command is given, its drafts are used."""
    command = _OF_EVENT.get(event.type)
    if not complaint.drafts or command is None:
        return complaint
    return replace(complaint, drafts=tuple(
        replace(one, state=DraftState.USED)
        if one.command == command and one.state in UNDER_WAY else one
        for one in complaint.drafts
    ))
