"""What was written for an answer that went without it: both versions, and a button to remove it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from complaints_service.services.answer_drafts import forget_draft
from complaints_service.services.left_over import left_over
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.handler.both import both
from complaints_service.web.handler.examples import left_over_of_anybody
from complaints_service.web.pages import page

blueprint = Blueprint("answer_left", __name__, url_prefix="/handler")

ROLES = ("handler", "reviewer", "officer")


@blueprint.get("/<ref>/left/<int:stage>")
@for_role(*ROLES)
@page("handler-left-over", example=left_over_of_anybody)
def show(ref: str, stage: int) -> str:
    """Show what I wrote beside what was sent."""
    by = actor()
    found = left_over(ref, stage, by)
    return render_template(
        "handler/left.html", found=found,
        versions=both(found.command, found.view, by, found.draft.data, found.given))


@blueprint.post("/<ref>/left/<int:stage>")
@for_role(*ROLES)
def remove(ref: str, stage: int) -> Response:
    """Remove what I wrote."""
    by = actor()
    found = left_over(ref, stage, by)
    forget_draft(found.view["ref"], by.id, stage)
    notices.say(f"What you wrote for {found.view['ref']} is removed.")
    return redirect("/handler/", 303)
