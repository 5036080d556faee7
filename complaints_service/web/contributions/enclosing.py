"""Files that come with the answer to a question: taken first, so that the answer can name them."""

from __future__ import annotations

from werkzeug.datastructures import FileStorage

from complaints_service.services.actors import Actor, system
from complaints_service.services.contributions import Question
from complaints_service.services.document_refusals import FileRefused
from complaints_service.services.documents import About, added_by, put_on
from complaints_service.services.held_uploads import Held, give_back, hold
from complaints_service.web import uploads
from complaints_service.web.failures import sentence

MOST = 5
FIELD = "files"
KIND = "contractor"


class NotTaken(Exception):
    """A file is not taken; `detail` says why and that nothing is lost."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def put_on_file(question: Question, by: Actor, key: str) -> list[str]:
    """Put the files chosen on the complaint, for who answers; return their ids.

    All of them or none: raises NotTaken for the first that is refused. Sent again under the same
    key they are there once. Who was asked may add nothing else to the file, so the service does
    it, and the answer that names the documents says whose they are.
    """
    files = uploads.chosen(FIELD)
    if len(files) > MOST:
        raise NotTaken(f"You chose {len(files)} files; choose at most {MOST}")
    about = About(f"Sent with the answer to question {question.n}", KIND)
    return [
        added_by(put_on(question.ref, held, about, by=system(), key=f"answer-{key}-{n}")).id
        for n, held in enumerate(_all_held(files, question, by))
    ]


def _all_held(files: tuple[FileStorage, ...], question: Question, by: Actor) -> list[Held]:
    held: list[Held] = []
    for file in files:
        try:
            held.append(hold(file.filename, file.stream, by.id, ref=question.ref))
        except FileRefused as error:
            for one in held:
                give_back(one.id, by.id)
            raise NotTaken(f"{sentence(error.detail)} Nothing that you wrote is lost; choose the "
                           "files again.") from None
    return held
