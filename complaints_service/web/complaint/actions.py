"""Doing something with a complaint: the form of one command, and what becomes of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from complaints_service.domain.commands.registry import COMMANDS, CREATION
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services import reading
from complaints_service.services.command_data import parse_command
from complaints_service.services.errors import (
    Busy,
    InProgress,
    InvalidCommand,
    KeyReused,
    NotFound,
    VersionConflict,
)
from complaints_service.services.letter_preview import LetterPreview, preview_letter
from complaints_service.services.rules_in_use import rules
from complaints_service.services.triage_desk import proposed, window_of
from complaints_service.services.why_not import why_not
from complaints_service.web import acting, notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.complaint.action_form import Action, together
from complaints_service.web.complaint.approving import approval_of, sent_for_approval, with_draft
from complaints_service.web.complaint.begun import gaps_left, to_begin_with
from complaints_service.web.complaint.done import told
from complaints_service.web.complaint.examples import any_complaint
from complaints_service.web.complaint.identity import identity_of
from complaints_service.web.complaint.ombudsman import which_case
from complaints_service.web.complaint.stale import stale_page
from complaints_service.web.complaint.ways_out import blocked, ways_out
from complaints_service.web.drafts import APPROVAL
from complaints_service.web.forms.shapes import askable
from complaints_service.web.pages import page

blueprint = Blueprint("complaint_actions", __name__)

ACTORS = ("intake", "officer", "handler", "reviewer", "manager", "approver")
"""Who may give any command at all; which ones is asked of each complaint."""

PREVIEW = "_preview"
AT_THIS_MOMENT = ("Somebody else is changing this complaint just now. Nothing that you typed is "
                  "lost: press the button again in a moment.")


@blueprint.get("/complaints/<ref>/do/<command>")
@for_role(*ACTORS)
@page("action", example=any_complaint("/complaints/{}/do/record_contact"))
def show(ref: str, command: str) -> AnyResponse:
    """Show the form of one command, or why it cannot be given now."""
    if command == "add_document":
        return redirect(f"/complaints/{reading.seen(ref, actor()).ref}/documents#add", 303)
    action = with_draft(_action(ref, command))
    closed = why_not(command, action.complaint, action.by)
    if closed is not None:
        return blocked(action, closed)
    return which_case(action) or _shown(action)


@blueprint.post("/complaints/<ref>/do/<command>")
@for_role(*ACTORS)
@page("action")
def act(ref: str, command: str) -> AnyResponse:
    """Give the command; refused, the form comes back with everything that was typed."""
    action = with_draft(_action(ref, command))
    if action.read.adding or action.read.removing:
        return _shown(action)
    try:
        if APPROVAL in request.form:
            return sent_for_approval(action)
        return _previewed(action) if PREVIEW in request.form else _given(action)
    except VersionConflict as conflict:
        return stale_page(action, conflict)
    except KeyReused:
        return _sent_before(action)
    except (Busy, InProgress):
        return _shown(action, status=409, summary=AT_THIS_MOMENT)
    except (InvalidCommand, InvalidData) as error:
        return _shown(action, error)
    except Refusal as refusal:
        closed = why_not(command, reading.seen(ref, actor()), action.by)
        return _shown(action, refusal) if closed is None else blocked(action, closed)


def _action(ref: str, command: str) -> Action:
    """The command on this complaint; not found where there is no such one."""
    found = reading.seen(ref, actor())
    if command not in COMMANDS or command == CREATION or not askable(COMMANDS[command].data):
        raise NotFound(f"there is no command '{command[:60]}'")
    return Action(command, found, actor(), request.form if request.method == "POST" else None,
                  asked=request.args)


def _given(action: Action) -> AnyResponse:
    posted = request.form
    moment = _checked(action)
    done = acting.give(
        action.command, action.complaint.ref, action.read.data, by=action.by, occurred_at=moment,
        version=acting.posted_version(posted), key=acting.posted_key(posted),
    )
    notices.say(told(action, done))
    return redirect(f"/complaints/{done.ref}", 303)


def _previewed(action: Action) -> Response:
    """The letter as it would go, above the form as it was typed; nothing is recorded."""
    _checked(action)
    letter = preview_letter(action.complaint.ref, action.command, action.read.data, action.by)
    return _shown(action, preview=letter)


def _checked(action: Action) -> Any:
    """The moment typed; what is wrong with it is told together with all else that is."""
    faults: list[InvalidCommand] = []
    moment = None
    try:
        moment = action.occurred_at()
    except InvalidCommand as fault:
        faults.append(fault)
        try:
            parse_command(action.command, action.read.data)
        except InvalidCommand as more:
            faults.insert(0, more)
    gaps = gaps_left(action.command, action.read.data)
    if gaps:
        faults.append(InvalidCommand(gaps))
    wrong = together(faults)
    if wrong is not None:
        raise wrong
    return moment


def _shown(
    action: Action, error: Exception | None = None, *, status: int | None = None,
    summary: str = "", preview: LetterPreview | None = None,
) -> Response:
    form = action.form(error)
    errors = [{"text": summary}] if summary else list(form.errors)
    approval = approval_of(action, error)
    answer = make_response(render_template(
        "complaint/action.html",
        action=action,
        form=form,
        errors=errors,
        preview=preview,
        approval=approval,
        wordings=() if action.posted else to_begin_with(action.command, action.asked),
        window=window_of(action.complaint, rules()) if action.command == "decline" else None,
        proposed=proposed(action.complaint, rules()) if action.command == "accept" else (),
        ways_out=() if approval.refused else ways_out(action, error),
        identity=identity_of(action.view, reading.today()),
        version=acting.posted_version(request.form) or action.complaint.version,
        key=acting.posted_key(request.form),
    ))
    answer.status_code = status or (422 if error is not None else 200)
    return answer


def _sent_before(action: Action) -> Response:
    """The very form was carried out before, and came again with other words."""
    closed = why_not(action.command, action.complaint, action.by)
    if closed is not None:
        return blocked(action, closed)
    answer = make_response(render_template(
        "complaint/sent_before.html", action=action, form=action.form(),
        identity=identity_of(action.view, reading.today()),
        version=action.complaint.version, key=acting.new_key(),
    ))
    answer.status_code = 409
    return answer
