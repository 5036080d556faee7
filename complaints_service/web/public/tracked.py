"""The complaint that a visitor has shown to be theirs: where it stands, letters, what is open."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as Redirected

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services import reading
from complaints_service.services.actors import complainant
from complaints_service.services.errors import InvalidCommand, KeyReused, NotFound
from complaints_service.services.handle import Request, handle
from complaints_service.services.open_commands import open_commands
from complaints_service.services.rules_in_use import rules
from complaints_service.web import notices, sessions
from complaints_service.web.access import open_to
from complaints_service.web.pages import page
from complaints_service.web.public.answers import new_key, plain
from complaints_service.web.public.choices import councils
from complaints_service.web.public.letter_files import letter_file
from complaints_service.web.public.track import TRACKED
from complaints_service.web.public.wishes import WISHES, Wish

blueprint = Blueprint("tracked", __name__)

MOST_LETTERS = 200
OURS = frozenset({"promised_update", "promised_answer", "stage_1_acknowledge", "stage_1_respond",
                  "stage_2_acknowledge", "stage_2_respond"})
"""The dates that we owe to the person; remedies stand in a list of their own."""


class NotTracked(Exception):
    """This visitor has not shown which complaint is theirs, or too long ago."""


@blueprint.errorhandler(NotTracked)
def lost(_: NotTracked) -> Redirected:
    """Lead whoever has no complaint open back to where one is opened."""
    return redirect("/track", 303)


def _open() -> Complaint:
    """Return the complaint that the visitor has opened, kept alive by their looking at it."""
    ref = sessions.recall(TRACKED)
    if ref is None:
        raise NotTracked
    try:
        return reading.seen(ref, complainant())
    except NotFound:
        raise NotTracked from None


@blueprint.get("/track/complaint")
@open_to("public")
@page("track-complaint", example=lambda: None)
def complaint() -> str:
    """Say where the complaint stands, what comes next and by when."""
    found = _open()
    day = reading.today()
    view = reading.complaint_view(found)
    return render_template(
        "public/track/complaint.html", complaint=view, letters=_letters(found),
        dates=[one for one in reading.deadlines(found)
               if one["kind"] in OURS and one["state"] != "void"],
        wishes=[WISHES[name] for name in open_commands(found, complainant(), rules(), day)
                if name in WISHES],
        ombudsmen=[rules().codes[edition].ombudsman
                   for code, edition in found.rules.code_editions.items() if code in found.codes],
        councils=[one for one in councils(day) if one.key == found.organisation] or councils(day),
    )


def _letters(found: Complaint) -> list[dict[str, Any]]:
    """The letters, newest first; each once, and never the copy that names another of a group."""
    copies = _copies(found)
    items = reading.letters(found, after=None, limit=MOST_LETTERS).items
    return [one for one in reversed(items) if one["id"] not in copies]


def _copies(found: Complaint) -> set[str]:
    return {one.id for one in found.letters if one.copy_of is not None}


@blueprint.get("/track/letters/<letter_id>.<kind>")
@open_to("public")
def letter(letter_id: str, kind: str) -> Response:
    """Give one letter of the complaint, as a page, as text or to print."""
    found = _open()
    try:
        known = reading.letter(letter_id, complainant())
    except NotFound:
        raise NoSuchPage from None
    if letter_id in _copies(found):
        raise NoSuchPage
    if known.view["ref"] != found.ref or known.view["dispatched_at"] is None:
        raise NoSuchPage
    return letter_file(known, kind, large=request.args.get("format") == "large-print")


@blueprint.get("/track/do/<command>")
@open_to("public")
@page("track-wish", example=lambda: None)
def wish_form(command: str) -> str | Redirected:
    """Show the form of something that the complainant may ask for now."""
    found = _open()
    wish = _wish(command, found)
    if wish is None:
        return redirect("/track/complaint", 303)
    view = reading.complaint_view(found)
    values = {field.name: str(view.get(field.starts_as) or "") for field in wish.fields}
    return _asking(wish, values, {}, new_key())


@blueprint.post("/track/do/<command>")
@open_to("public")
def give(command: str) -> Response | Redirected:
    """Do what the complainant asks for, once."""
    found = _open()
    wish = _wish(command, found)
    key = plain(request.form.get("key", ""))[:64] or new_key()
    if wish is None:
        notices.say("This has been done already, or cannot be done any more.")
        return redirect("/track/complaint", 303)
    values = {field.name: plain(request.form.get(field.name, "")) for field in wish.fields}
    wrong = wish.problems(values)
    if wrong:
        return make_response(_asking(wish, values, wrong, key), 422)
    data = wish.data(values)
    body = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    try:
        done = handle(Request(command, data, key=f"track-{key}", body_sha256=body),
                      by=complainant(), ref=found.ref)
    except (Refusal, InvalidData, InvalidCommand, KeyReused) as error:
        first = wish.fields[0].name if wish.fields else "wish"
        return make_response(_asking(wish, values, {first: _told(error)}, new_key()), 422)
    if done.ref != found.ref:
        sessions.remember(TRACKED, done.ref)
    notices.say(wish.done)
    return redirect("/track/complaint", 303)


def _wish(command: str, found: Complaint) -> Wish | None:
    """Return the wish where it is open now; a page that does not exist where it never is."""
    if command not in WISHES:
        raise NoSuchPage
    listed = open_commands(found, complainant(), rules(), reading.today())
    return WISHES[command] if command in listed else None


def _told(error: Exception) -> str:
    if isinstance(error, InvalidCommand):
        return error.errors[0].detail
    if isinstance(error, (Refusal, InvalidData)):
        return error.detail
    return "This form was sent before with other words; check it and send it once more."


def _asking(wish: Wish, values: dict[str, str], wrong: dict[str, str], key: str) -> str:
    return render_template(
        "public/track/wish.html", wish=wish, answers=values, wrong=wrong, key=key,
        errors=[{"text": text, "href": f"#{name}"} for name, text in wrong.items()],
    )
