"""Make a complaint without an account: one question a page, and nothing kept until it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as Redirected

from complaints_service.domain.refusals import InvalidData
from complaints_service.services import reading
from complaints_service.services.actors import complainant
from complaints_service.services.errors import InvalidCommand, KeyReused, NotFound
from complaints_service.services.rules_in_use import rules
from complaints_service.web import notices, sessions
from complaints_service.web.access import open_to
from complaints_service.web.pages import page
from complaints_service.web.public import answers as typed
from complaints_service.web.public import enclosures, limits
from complaints_service.web.public.answers import Answers
from complaints_service.web.public.choices import Choices, choices
from complaints_service.web.public.giving import give
from complaints_service.web.public.questions import (
    BY_ID,
    CHECK,
    QUESTIONS,
    Problem,
    Question,
    following,
    preceding,
    put_to,
    unanswered,
)
from complaints_service.web.shown import plural
from complaints_service.web.uploads import accepted, largest_words, takes_files

blueprint = Blueprint("complain", __name__)

SENT = "sent"
"""Under which name a visitor's session remembers the reference of what they sent."""
# The browser may keep these pages for its own Back button, and nobody else may keep them at all:
# they hold what somebody has typed and not yet sent, which Back must not lose.
ONLY_FOR_BACK = "private, no-cache"


@blueprint.get("/complain")
@open_to("public")
@page("complain")
def start() -> Response:
    """Say what complaining is for, what else there is, and where to begin."""
    return _started(typed.read(MultiDict()), carried=[])


def _started(answers: Answers, carried: list[tuple[str, str]]) -> Response:
    known = choices()
    return _kept_for_back(render_template(
        "public/complain/start.html", page_id="complain", councils=known.councils,
        first=put_to(answers, known)[0].id, carried=carried,
        procedures=rules().procedures.on(known.today),
    ))


def _view(question: Question) -> Callable[[], Response | Redirected]:
    def view() -> Response | Redirected:
        if request.method == "GET":
            return _shown(question, typed.read(MultiDict()))
        return _answered(question, typed.read(request.form))

    view.__name__ = question.id.replace("-", "_")
    view.__doc__ = f"Ask the question {question.id}, and take its answer."
    return takes_files(view) if question is CHECK else view


for _question in (*QUESTIONS, CHECK):
    blueprint.add_url_rule(
        f"/complain/{_question.id}", methods=["GET", "POST"],
        view_func=open_to("public")(page(f"complain-{_question.id}")(_view(_question))),
    )


def _answered(question: Question, answers: Answers) -> Response | Redirected:
    """Take what was posted to a question: an answer, or the wish to see that page."""
    wanted = request.form.get("_to", "")
    if request.form.get("_asked") != question.id:
        return _shown(question, answers)
    known = choices()
    if wanted == "back":
        before = preceding(question, answers, known)
        return _shown(before, answers) if before else _started(answers, answers.carried(()))
    if question is CHECK:
        return _checked(answers, known, wanted)
    problems = list(question.problems(answers, known))
    if problems:
        return _shown(question, answers, problems, 422)
    return _shown(following(question, answers, known), answers)


def _checked(answers: Answers, known: Choices, wanted: str) -> Response | Redirected:
    """Send the answers, go to one that is to be changed, or take and let go of files."""
    problems = enclosures.take(answers)
    if wanted.startswith(enclosures.REMOVE):
        enclosures.let_go(answers, wanted.removeprefix(enclosures.REMOVE))
    elif wanted != enclosures.ADD and not problems:
        chosen = BY_ID.get(wanted)
        return _shown(chosen, answers) if chosen else _sent(answers, known)
    return _shown(CHECK, answers, problems, 422 if problems else 200)


def _shown(
    question: Question, answers: Answers, problems: list[Problem] | None = None, status: int = 200,
) -> Response:
    known = choices()
    return _kept_for_back(render_template(
        f"public/complain/{question.id}.html", page_id=f"complain-{question.id}",
        question=question, answers=answers, choices=known,
        errors=[{"text": one.text, "href": f"#{one.field}"} for one in problems or ()],
        wrong={one.field: one.text for one in problems or ()},
        carried=answers.carried(question.fields), asked=put_to(answers, known),
        then=_then(question, answers), **_files(question, answers),
    ), status)


def _files(question: Question, answers: Answers) -> dict[str, Any]:
    """What the last page says of files."""
    if question is not CHECK:
        return {}
    return {"enclosed": enclosures.enclosed(answers), "accepted": accepted(),
            "largest": largest_words(), "most_files": enclosures.MOST}


def _kept_for_back(html: str, status: int = 200) -> Response:
    answer = make_response(html, status)
    answer.headers["Cache-Control"] = ONLY_FOR_BACK
    return answer


def _then(question: Question, answers: Answers) -> str:
    """Come back to the check from a page that was opened from it to change an answer."""
    changing = request.form.get("_asked") == CHECK.id and request.form.get("_to") == question.id
    return CHECK.id if changing else answers.then


def _sent(answers: Answers, known: Choices) -> Response | Redirected:
    missing = unanswered(answers, known)
    if missing is not None:
        return _shown(missing, answers, list(missing.problems(answers, known)), 422)
    try:
        limits.complaint_sent()
        ref = give(answers, known)
    except TooManyRequests as error:
        return _later(answers, error)
    except KeyReused:
        again = render_template("public/complain/already.html", page_id="complain-already",
                                carried=answers.afresh().carried(()), ref=sessions.recall(SENT))
        return _kept_for_back(again, 409)
    except (InvalidCommand, InvalidData) as error:
        return _shown(CHECK, answers, [Problem("answers", _told(error))], 422)
    sessions.remember(SENT, ref)
    if not enclosures.put_on_file(answers, ref):
        notices.say("Your complaint is with us, but not all of your files could be added. Send "
                    "them to us again with your reference.")
    return redirect("/complain/sent", 303)


def _later(answers: Answers, error: TooManyRequests) -> Response:
    wait = plural(limits.minutes_of(error), "minute")
    answer = _shown(CHECK, answers, [Problem("answers", (
        f"Many complaints have come from your connection. Wait {wait}, then send this one again "
        "from here: nothing that you wrote is lost. Or tell us another way."))], 429)
    answer.headers.update({name: value for name, value in error.get_headers()
                           if name == "Retry-After"})
    return answer


def _told(error: InvalidCommand | InvalidData) -> str:
    first = error.errors[0].detail if isinstance(error, InvalidCommand) else error.detail
    return f"We could not take this yet: {first}"


@blueprint.get("/complain/sent")
@open_to("public")
@page("complain-sent", example=lambda: None)
def sent() -> str | Redirected:
    """Confirm what was sent: reference, next step and dates; it is made to be printed."""
    ref = sessions.recall(SENT)
    try:
        complaint = reading.seen(ref or "", complainant())
    except NotFound:
        return redirect("/complain", 303)
    view = reading.complaint_view(complaint)
    letters = reading.letters(complaint, after=None, limit=20).items
    receipt = next((one for one in letters if one["kind"] == "receipt"), None)
    return render_template("public/complain/sent.html", complaint=view, receipt=receipt,
                           reachable=[way for one in complaint.complainants
                                      for way in one.reachable_by])
