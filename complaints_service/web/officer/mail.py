"""The mail desk: emails that wait for a person, and those that were put with a complaint."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file
from werkzeug.wrappers import Response

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services.document_names import safe_name
from complaints_service.services.inbound import desk
from complaints_service.services.inbound.desk import Mail
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.forms.sentences import in_words, sentence
from complaints_service.web.headers import CSP
from complaints_service.web.officer.filters import page_number
from complaints_service.web.officer.messages import number_in
from complaints_service.web.pages import page

blueprint = Blueprint("officer_mail", __name__)

WAITING = "waiting"
_FIELD = {"join": "#ref", "set_aside": "#reason"}


@blueprint.get("/officer/mail")
@for_role(*desk.READERS)
@page("officer-mail")
def mail() -> str:
    """Show one list of emails."""
    name = request.args.get("list", WAITING)
    name = name if name in desk.LISTS else WAITING
    found = desk.mail_list(actor(), name, page_number(request.args.get("page")))
    return render_template("officer/mail.html", found=found, name=name)


def _example() -> str | None:
    found = desk.an_example()
    return None if found is None else f"/officer/mail/{found}"


@blueprint.get("/officer/mail/<mail_id>")
@for_role(*desk.READERS)
@page("officer-mail-one", example=_example)
def one(mail_id: str) -> str:
    """Show one email, as text alone."""
    return _shown(desk.one_mail(mail_id, actor()))


@blueprint.post("/officer/mail/<mail_id>")
@for_role("intake", "officer")
@page("officer-mail-one")
def decide(mail_id: str) -> Response | tuple[str, int]:
    """Put the email with a complaint, lay it aside, or say that it was read."""
    wish = request.form.get("act", "")
    try:
        to = _decided(wish, mail_id)
    except (Refusal, InvalidData) as error:
        text = sentence(in_words(error.detail), getattr(error, "provision", None))
        fault = {"text": text, "href": _FIELD.get(wish, "")}
        return _shown(desk.one_mail(mail_id, actor()), (fault,)), 422
    return redirect(to, 303)


def _decided(wish: str, mail_id: str) -> str:
    by = actor()
    match wish:
        case "join":
            ref = desk.join(mail_id, request.form.get("ref", ""), by)
            notices.say(f"The email is on the file of {ref}.")
            return f"/complaints/{ref}"
        case "set_aside":
            desk.set_aside(mail_id, request.form.get("reason", ""), by)
            notices.say("The email is set aside.")
        case "read":
            desk.mark_read(mail_id, by)
        case _:
            raise InvalidData("act", "'act' is none that there is; press one of the buttons")
    return "/officer/mail" if wish == "set_aside" else "/officer/mail?list=unread"


@blueprint.get("/officer/mail/<mail_id>/message.eml")
@for_role(*desk.READERS)
def message(mail_id: str) -> Response:
    """Give the email as it came, to be kept and never to be shown here."""
    return _file(desk.raw_mail(mail_id, actor()), "message.eml")


@blueprint.get("/officer/mail/<mail_id>/files/<part>")
@for_role(*desk.READERS)
def file(mail_id: str, part: str) -> Response:
    """Give a file that came with the email."""
    name, content = desk.mail_file(mail_id, number_in(part), actor())
    return _file(content, safe_name(name))


def _file(content: bytes, name: str) -> Response:
    answer = send_file(BytesIO(content), "application/octet-stream", as_attachment=True,
                       download_name=name)
    answer.headers[CSP] = "default-src 'none'; sandbox"
    return answer


def _shown(found: Mail, errors: tuple[dict[str, str], ...] = ()) -> str:
    return render_template(
        "officer/mail_one.html", mail=found, errors=errors, ref=request.form.get("ref", ""),
        reason=request.form.get("reason", ""), may=bool(actor().roles & desk.DECIDERS),
    )
