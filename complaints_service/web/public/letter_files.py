"""One letter as a file: the frozen page, its text, or a document to print; large where wished."""

from __future__ import annotations

from flask import Response
from werkzeug.exceptions import Gone, NotFound, ServiceUnavailable

from complaints_service.letters.pdf import PdfFailed, render_pdf
from complaints_service.letters.serving import large_print, style_source
from complaints_service.services.reading import Letter
from complaints_service.web.headers import CSP, policy

KINDS = ("html", "pdf", "txt")


def letter_file(letter: Letter, kind: str, *, large: bool) -> Response:
    """Return the letter as `html`, `pdf` or `txt`; nothing keeps it on the way."""
    if kind not in KINDS:
        raise NotFound
    if letter.html is None or letter.text is None:
        raise Gone
    answer = _made(letter.html, letter.text, kind, large=large)
    if kind == "pdf":
        name = f"{letter.view['ref']}-{letter.view['kind']}.pdf"
        answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _made(html: str, text: str, kind: str, *, large: bool) -> Response:
    if kind == "txt":
        return Response(text, content_type="text/plain; charset=utf-8")
    if kind == "pdf":
        try:
            return Response(render_pdf(html, large_print=large), content_type="application/pdf")
        except PdfFailed:
            raise ServiceUnavailable(retry_after=30) from None
    words = large_print(html) if large else html
    answer = Response(words, content_type="text/html; charset=utf-8")
    answer.headers[CSP] = policy(style_src=style_source(words), script_src="'none'")
    return answer
