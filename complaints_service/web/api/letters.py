"""Letters: what is known of one, and its words as HTML, text or PDF."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request
from flask_smorest import Blueprint
from werkzeug.exceptions import Gone, NotAcceptable

from complaints_service.letters.pdf import PdfFailed
from complaints_service.letters.serving import large_print, style_source
from complaints_service.services import reading
from complaints_service.services.letter_print import printed
from complaints_service.services.reading import Letter
from complaints_service.web.access import actor, open_to
from complaints_service.web.api.answers import told
from complaints_service.web.api.described import gives, responses_with
from complaints_service.web.api.filters import Filter, one_of, read_query
from complaints_service.web.api.operations import operation
from complaints_service.web.api.shapes import Json
from complaints_service.web.failures import Failure
from complaints_service.web.headers import CSP, policy
from complaints_service.web.kept import letters_folder
from complaints_service.web.problems import problem

blueprint = Blueprint("letters", __name__, description="Frozen letters")

HTML, TEXT, PDF = "text/html", "text/plain", "application/pdf"
FORMAT: Mapping[str, Filter] = {"format": one_of(["large-print"], "At 18 points and more")}
CONTENT: Mapping[str, Json] = {
    "200": {
        "description": "The words of the letter, in the format accepted",
        "content": {kind: {"schema": {"type": "string"}} for kind in (HTML, TEXT, PDF)},
    },
    "410": {"description": "The words were erased"},
}


@operation(blueprint, "/letters/<letter_id>", "getLetter", gives("Letter", 404))
@open_to("signed_in")
def letter(letter_id: str) -> Response:
    """Tell what is known of a letter."""
    found = reading.letter(letter_id, actor())
    read_query({})
    return told(found.view)


@operation(
    blueprint, "/letters/<letter_id>/content", "readLetter",
    responses_with(CONTENT, 404, 406, 422, filters=FORMAT),
)
@open_to("signed_in")
def content(letter_id: str) -> Response:
    """Give the words of a letter: HTML as frozen, text, or PDF, as you accept."""
    found = reading.letter(letter_id, actor())
    large = "format" in read_query(FORMAT)
    wanted = request.accept_mimetypes
    kind = wanted.best_match([HTML, TEXT, PDF]) if wanted else HTML
    if kind is None:
        raise NotAcceptable
    answer = _written(found, kind, large=large)
    answer.headers["Vary"] = "Accept"
    return answer


def _written(found: Letter, kind: str, *, large: bool) -> Response:
    if found.html is None or found.text is None:
        raise Gone
    if kind == TEXT:
        return Response(found.text, content_type="text/plain; charset=utf-8")
    if kind == PDF:
        return _printed(found, large=large)
    html = large_print(found.html) if large else found.html
    answer = Response(html, content_type="text/html; charset=utf-8")
    answer.headers[CSP] = policy(style_src=style_source(html), script_src="'none'")
    return answer


def _printed(found: Letter, *, large: bool) -> Response:
    try:
        pdf = printed(found.view["sha256"], found.html or "", letters_folder(), large_print=large)
    except PdfFailed:
        failure = Failure(503, "unavailable", "The PDF cannot be made just now; "
                          "ask for text/html or try again.", headers={"Retry-After": "30"})
        return problem(failure.status, failure.code, failure.detail, headers=failure.headers)
    answer = Response(pdf, content_type=PDF)
    name = f"{found.view['ref']}-{found.view['kind']}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
