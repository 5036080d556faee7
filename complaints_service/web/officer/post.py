"""The print queue: what waits for the post, by when it must leave, and that it left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.services import post_queue
from complaints_service.services.command_data import parse_command
from complaints_service.services.errors import FieldError, InvalidCommand
from complaints_service.services.post_queue import COMMAND, Outcome
from complaints_service.web import acting, notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.forms.build import build, refused
from complaints_service.web.forms.choices import choices_for
from complaints_service.web.forms.errors import shown_errors
from complaints_service.web.forms.model import Form
from complaints_service.web.forms.read import read
from complaints_service.web.forms.words import words_of
from complaints_service.web.officer.filters import page_number
from complaints_service.web.pages import page
from complaints_service.web.shown import date_words, plural

blueprint = Blueprint("officer_post", __name__)

_KIND = COMMANDS[COMMAND].data


@blueprint.get("/officer/post")
@for_role("intake", "officer", "auditor")
@page("officer-post")
def queue() -> tuple[str, int]:
    """Show the letters that wait, what must leave first first."""
    return _shown(_form({"method": "post"}))


@blueprint.post("/officer/post")
@for_role("officer")
@page("officer-post")
def record() -> Response | tuple[str, int]:
    """Record that the letters chosen left, each by a command of its own."""
    words = words_of(COMMAND)
    posted, chosen = read(_KIND, words, request.form), request.form.getlist("chosen")
    data = {name: value for name, value in posted.data.items() if name != "letter"}
    form = _form(posted.values)
    try:
        _must_read(data, chosen)
    except InvalidCommand as error:
        return _shown(_refused(form, error), chosen, status=422)
    waiting = post_queue.letters(actor(), chosen)
    outcomes = post_queue.record(waiting, data, key=acting.posted_key(request.form),
                                 by=actor())
    failed = [one for one in outcomes if one.error is not None]
    if failed:
        return _shown(form, [one.letter.id for one in failed], outcomes=_told(outcomes, form),
                      status=422)
    notices.say(_done(len(waiting), len(set(chosen)) - len(waiting), data))
    return redirect("/officer/post", 303)


def _must_read(data: Mapping[str, Any], chosen: Sequence[str]) -> None:
    """Refuse what no letter could be recorded with, before any is."""
    faults = [] if chosen else [FieldError("chosen", "required", "Choose at least one letter.")]
    try:
        parse_command(COMMAND, {**data, "letter": "any"})
    except InvalidCommand as error:
        faults += error.errors
    if faults:
        raise InvalidCommand(faults)


def _refused(form: Form, error: InvalidCommand) -> Form:
    told = refused(form, error)
    errors = tuple({**one, "href": one["href"] or "#letters"} for one in told.errors)
    return replace(told, errors=errors)


def _form(values: Mapping[str, Any]) -> Form:
    """The form of the command without its letter, which is ticked in the list."""
    form = build(_KIND, words_of(COMMAND), choices_for(COMMAND, None, actor()), values)
    return replace(form, fields=tuple(one for one in form.fields if one.name != "letter"))


def _told(outcomes: Sequence[Outcome], form: Form) -> list[dict[str, Any]]:
    return [
        {"letter": one.letter, "error": None if one.error is None else _sentence(one.error, form)}
        for one in outcomes
    ]


def _sentence(error: Exception, form: Form) -> str:
    try:
        return shown_errors(error, form)[0]["text"]
    except TypeError:  # no fault of the form: somebody else was first, or may not
        return "This could not be recorded just now; look at the complaint and try again."


def _done(recorded: int, gone: int, data: Mapping[str, Any]) -> str:
    before = f"{plural(gone, 'letter')} had been recorded before." if gone else ""
    if not recorded:
        return before
    on = date_words(data["sent_on"])
    return f"{plural(recorded, 'letter')} recorded as sent on {on}. {before}".strip()


def _shown(
    form: Form, chosen: Sequence[str] = (), *, outcomes: Sequence[Mapping[str, Any]] = (),
    status: int = 200,
) -> tuple[str, int]:
    found = post_queue.queue(actor(), page_number(request.args.get("page")))
    failed = [
        {"text": f"{one['letter'].ref}: {one['error']}", "href": f"#letter-{one['letter'].id}"}
        for one in outcomes if one["error"]
    ]
    return render_template(
        "officer/post.html", queue=found, form=form, chosen=frozenset(chosen), outcomes=outcomes,
        errors=(*form.errors, *failed), key=acting.new_key(),
        records=post_queue.may_record(actor()),
    ), status
