"""Messages that could not be delivered: why, who sees to each, and what can be done about it."""

from __future__ import annotations

import re

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services import attention, deliveries
from complaints_service.services.actors import Actor
from complaints_service.services.attention import Stuck
from complaints_service.services.colleagues import Colleague, colleagues
from complaints_service.services.errors import NotFound
from complaints_service.services.reading import seen
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.forms.sentences import in_words, sentence
from complaints_service.web.officer.filters import page_number
from complaints_service.web.pages import page

blueprint = Blueprint("officer_messages", __name__)

DESK = ("intake", "officer", "auditor")
SEE_TO = ("intake", "officer", "handler", "reviewer")
DONE = {
    "send_again": "The message is sent again within a minute.",
    "by_post": "The letter waits with the post. Print it, post it, and record that it left.",
    "assign": "{} sees to it.",
    "settle": "Noted. It is no task any more.",
}
_NUMBER = re.compile(r"[0-9]{1,15}")
_FIELD = {"assign": "#email", "settle": "#note"}


@blueprint.get("/officer/messages")
@for_role(*DESK)
@page("officer-messages")
def messages() -> str:
    """Show what needs a person, the longest waiting first; nothing personal is in it."""
    found = attention.messages(actor(), page_number(request.args.get("page")))
    return render_template("officer/messages.html", found=found,
                           may=bool(actor().roles & deliveries.DOERS))


def _example() -> str | None:
    found = attention.an_example()
    return None if found is None else f"/officer/messages/{found}"


@blueprint.get("/officer/messages/<message>")
@for_role(*SEE_TO, "auditor")
@page("officer-message", example=_example)
def one(message: str) -> str:
    """Show one message, who sees to it, and what was done about it."""
    return _shown(attention.one(number_in(message), actor()), ())


@blueprint.post("/officer/messages/<message>")
@for_role(*SEE_TO)
@page("officer-message")
def act(message: str) -> Response | tuple[str, int]:
    """Do one thing about a message, and lead back to where the button was pressed."""
    wish, by, number = request.form.get("act", ""), actor(), number_in(message)
    try:
        said = _done(wish, number, by)
    except (Refusal, InvalidData) as error:
        return _refused(number, wish, error, by)
    notices.say(said)
    return redirect(_back(number, wish, by), 303)


def number_in(text: str) -> int:
    """Return the number in an address; one that nothing has where it is none."""
    return int(text) if _NUMBER.fullmatch(text) else 0


def _done(wish: str, message: int, by: Actor) -> str:
    name = ""
    match wish:
        case "send_again":
            deliveries.send_again(message, by)
        case "by_post":
            deliveries.by_post(message, by)
        case "settle":
            deliveries.settle(message, request.form.get("note", ""), by)
        case "assign":
            name = deliveries.assign(message, request.form.get("email", ""), by)
        case _:
            raise InvalidData("act", "'act' is none that there is; press one of the buttons")
    return DONE[wish].format(name)


def _refused(
    message: int, wish: str, error: Refusal | InvalidData, by: Actor
) -> tuple[str, int]:
    """Show the message again with what is wrong; where it is no task any more, the list."""
    text = sentence(in_words(error.detail), getattr(error, "provision", None))
    fault = {"text": text, "href": _FIELD.get(wish, "#acts")}
    try:
        found = attention.one(message, by)
    except NotFound:
        notices.say(text)
        raise
    return _shown(found, (fault,)), 422


def _back(message: int, wish: str, by: Actor) -> str:
    """To the complaint where the button was pressed there, else to the list, or on."""
    ref = request.form.get("back", "")
    if ref:
        return f"/complaints/{seen(ref, by).ref}"
    if wish == "assign":
        return f"/officer/messages/{message}"
    return "/officer/messages" if by.roles & set(DESK) else "/handler/"


def _shown(found: Stuck, errors: tuple[dict[str, str], ...]) -> str:
    return render_template(
        "officer/message.html", one=found, acts=attention.acts(found.id), errors=errors,
        note=request.form.get("note", ""), chosen=request.form.get("email", ""),
        colleagues=_colleagues(found), may=bool(actor().roles & deliveries.DOERS),
    )


def _colleagues(found: Stuck) -> tuple[Colleague, ...]:
    organisation = seen(found.ref, actor()).organisation if found.ref else actor().organisation
    roles = SEE_TO if found.ref else ("intake", "officer")
    return colleagues(organisation, *roles) if organisation else ()
