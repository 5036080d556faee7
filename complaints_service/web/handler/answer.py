"""One screen to answer: write, save for later, check, send."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from complaints_service import clock
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services.actors import Actor
from complaints_service.services.answer_drafts import (
    Draft,
    DraftChanged,
    check_draft,
    draft_of,
    save_draft,
)
from complaints_service.services.answer_gaps import gaps_of
from complaints_service.services.answering import AnswerSheet, answer_sheet, send_answer
from complaints_service.services.approval import own_draft, send_for_approval
from complaints_service.services.errors import Forbidden, InvalidCommand, VersionConflict
from complaints_service.services.letter_preview import preview_letter
from complaints_service.services.reading import seen
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.drafts import asked_draft, told
from complaints_service.web.handler.advice import advice_on
from complaints_service.web.handler.answer_form import (
    AnswerForm,
    Typed,
    answer_form,
    command_of,
    lesson_gaps,
    typed,
    with_error,
    with_gaps,
)
from complaints_service.web.handler.answer_page import not_now, shown
from complaints_service.web.handler.examples import to_answer
from complaints_service.web.handler.keeping import kept_by_itself, not_kept
from complaints_service.web.handler.told import told_of
from complaints_service.web.pages import page

blueprint = Blueprint("answer", __name__, url_prefix="/handler")

ROLES = ("handler", "reviewer", "officer")
Answer = str | Response | tuple[str | Response, int]


@blueprint.get("/<ref>/answer")
@for_role(*ROLES)
@page("handler-answer", example=to_answer)
def write(ref: str) -> Answer:
    """Show the complaint beside the answer, as far as it was written before."""
    by = actor()
    sheet = answer_sheet(ref, by)
    if sheet.standing.command is None:
        return not_now(sheet, by)
    draft = draft_of(sheet.view["ref"], by.id, sheet.standing.stage)
    decided = own_draft(seen(ref, by), asked_draft(), command_of(sheet), by)
    kept = draft.data if draft else None
    if decided is not None and decided["data"]:
        # What is for our records alone is in no draft that others read.
        kept = {"lesson": (kept or {}).get("lesson", "")} | decided["data"]
    return shown(sheet, by, answer_form(sheet, by, kept), draft=draft, decided=decided)


@blueprint.post("/<ref>/answer")
@for_role(*ROLES)
def do(ref: str) -> Answer:
    """Do what the button that was pressed says."""
    by = actor()
    sheet = answer_sheet(ref, by)
    what = typed(sheet, request.form)
    if what.button == "auto":
        return _by_itself(sheet, what, by)
    form = answer_form(sheet, by, what.values)
    if sheet.standing.command is None and what.button != "send":
        return not_now(sheet, by, what), 409
    try:
        return _BUTTONS[what.button](sheet, what, form, by)
    except DraftChanged as changed:
        return shown(sheet, by, form, typed=what, other=changed.found,
                     other_gone=changed.found is None), 409


def _entry(sheet: AnswerSheet, what: Typed, form: AnswerForm, by: Actor) -> Answer:
    """Show the form again with one remedy more or less."""
    return shown(sheet, by, form, typed=what)


def _kept(sheet: AnswerSheet, what: Typed, by: Actor) -> Draft:
    """Keep what was typed; raises `DraftChanged` where another window did meanwhile."""
    return save_draft(sheet.view["ref"], by.id, sheet.standing.stage, what.values, what.version,
                      clock.now(), token=what.token, window=what.window)


def _by_itself(sheet: AnswerSheet, what: Typed, by: Actor) -> Answer:
    """Keep what was typed for a page that asks so by itself, and tell it how that went."""
    if sheet.standing.command is None:
        return not_kept(), 409
    try:
        return kept_by_itself(_kept(sheet, what, by))
    except DraftChanged as changed:
        return not_kept(elsewhere=changed.found is not None), 409


def _save(sheet: AnswerSheet, what: Typed, form: AnswerForm, by: Actor) -> Answer:
    """Keep what was typed for later."""
    _kept(sheet, what, by)
    notices.say(f"Your answer to {sheet.view['ref']} is saved and not sent. Only you can see it. "
                "You find it here whenever you come back.")
    return redirect("/handler/", 303)


def _keep(sheet: AnswerSheet, what: Typed, form: AnswerForm, by: Actor) -> Answer:
    """Keep what was typed, and go on with the next part."""
    _kept(sheet, what, by)
    return redirect(f"/handler/{sheet.view['ref']}/answer#{what.place or 'answer'}", 303)


def _check(sheet: AnswerSheet, what: Typed, form: AnswerForm, by: Actor) -> Answer:
    """Say what is lacking and what could be plainer, and show the letter; send nothing."""
    advice = advice_on(what.data, tuple(sheet.view["codes"]))
    gaps = _gaps(sheet, what)
    if gaps:
        marked = with_gaps(sheet, form, gaps)
        return shown(sheet, by, marked, typed=what, advice=advice), 422
    try:
        preview = preview_letter(sheet.view["ref"], command_of(sheet), what.data, by)
    except (Refusal, InvalidData, InvalidCommand) as error:
        marked = with_error(sheet, form, error)
        return shown(sheet, by, marked, typed=what, advice=advice), 422
    return shown(sheet, by, form, typed=what, advice=advice, preview=preview)


def _send(sheet: AnswerSheet, what: Typed, form: AnswerForm, by: Actor) -> Answer:
    """Send the answer, unless something is lacking or has changed meanwhile."""
    if sheet.standing.command is not None:
        gaps = _gaps(sheet, what)
        if gaps:
            return shown(sheet, by, with_gaps(sheet, form, gaps), typed=what), 422
        check_draft(sheet.view["ref"], by.id, sheet.standing.stage, what.token,
                    window=what.window)
    try:
        sent = send_answer(
            sheet.view["ref"], sheet.standing.stage, what.data,
            {"summary": what.lesson} if what.lesson else {},
            version=what.version, key=what.key, by=by,
        )
    except (VersionConflict, Refusal, InvalidData, InvalidCommand, Forbidden) as error:
        return _refused(sheet, what, form, by, error)
    notices.say(told_of(sent, sheet.standing.stage))
    return redirect("/handler/", 303)


def _approval(sheet: AnswerSheet, what: Typed, form: AnswerForm, by: Actor) -> Answer:
    """Send exactly what was typed to an approver, and keep it here as well."""
    gaps, ref = _gaps(sheet, what), sheet.view["ref"]
    if gaps:
        return shown(sheet, by, with_gaps(sheet, form, gaps), typed=what), 422
    try:
        preview_letter(ref, command_of(sheet), what.data, by)
        _kept(sheet, what, by)
        sent = send_for_approval(ref, command_of(sheet), what.data, version=what.version,
                                 key=what.key, by=by)
    except (VersionConflict, Refusal, InvalidData, InvalidCommand, Forbidden) as error:
        return _refused(sheet, what, form, by, error)
    notices.say(told(sheet.view["organisation"], sent, by))
    return redirect("/handler/", 303)


def _refused(
    sheet: AnswerSheet, what: Typed, form: AnswerForm, by: Actor, error: Exception
) -> Answer:
    if sheet.standing.command is None:
        return not_now(sheet, by, what), 409
    if isinstance(error, Forbidden):
        raise error
    if isinstance(error, VersionConflict):
        return shown(sheet, by, form, typed=what), 409
    return shown(sheet, by, with_error(sheet, form, error), typed=what), 422


def _gaps(sheet: AnswerSheet, what: Typed) -> list[Refusal]:
    wanted = [one["n"] for one in sheet.points]
    codes, stage = tuple(sheet.view["codes"]), sheet.standing.stage
    return [*gaps_of(what.data, wanted, codes, stage), *lesson_gaps(what.lesson)]


_BUTTONS: Mapping[str, Callable[[AnswerSheet, Typed, AnswerForm, Actor], Answer]] = {
    "entry": _entry, "save": _save, "keep": _keep, "check": _check, "send": _send,
    "approval": _approval,
}
