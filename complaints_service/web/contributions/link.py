"""The page behind a link: one question, for somebody without an account, and its answer."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from complaints_service.persistence.queries.questions import an_example_link
from complaints_service.services.contribution_links import link_of
from complaints_service.services.contributions import Question, question_by_link
from complaints_service.services.errors import NotFound
from complaints_service.settings import Settings
from complaints_service.web import acting, brand
from complaints_service.web.access import open_to
from complaints_service.web.contributions.giving import give, typed
from complaints_service.web.pages import page
from complaints_service.web.rate_limits import Limit
from complaints_service.web.uploads import takes_files

blueprint = Blueprint("contribution_link", __name__)

ASKED = Limit(60, 600)
"""Links opened, or answers sent, in ten minutes by one client."""


def _example() -> str | None:
    """The address of a link that works; the list of pages is served in demonstrations alone."""
    guest = an_example_link()
    return None if guest is None else f"/contribute/{link_of(guest, _settings().secret_key)}"


@blueprint.get("/contribute/<link>")
@open_to("public")
@page("contribution-link", example=_example)
def question(link: str) -> Response:
    """Show the question. However often it is opened, by whatever looks into emails, it is not
    used up: only an answer does that."""
    _count()
    found = question_by_link(link, _settings().secret_key)
    return _unknown() if found is None else _shown(found[0])


@blueprint.post("/contribute/<link>")
@takes_files
@open_to("public")
@page("contribution-link")
def answer(link: str) -> AnyResponse:
    """Put the answer on file; refused, it comes back as it was typed."""
    _count()
    found = question_by_link(link, _settings().secret_key)
    if found is None:
        return _unknown()
    asked, guest = found
    if asked.open:
        try:
            wrong = give(asked, guest)
        except NotFound:
            wrong = ""  # taken back, or answered in another window: the page says so
        if wrong:
            return _shown(asked, wrong=wrong)
    return redirect(f"/contribute/{link}", 303)


def _shown(asked: Question, *, wrong: str = "") -> Response:
    made = make_response(render_template(
        "contributions/link.html", question=asked, key=acting.new_key(),
        brand=brand.of(asked.organisation), answers={"text": typed() if wrong else ""},
        wrong={"text": wrong} if wrong else {},
        errors=[{"text": wrong, "href": "#text"}] if wrong else [],
    ))
    gone = not asked.open and asked.state != "answered"
    made.status_code = 422 if wrong else 410 if gone else 200
    return _secret(made)


def _unknown() -> Response:
    made = make_response(render_template("contributions/unknown.html"))
    made.status_code = 404
    return _secret(made)


def _secret(made: Response) -> Response:
    """The address is a secret: nobody is told from which page a style sheet was asked for."""
    made.headers["Referrer-Policy"] = "strict-origin"
    made.headers["Cache-Control"] = "no-store"
    made.headers["X-Robots-Tag"] = "noindex"
    return made


def _count() -> None:
    if _settings().rate_limits:
        try:
            ASKED.count(request.remote_addr or "")
        except TooManyRequests:
            raise TooManyRequests(
                "This link was opened too often; wait ten minutes and open it again."
            ) from None


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
