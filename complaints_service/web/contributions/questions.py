"""What is asked of a colleague: their questions, and the screen that answers one."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from complaints_service.persistence.queries import questions as asked
from complaints_service.services.contributions import Question, my_questions, question_for
from complaints_service.services.errors import NotFound
from complaints_service.web import acting, notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.contributions.giving import give, typed
from complaints_service.web.pages import page
from complaints_service.web.uploads import takes_files

blueprint = Blueprint("contributions", __name__, url_prefix="/contributions")

ASKED = ("contributor", "handler", "officer", "reviewer", "manager", "intake")


@blueprint.get("/")
@for_role(*ASKED)
@page("contributions")
def mine() -> str:
    """Show what is asked of me, by its day, and what I answered."""
    found = my_questions(actor())
    return render_template(
        "contributions/mine.html",
        open=[one for one in found if one.open],
        over=[one for one in found if not one.open],
    )


def _example() -> str | None:
    place = asked.an_example()
    return None if place is None else f"/contributions/{place[0]}/{place[1]}"


@blueprint.get("/<ref>/<int:n>")
@for_role(*ASKED)
@page("contribution", example=_example)
def question(ref: str, n: int) -> Response:
    """Show one question, with nothing else of the complaint."""
    return _shown(question_for(ref, n, actor()))


@blueprint.post("/<ref>/<int:n>")
@takes_files
@for_role(*ASKED)
@page("contribution")
def answer(ref: str, n: int) -> AnyResponse:
    """Put the answer on file; refused, it comes back as it was typed."""
    found = question_for(ref, n, actor())
    if not found.open:
        return _shown(found, status=409)
    try:
        wrong = give(found, actor())
    except NotFound:
        return _shown(question_for(ref, n, actor()), status=409)
    if wrong:
        return _shown(found, wrong=wrong, status=422)
    notices.say(f"Your answer about {found.ref} is on file. Thank you.")
    return redirect("/contributions/", 303)


def _shown(found: Question, *, wrong: str = "", status: int = 200) -> Response:
    made = make_response(render_template(
        "contributions/question.html", question=found, key=acting.new_key(),
        answers={"text": typed()}, wrong={"text": wrong} if wrong else {},
        errors=[{"text": wrong, "href": "#text"}] if wrong else [],
    ))
    made.status_code = status
    return made
