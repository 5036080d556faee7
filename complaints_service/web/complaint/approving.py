"""Sends an action's form to a second person instead of giving the command at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import redirect, request
from werkzeug.wrappers import Response

from complaints_service.domain.refusals import Refusal
from complaints_service.services.approval import asks_approval, own_draft, send_for_approval
from complaints_service.services.letter_preview import preview_letter
from complaints_service.web import acting, notices
from complaints_service.web.complaint.action_form import Action
from complaints_service.web.drafts import asked_draft, told


@dataclass(frozen=True)
class Approval:
    """Whether the form offers to send it for approval, and whether it was refused without one."""

    offered: bool
    refused: bool


def approval_of(action: Action, error: Exception | None) -> Approval:
    """Return what the form says of approval: asked by the council, or by the rule that refused."""
    refused = isinstance(error, Refusal) and error.rule == "not_approved"
    approved = action.draft is not None and action.draft["state"] == "approved"
    asked = asks_approval(action.complaint.organisation, action.command)
    return Approval(refused or (asked and not approved), refused)


def with_draft(action: Action) -> Action:
    """Return the action with the draft that the address names, where it is the actor's own."""
    found = own_draft(action.complaint, asked_draft(), action.command, action.by)
    return replace(action, draft=found)


def sent_for_approval(action: Action) -> Response:
    """Save exactly what was typed as a draft, and ask for approval of it.

    Raises what giving the command would raise, want of approval apart; then nothing is kept.
    """
    ref, data = action.complaint.ref, action.read.data
    try:
        preview_letter(ref, action.command, data, action.by)
    except Refusal as refusal:
        if refusal.rule != "not_approved":
            raise
    sent = send_for_approval(
        ref, action.command, data, version=acting.posted_version(request.form),
        key=acting.posted_key(request.form), by=action.by,
    )
    notices.say(told(action.complaint.organisation, sent, action.by))
    return redirect(f"/complaints/{ref}", 303)
