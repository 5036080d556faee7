"""A complaint's letters: what each must say and why, and its words in every form."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import Gone, NotFound

from complaints_service.letters.pdf import PdfFailed
from complaints_service.letters.serving import large_print, style_source
from complaints_service.services import reading
from complaints_service.services.letter_print import printed
from complaints_service.services.reading import Letter
from complaints_service.web.access import actor, for_role
from complaints_service.web.complaint.examples import any_letter
from complaints_service.web.complaint.identity import identity_of
from complaints_service.web.complaint.page import READERS
from complaints_service.web.headers import CSP, policy
from complaints_service.web.kept import letters_folder
from complaints_service.web.pages import page

blueprint = Blueprint("complaint_letters", __name__)

LARGE = "large-print"
BELOW = "/complaints/<ref>/letters/<letter_id>"


def _letter(ref: str, letter_id: str) -> Letter:
    """Return a letter of this complaint that the actor may see; `NotFound` otherwise."""
    found = reading.letter(letter_id, actor())
    if found.view["ref"] != ref:
        raise NotFound
    return found


def _words(ref: str, letter_id: str) -> tuple[Letter, str, str]:
    """Return a letter with its HTML and its text; `Gone` where they were erased."""
    found = _letter(ref, letter_id)
    if found.html is None or found.text is None:
        raise Gone
    return found, found.html, found.text


@blueprint.get(BELOW)
@for_role(*READERS)
@page("complaint-letter", example=any_letter("/complaints/{}/letters/{}"))
def letter(ref: str, letter_id: str) -> str:
    """Show what is known of a letter, and lead to its words."""
    found = _letter(ref, letter_id)
    complaint = reading.seen(ref, actor())
    return render_template(
        "complaint/letter.html",
        letter=found.view,
        erased=found.html is None,
        outside=any(one.id == letter_id and one.outside for one in complaint.letters),
        identity=identity_of(reading.complaint_view(complaint), reading.today()),
        unprinted=False,
    )


@blueprint.get(f"{BELOW}.html")
@for_role(*READERS)
def as_html(ref: str, letter_id: str) -> Response:
    """Give the letter as it was frozen."""
    _, html, _ = _words(ref, letter_id)
    html = large_print(html) if _large() else html
    answer = Response(html, content_type="text/html; charset=utf-8")
    answer.headers[CSP] = policy(style_src=style_source(html), script_src="'none'")
    return answer


@blueprint.get(f"{BELOW}.txt")
@for_role(*READERS)
def as_text(ref: str, letter_id: str) -> Response:
    """Give the letter's words alone."""
    _, _, text = _words(ref, letter_id)
    return Response(text, content_type="text/plain; charset=utf-8")


@blueprint.get(f"{BELOW}.pdf")
@for_role(*READERS)
def as_pdf(ref: str, letter_id: str) -> Response | tuple[str, int, dict[str, str]]:
    """Give the letter as it is printed."""
    found, html, _ = _words(ref, letter_id)
    view = found.view
    try:
        pdf = printed(view["sha256"], html, letters_folder(), large_print=_large())
    except PdfFailed:
        return _unprinted(found), 503, {"Retry-After": "30"}
    answer = Response(pdf, content_type="application/pdf")
    large = f"-{LARGE}" if _large() else ""
    answer.headers["Content-Disposition"] = f'inline; filename="{ref}-{view["kind"]}{large}.pdf"'
    return answer


def _unprinted(found: Letter) -> str:
    """The letter's page, saying that the PDF cannot be made just now."""
    complaint = reading.seen(found.view["ref"], actor())
    return render_template(
        "complaint/letter.html", letter=found.view, erased=False, outside=False, unprinted=True,
        identity=identity_of(reading.complaint_view(complaint), reading.today()),
    )


def _large() -> bool:
    return request.args.get("format") == LARGE
