"""Files that come with a complaint made without an account: held until it is sent, then added."""

from __future__ import annotations

from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import TooManyRequests

from complaints_service import logs
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services.actors import complainant
from complaints_service.services.document_refusals import FileRefused
from complaints_service.services.documents import About, put_on
from complaints_service.services.errors import Busy, InProgress, KeyReused
from complaints_service.services.held_uploads import Held, give_back, held_for, hold
from complaints_service.web import uploads
from complaints_service.web.failures import sentence
from complaints_service.web.public import limits
from complaints_service.web.public.answers import Answers
from complaints_service.web.public.questions import Problem

MOST = 5
FIELD = "files"
ADD, REMOVE = "add-files", "remove-"
"""What the buttons of the page ask for; a file's id follows the second."""
ABOUT = About(kind="evidence", staff_only=True)
"""Evidence may hold anything; the team decides whether others need to see it."""

_log = logs.logger(__name__)


def holder(answers: Answers) -> str:
    """Who holds the files: the form itself, whose key nobody else can guess."""
    return f"form-{answers.key}"


def enclosed(answers: Answers) -> tuple[Held, ...]:
    """The files that wait to be sent with these answers."""
    return held_for(holder(answers))


def take(answers: Answers) -> list[Problem]:
    """Hold the files chosen, and say which are not taken and why; the others are kept."""
    problems, room = [], MOST - len(enclosed(answers))
    for file in uploads.chosen(FIELD):
        if room <= 0:
            problems.append(Problem(FIELD, f"You can add {MOST} files here. Send more of them to "
                                    "us later, with your reference."))
            break
        problem = _held(answers, file)
        if problem is None:
            room -= 1
        else:
            problems.append(problem)
    return problems


def _held(answers: Answers, file: FileStorage) -> Problem | None:
    try:
        limits.file_sent()
        hold(file.filename, file.stream, holder(answers))
    except FileRefused as error:
        return Problem(FIELD, f"{sentence(error.detail)} Nothing else that you wrote is lost.")
    except TooManyRequests:
        return Problem(FIELD, "Many files have come from your connection. Send your complaint "
                       "without this one, and the file later with your reference.")
    return None


def let_go(answers: Answers, upload_id: str) -> None:
    """Forget a file that somebody does not want to send after all."""
    give_back(upload_id, holder(answers))


def put_on_file(answers: Answers, ref: str) -> bool:
    """Put the files on the complaint that was received; say whether all of them are there.

    The complaint stands already: a file that cannot be added takes nothing back.
    """
    for held in enclosed(answers):
        try:
            put_on(ref, held, ABOUT, by=complainant(), key=f"web-{answers.key}-{held.id}")
        except (Refusal, InvalidData, InProgress, KeyReused, Busy) as error:
            _log.error("public_file_not_added", ref=ref, kind=type(error).__name__)
    return not enclosed(answers)
