"""Thanks and comments from anybody: one page, no account, and no name unless somebody gives one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as Redirected

from complaints_service.domain.commands.fields import LONG_TEXT, SHORT_TEXT
from complaints_service.domain.refusals import InvalidData
from complaints_service.services.actors import complainant
from complaints_service.services.command_fields import EMAIL_FORM, LONGEST_EMAIL
from complaints_service.services.errors import Busy, InProgress, InvalidCommand, KeyReused
from complaints_service.web import acting, sessions
from complaints_service.web.access import open_to
from complaints_service.web.pages import page
from complaints_service.web.public import limits
from complaints_service.web.public.answers import UNSURE, plain
from complaints_service.web.public.choices import LAST_RESORT, Choices, choices
from complaints_service.web.shown import plural

blueprint = Blueprint("compliments", __name__)

SENT = "thanked"
"""Under which name a visitor's session remembers the reference of what they sent."""
FIELDS = ("kind", "organisation", "service", "description", "name", "email")
KINDS = ("compliment", "comment")


@blueprint.get("/compliment")
@open_to("public")
@page("compliment")
def ask() -> Response:
    """Ask what they want to say, and about whom."""
    return _shown(dict.fromkeys(FIELDS, ""), acting.new_key())


@blueprint.post("/compliment")
@open_to("public")
def give() -> Response | Redirected:
    """Record it once, and thank for it; what is wrong is told with everything typed kept."""
    answers = {name: plain(request.form.get(name, "")) for name in FIELDS}
    key, known = acting.posted_key(request.form), choices()
    wrong = _wrong(answers, known)
    if wrong:
        return _shown(answers, key, wrong, 422)
    try:
        limits.complaint_sent()
        ref = acting.give("receive", None, _data(answers), version=None, key=key,
                          by=complainant()).ref
    except TooManyRequests as error:
        wait = plural(limits.minutes_of(error), "minute")
        return _shown(answers, key, {"description": f"Much has come from your connection. Wait "
                                     f"{wait}, then send this again: nothing is lost"}, 429)
    except KeyReused:
        return _shown(answers, acting.new_key(), {"description": "This was sent already in other "
                      "words. Press the button again to send these too"}, 409)
    except (Busy, InProgress):
        return _shown(answers, key, {"description": "Press the button again in a moment"}, 409)
    except (InvalidCommand, InvalidData):
        return _shown(answers, key, {"description": "We could not take this. Write it in plain "
                      "text and try again"}, 422)
    sessions.remember(SENT, ref)
    return redirect("/compliment/sent", 303)


@blueprint.get("/compliment/sent")
@open_to("public")
@page("compliment-sent", example=lambda: None)
def sent() -> str | Redirected:
    """Thank for it."""
    ref = sessions.recall(SENT)
    return render_template("public/compliment_sent.html", ref=ref) if ref else redirect(
        "/compliment", 303)


def _wrong(answers: dict[str, str], known: Choices) -> dict[str, str]:
    """What is wrong, by field, in words for the person."""
    found: dict[str, str | bool] = {
        "kind": answers["kind"] not in KINDS and "Choose whether it is a compliment or a comment",
        "organisation": len(known.councils) > 1 and answers["organisation"] not in {
            one.key for one in known.councils} and "Choose the council that it is about",
        "service": answers["service"] not in {UNSURE, *(one.key for one in known.services)}
        and "Choose what it is about, or “I do not know”",
        "description": (not answers["description"] and "Write what you want to tell us")
        or (len(answers["description"]) > LONG_TEXT
            and f"What you tell us must be {LONG_TEXT:,} characters or fewer"),
        "name": len(answers["name"]) > SHORT_TEXT
        and f"Your name must be {SHORT_TEXT} characters or fewer",
        "email": _email(answers),
    }
    return {name: str(said) for name, said in found.items() if said}


def _email(answers: dict[str, str]) -> str | bool:
    given = answers["email"]
    if given and not (EMAIL_FORM.fullmatch(given) and len(given) <= LONGEST_EMAIL):
        return "Enter an email address like name@example.org, or leave it empty"
    return bool(given and not answers["name"]) and "Enter your name too, or leave both empty"


def _data(answers: dict[str, str]) -> dict[str, Any]:
    service = answers["service"]
    data: dict[str, Any] = {
        "kind": answers["kind"],
        "service": LAST_RESORT if service == UNSURE else service,
        "channel": "web",
        "description": answers["description"],
    }
    if answers["organisation"]:
        data["organisation"] = answers["organisation"]
    if not answers["name"]:
        return {**data, "anonymous": True}
    person = {name: answers[name] for name in ("name", "email") if answers[name]}
    return {**data, "complainants": [person]}


def _shown(
    answers: dict[str, str], key: str, wrong: dict[str, str] | None = None, status: int = 200
) -> Response:
    errors = [{"text": f"{text}.", "href": f"#{name}"} for name, text in (wrong or {}).items()]
    return make_response(render_template(
        "public/compliment.html", answers=answers, key=key, wrong=wrong or {}, errors=errors,
        choices=choices(), page_id="compliment",
    ), status)
