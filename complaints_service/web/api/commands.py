"""Commands on complaints: which may be given, and giving one."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from complaints_service.services import reading
from complaints_service.services.handle import Request, Written, handle
from complaints_service.services.offers import creation_offers, offers
from complaints_service.web.access import actor, open_to
from complaints_service.web.api.answers import listed_from_memory, written
from complaints_service.web.api.bodies import Writing, carried_out, read_writing
from complaints_service.web.api.described import link_to, lists, writes
from complaints_service.web.api.filters import PAGING, read_query
from complaints_service.web.api.operations import operation

blueprint = Blueprint("commands", __name__, description="Everything that changes a complaint")

LINKS: dict[str, Any] = {
    operation: link_to(operation)
    for operation in ("getComplaint", "listEvents", "listCommands", "giveCommand", "listLetters",
                      "listDeadlines")
}


@operation(blueprint, "/complaints/commands", "listCreatingCommands", lists("OpenCommand"))
@open_to("signed_in")
def creating_commands() -> Response:
    """List what you may record anew, with the schema of its data."""
    return listed_from_memory(creation_offers(actor()), read_query(PAGING))


@operation(blueprint, "/complaints/<ref>/commands", "listCommands", lists("OpenCommand", 404))
@open_to("signed_in")
def open_commands(ref: str) -> Response:
    """List what you may do with a complaint now, with the schemas of the data.

    What is listed succeeds with good data; what is not listed is refused.
    """
    found = reading.known(ref, actor())
    return listed_from_memory(offers(found, actor()), read_query(PAGING))


@operation(
    blueprint, "/complaints", "createComplaint",
    writes(versioned=False, links=LINKS), method="POST",
)
@open_to("signed_in")
def create() -> Response:
    """Record dissatisfaction that reached you: the command `receive`."""
    return _answer(carried_out(read_writing(versioned=False), lambda one: _given(one, None)))


@operation(
    blueprint, "/complaints/<ref>/commands", "giveCommand",
    writes(versioned=True, links=LINKS), method="POST",
)
@open_to("signed_in")
def give(ref: str) -> Response:
    """Do something with a complaint."""
    reading.known(ref, actor())
    return _answer(carried_out(read_writing(versioned=True), lambda one: _given(one, ref)))


def _given(writing: Writing, ref: str | None) -> Written:
    request = Request(
        command=writing.command,
        data=writing.data,
        occurred_at=writing.occurred_at,
        expected_version=writing.expected_version,
        key=writing.key,
        body_sha256=writing.body_sha256,
    )
    return handle(request, by=actor(), ref=ref)


def _answer(done: Written) -> Response:
    return written(done, f"/api/v1/complaints/{done.ref}")
