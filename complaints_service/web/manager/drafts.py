"""A draft that waits for a second person: read whole, approved, or sent back with the reason."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import NotFound as NoPage
from werkzeug.wrappers import Response

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services.errors import (
    Busy,
    Forbidden,
    InProgress,
    InvalidCommand,
    KeyReused,
    NotFound,
    VersionConflict,
)
from complaints_service.services.improvements import READERS
from complaints_service.services.waiting_drafts import any_waiting, waiting_draft
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.acting import give, new_key, posted_key, posted_version
from complaints_service.web.drafts import rows_of
from complaints_service.web.forms.sentences import in_words, sentence
from complaints_service.web.forms.words import words_of
from complaints_service.web.pages import page

blueprint = Blueprint("draft_approvals", __name__, url_prefix="/manager/approvals")

CHANGED = ("This complaint changed while you were reading. Look at the draft again as it stands "
           "now; nothing was decided.")
AT_THIS_MOMENT = "Somebody else is changing this complaint just now. Press the button again."
DECIDED = "This draft no longer waits: somebody decided on it, or its author changed it."
NO_REASON = "Say what has to change before you send it back."
SAID = {
    "approve": "The draft is approved. Its author sends it.",
    "return_draft": "The draft went back to its author, with your reason.",
}


def _example() -> str | None:
    found = any_waiting()
    return None if found is None else f"/manager/approvals/{found[0]}/{found[1]}"


@blueprint.get("/<ref>/<number>")
@for_role(*sorted(READERS - {"system"}))
@page("manager-draft", example=_example)
def read(ref: str, number: str) -> str | Response:
    """Show what would go, and offer to decide on it to whoever may."""
    try:
        return _shown(ref, _whole(number))
    except NotFound:
        return _gone()


@blueprint.post("/<ref>/<number>")
@for_role("approver")
@page("manager-draft")
def decide(ref: str, number: str) -> str | Response | tuple[str, int]:
    """Approve it or send it back, as the button says."""
    command, n = request.form.get("decision", ""), _whole(number)
    if command not in SAID:
        raise NoPage
    reason = request.form.get("reason", "")
    data = {"n": n} if command == "approve" else {"n": n, "reason": reason}
    try:
        give(command, ref, data, version=posted_version(request.form),
             key=f"{posted_key(request.form)[:56]}-{command[:7]}", by=actor())
    except (VersionConflict, KeyReused):
        return _again(ref, n, CHANGED, 409)
    except (Busy, InProgress):
        return _again(ref, n, AT_THIS_MOMENT, 409)
    except (Refusal, InvalidData) as error:
        return _again(ref, n, _told(error), 422)
    except (InvalidCommand, Forbidden) as error:
        return _again(ref, n, str(error), 422)
    notices.say(SAID[command])
    return redirect("/manager/approvals", 303)


def _whole(number: str) -> int:
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        raise NoPage
    return int(number)


def _told(error: Refusal | InvalidData) -> str:
    if isinstance(error, Refusal) and error.rule == "reason_missing":
        return NO_REASON
    provision = error.provision if isinstance(error, Refusal) else None
    return sentence(in_words(error.detail), provision)


def _again(ref: str, n: int, told: str, status: int) -> str | Response | tuple[str, int]:
    try:
        return _shown(ref, n, told), status
    except NotFound:
        return _gone()


def _gone() -> Response:
    notices.say(DECIDED)
    return redirect("/manager/approvals", 303)


def _shown(ref: str, n: int, told: str = "") -> str:
    whole = waiting_draft(ref, n, actor())
    command, data = whole.draft["command"], whole.draft["data"]
    return render_template(
        "manager/draft.html", whole=whole, title=words_of(command).title,
        rows=rows_of(command, whole.view, data, whole.author) if data else [],
        hindrance=sentence(in_words(whole.hindrance)) if whole.hindrance else "",
        errors=[{"text": told, "href": "#reason" if told == NO_REASON else ""}] if told else [],
        reason=request.form.get("reason", ""), version=whole.complaint.version,
        key=new_key(),
    )
