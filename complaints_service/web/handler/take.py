"""Taking the next complaint that nobody has."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from complaints_service.services.taking import take_next
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.navigation import home_of

blueprint = Blueprint("handler_take", __name__)

NOTHING = "Nothing waits to be taken: every complaint of your services has somebody."


@blueprint.post("/handler/take-next")
@for_role("handler", "officer")
def take() -> Response:
    """Give whoever asks the most pressing complaint of their services; of two at once, each gets
    another."""
    ref = take_next(actor())
    if ref is None:
        notices.say(NOTHING)
        return redirect(home_of(actor()), 303)
    notices.say("The complaint is yours.")
    return redirect(f"/complaints/{ref}", 303)
