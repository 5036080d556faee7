"""Recording a contact while the person is on the telephone: one form, then the complaint's page."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from complaints_service import clock
from complaints_service.domain.commands.registry import COMMANDS, CREATION
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services.command_data import parse_command
from complaints_service.services.errors import Busy, InProgress, InvalidCommand, KeyReused
from complaints_service.services.triage_desk import AtIntake, at_intake
from complaints_service.web import acting, notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.forms.build import build, refused
from complaints_service.web.forms.choices import choices_for
from complaints_service.web.forms.model import Form
from complaints_service.web.forms.moment import read_moment, with_moment
from complaints_service.web.forms.read import Posted, read
from complaints_service.web.forms.words import words_of
from complaints_service.web.officer import from_mail
from complaints_service.web.pages import page

blueprint = Blueprint("officer_contacts", __name__)

ADDRESS = "/officer/contacts/new"
LOOK = "_look"
RECORDERS = ("intake", "handler", "officer", "reviewer", "manager")
AT_THIS_MOMENT = ("Somebody else is recording just now. Nothing that you typed is lost: press the "
                  "button again in a moment.")
SENT_BEFORE = ("This contact was recorded already, in other words. Look for it in the caseload and "
               "correct it there; to record another, press the button again.")
_FIRST: dict[str, object] = {"channel": "phone", "complainants": [{}]}
_KIND = COMMANDS[CREATION].data


@blueprint.get(ADDRESS)
@for_role(*RECORDERS)
@page("contact-new")
def ask() -> Response:
    """Ask what they say, about what, and how they can be reached."""
    came = from_mail.asked(request.args.get(from_mail.FIELD), actor())
    if came is None:
        return _shown(_form(_FIRST), acting.new_key())
    first = _form(from_mail.first_values(came), from_mail.first_moment(came))
    return _shown(first, acting.new_key(), mail=came.id)


@blueprint.post(ADDRESS)
@for_role(*RECORDERS)
@page("contact-new")
def record() -> Response:
    """Record it and lead to its page; refused, the form comes back with everything typed."""
    posted, key = read(_KIND, words_of(CREATION), request.form), acting.posted_key(request.form)
    form = _form(posted.values)
    if posted.adding or posted.removing:
        return _shown(form, key)
    if LOOK in request.form:
        return _shown(form, key, found=at_intake(posted.data, actor()))
    try:
        return _given(posted, key)
    except (InvalidCommand, InvalidData, Refusal) as error:
        told = refused(form, error)
        return _shown(told, key, errors=told.errors, status=422)
    except KeyReused:
        return _shown(form, acting.new_key(), errors=({"text": SENT_BEFORE},), status=409)
    except (Busy, InProgress):
        return _shown(form, key, errors=({"text": AT_THIS_MOMENT},), status=409)


def _given(posted: Posted, key: str) -> Response:
    try:
        moment = read_moment(request.form, clock.now())
    except InvalidCommand as wrong:
        try:
            parse_command(CREATION, posted.data)
        except InvalidCommand as more:
            raise InvalidCommand((*more.errors, *wrong.errors)) from None
        raise
    done = acting.give(CREATION, None, posted.data, version=None, key=key, by=actor(),
                       occurred_at=moment)
    from_mail.recorded(request.form.get(from_mail.FIELD), done.ref, actor())
    notices.say(f"The contact is recorded as {done.ref}.")
    below = "/triage" if actor().roles & {"officer", "intake"} else ""
    return redirect(f"/complaints/{done.ref}{below}", 303)


def _form(values: dict[str, object], moment: MultiDict[str, str] | None = None) -> Form:
    form = build(_KIND, words_of(CREATION), choices_for(CREATION, None, actor()), values)
    return with_moment(form, CREATION, request.form if request.method == "POST" else moment)


def _shown(
    form: Form, key: str, *, errors: tuple[object, ...] = (), status: int = 200,
    found: AtIntake | None = None, mail: str = "",
) -> Response:
    answer = make_response(
        render_template("officer/contact.html", form=form, key=key, errors=errors, found=found,
                        mail=mail or request.form.get(from_mail.FIELD, "")[:60])
    )
    answer.status_code = status
    return answer
