"""Questions to colleagues: what is asked of the caller, and nothing else of the complaints."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from complaints_service.services.contributions import my_questions
from complaints_service.web.access import actor, open_to
from complaints_service.web.api.answers import listed_from_memory
from complaints_service.web.api.described import lists
from complaints_service.web.api.filters import PAGING, read_query
from complaints_service.web.api.operations import operation

blueprint = Blueprint("questions", __name__, description="Questions to colleagues")


@operation(blueprint, "/contributions", "listQuestions", lists("Question"))
@open_to("signed_in")
def questions() -> Response:
    """List the questions put to you; answer one with the command `contribute` on its complaint,
    upon the version told here."""
    found = [one.as_json() for one in my_questions(actor())]
    return listed_from_memory(found, read_query(PAGING))
