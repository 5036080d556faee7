"""Search by words: they come in the body, for names must not stand in addresses and logs."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from complaints_service.services import found_contacts
from complaints_service.services.command_problems import Problem
from complaints_service.services.errors import InvalidCommand
from complaints_service.web.access import actor, open_to
from complaints_service.web.api.answers import told
from complaints_service.web.api.bodies import read_json
from complaints_service.web.api.described import takes
from complaints_service.web.api.operations import operation
from complaints_service.web.api.shapes import WHOLE

blueprint = Blueprint("search", __name__, description="Contacts by the words on their files")

LONGEST = 10_000
MOST_PAGES = 1_000
BODY = {
    "type": "object", "required": ["words"], "additionalProperties": False,
    "properties": {
        "words": {"type": "string", "minLength": 1, "maxLength": LONGEST,
                  "description": "Names, addresses, references or their parts, words of the "
                                 "complaint; all must be on its file"},
        "page": {**WHOLE, "minimum": 1, "maximum": MOST_PAGES},
    },
}


@operation(blueprint, "/search", "searchContacts", takes(BODY, "Found"), method="POST")
@open_to("signed_in")
def search() -> Response:
    """Find the contacts that you may see, what tells most of the words first."""
    words, page = _body(read_json())
    return told(found_contacts.found(words, actor(), page))


def _body(given: Any) -> tuple[str, int]:
    body = given if isinstance(given, dict) else {}
    words, page = body.get("words"), body.get("page", 1)
    problems = [Problem("unknown", "is no field here", "remove it").at(name[:60])
                for name in list(body)[:50] if name not in ("words", "page")]
    if not isinstance(words, str) or not 0 < len(words) <= LONGEST:
        problems.append(Problem("wrong_type", "is no text that can be searched for",
                                f"write 1 to {LONGEST} characters").at("words"))
    if isinstance(page, bool) or not isinstance(page, int) or not 1 <= page <= MOST_PAGES:
        problems.append(Problem("invalid", "is no page", f"write 1 to {MOST_PAGES}").at("page"))
    if problems or not isinstance(words, str):
        raise InvalidCommand(problems)
    return words, page
