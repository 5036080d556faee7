"""One improvement: recording it in four fields, seeing it through, and telling the public."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from complaints_service.domain.commands.improvements import CREATE, IMPROVEMENT_COMMANDS
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services import improvement_board, improvement_reading, reading
from complaints_service.services.accounts_listed import account_options
from complaints_service.services.errors import InvalidCommand, KeyReused, VersionConflict
from complaints_service.services.errors import NotFound as Unseen
from complaints_service.services.improvements import (
    READERS,
    WORK,
    handle_improvement,
    open_improvement_commands,
)
from complaints_service.services.rules_in_use import rules
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.acting import digest_of, new_key, posted_key, posted_version
from complaints_service.web.forms.build import build, refused
from complaints_service.web.forms.model import Choices, Form, Option
from complaints_service.web.forms.read import read
from complaints_service.web.forms.words import improvement_words
from complaints_service.web.pages import page

blueprint = Blueprint("improvement", __name__, url_prefix="/manager/improvements")

_SEES = tuple(sorted(READERS - {"system"}))
_ACTS = tuple(sorted({*WORK, "approver", "publisher"}))
SAID = {
    CREATE: "The improvement is recorded.",
    "done": "Recorded as done.",
    "drop": "Recorded as given up.",
    "hand_over": "Somebody else sees to it now.",
    "check_effect": "The effect is counted and recorded.",
    "propose_publication": "The words are proposed. Somebody else has to approve them.",
    "approve_publication": "The words are approved and published.",
    "withdraw_publication": "It is withdrawn from the website.",
}
CHANGED = ("This improvement changed while you were reading. Look at it as it stands now; what you "
           "typed is kept below.")
SENT_BEFORE = ("This form was sent before, with other words, and was carried out. Send it again "
               "only if you want both.")
Told = str | Answer | tuple[str, int]


def _example() -> str | None:
    found = improvement_board.any_id()
    return f"/manager/improvements/{found}" if found else None


def _example_act() -> str | None:
    found = improvement_board.any_id(state="planned")
    return f"/manager/improvements/{found}/do/done" if found else None


@blueprint.get("/new")
@for_role(*WORK)
@page("manager-improvement-new")
def new() -> str:
    """Ask what went wrong, what will change, who and by when."""
    refs = [one for one in (request.args.get("complaint", ""),) if one]
    values = {"complaints": refs, "owner": actor().email, "service": _service_of(refs)}
    return _form_page(CREATE, _form(CREATE, values), {}, key=new_key())


@blueprint.post("/new")
@for_role(*WORK)
def create() -> Told:
    """Record it."""
    return _given(CREATE, None)


@blueprint.get("/<improvement_id>")
@for_role(*_SEES)
@page("manager-improvement", example=_example)
def one(improvement_id: str) -> str:
    """Show an improvement, and what may be done with it now."""
    found = improvement_reading.seen(improvement_id, actor())
    return render_template(
        "manager/improvement.html", improvement=improvement_reading.view(found),
        taken_back=found.taken_back_at, done_on=found.done_on,
        acts=[(command, improvement_words(command).title)
              for command in open_improvement_commands(found, actor())],
    )


@blueprint.get("/<improvement_id>/do/<command>")
@for_role(*_ACTS)
@page("manager-improvement-act", example=_example_act)
def ask(improvement_id: str, command: str) -> Told:
    """Ask what a command needs to know."""
    found = improvement_reading.seen(improvement_id, actor())
    if command not in IMPROVEMENT_COMMANDS or command == CREATE:
        raise NotFound
    if command not in open_improvement_commands(found, actor()):
        return _not_now(improvement_id, command)
    shown = improvement_reading.view(found)
    values = shown["publication"] or {"told": "", "found": shown["went_wrong"],
                                      "changed": shown["will_change"]}
    return _form_page(command, _form(command, values), shown, key=new_key())


@blueprint.post("/<improvement_id>/do/<command>")
@for_role(*_ACTS)
def act(improvement_id: str, command: str) -> Told:
    """Carry it out."""
    improvement_reading.seen(improvement_id, actor())
    if command not in IMPROVEMENT_COMMANDS or command == CREATE:
        raise NotFound
    return _given(command, improvement_id)


def _given(command: str, improvement_id: str | None) -> Told:
    kind, key = IMPROVEMENT_COMMANDS[command], posted_key(request.form)
    posted = read(kind, improvement_words(command), request.form)
    form = _form(command, posted.values)
    shown = _shown(improvement_id)
    if posted.adding or posted.removing:
        return _form_page(command, form, shown, key=key)
    try:
        done = handle_improvement(
            command, posted.data, by=actor(), improvement_id=improvement_id, key=key,
            expected_version=posted_version(request.form) if improvement_id else None,
            body_sha256=digest_of(command, improvement_id, posted.data, None),
        )
    except (InvalidCommand, InvalidData, Refusal) as error:
        if isinstance(error, Refusal) and error.rule == "not_allowed":
            return _not_now(improvement_id or "", command)
        return _form_page(command, refused(form, error), shown, key=key), 422
    except VersionConflict:
        return _form_page(command, form, shown, key=new_key(), warned=CHANGED), 409
    except KeyReused:
        return _form_page(command, form, shown, key=new_key(), warned=SENT_BEFORE), 409
    notices.say(SAID[command])
    return redirect(f"/manager/improvements/{done.ref}", 303)


def _form(command: str, values: dict[str, Any]) -> Form:
    day = reading.today()
    people = tuple(Option(one["email"], one["name"]) for one in account_options(actor()))
    choices = Choices(day, rules().vocabularies, options={"owner": people},
                      roles=actor().roles)
    return build(IMPROVEMENT_COMMANDS[command], improvement_words(command), choices, values)


def _form_page(
    command: str, form: Form, shown: dict[str, Any], *, key: str, warned: str = ""
) -> str:
    return render_template("manager/improvement_form.html", command=command, form=form,
                           errors=form.errors, improvement=shown, key=key, warned=warned)


def _not_now(improvement_id: str, command: str) -> tuple[str, int]:
    found = improvement_reading.seen(improvement_id, actor())
    acts = open_improvement_commands(found, actor())
    return render_template(
        "manager/not_now.html", improvement=improvement_reading.view(found),
        wanted=improvement_words(command).title,
        own_words=command == "approve_publication" and "propose_publication" in acts,
        acts=[(name, improvement_words(name).title) for name in acts],
    ), 409


def _shown(improvement_id: str | None) -> dict[str, Any]:
    if improvement_id is None:
        return {}
    return improvement_reading.view(improvement_reading.seen(improvement_id, actor()))


def _service_of(refs: list[str]) -> str:
    """The service of the complaint that it comes from, else one's own where there is only one."""
    for ref in refs:
        try:
            return reading.seen(ref, actor()).service
        except Unseen:
            continue
    services = sorted(actor().services)
    return services[0] if len(services) == 1 else ""
