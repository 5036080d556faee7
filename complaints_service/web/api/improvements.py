"""Improvements: what was learnt and what is changed because of it."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from complaints_service.domain.commands.improvements import CREATE
from complaints_service.services import improvement_reading
from complaints_service.services.handle import Written
from complaints_service.services.improvements import handle_improvement
from complaints_service.web.access import actor, open_to
from complaints_service.web.api.answers import listed, listed_from_memory, told, written
from complaints_service.web.api.bodies import Writing, carried_out, read_writing
from complaints_service.web.api.described import gives, link_to, lists, writes
from complaints_service.web.api.filters import PAGING, USUAL_ITEMS, read_cursor, read_query
from complaints_service.web.api.operations import operation

blueprint = Blueprint("improvements", __name__, description="What complaints changed")

LINKS = {
    operation: link_to(operation, "improvement_id")
    for operation in ("getImprovement", "listImprovementCommands", "giveImprovementCommand")
}


@operation(blueprint, "/improvements", "listImprovements", lists("Improvement"))
@open_to("signed_in")
def improvements() -> Response:
    """List the improvements that you may see."""
    query = read_query(PAGING)
    page = improvement_reading.improvements(
        actor(), after=read_cursor(query.get("cursor"), (str,)),
        limit=query.get("limit", USUAL_ITEMS),
    )
    return listed(page.items, page.after)


@operation(
    blueprint, "/improvements/commands", "listCreatingImprovementCommands",
    lists("OpenCommand"),
)
@open_to("signed_in")
def creating_commands() -> Response:
    """List what you may record anew, with the schema of its data."""
    return listed_from_memory(improvement_reading.offers(None, actor()), read_query(PAGING))


@operation(blueprint, "/improvements/<improvement_id>", "getImprovement", gives("Improvement", 404))
@open_to("signed_in")
def improvement(improvement_id: str) -> Response:
    """Give one improvement."""
    found = improvement_reading.seen(improvement_id, actor())
    read_query({})
    return told(improvement_reading.view(found))


@operation(
    blueprint, "/improvements/<improvement_id>/commands", "listImprovementCommands",
    lists("OpenCommand", 404),
)
@open_to("signed_in")
def open_commands(improvement_id: str) -> Response:
    """List what you may do with an improvement now, with the schemas of the data."""
    found = improvement_reading.seen(improvement_id, actor())
    return listed_from_memory(improvement_reading.offers(found, actor()), read_query(PAGING))


@operation(
    blueprint, "/improvements", "createImprovement",
    writes(versioned=False, links=LINKS), method="POST",
)
@open_to("signed_in")
def create() -> Response:
    """Record an improvement: the command `create`, or its data alone."""
    writing = read_writing(versioned=False, only=CREATE)
    return _answer(carried_out(writing, lambda one: _given(one, None)))


@operation(
    blueprint, "/improvements/<improvement_id>/commands", "giveImprovementCommand",
    writes(versioned=True, links=LINKS), method="POST",
)
@open_to("signed_in")
def give(improvement_id: str) -> Response:
    """Do something with an improvement."""
    improvement_reading.seen(improvement_id, actor())
    return _answer(carried_out(
        read_writing(versioned=True), lambda one: _given(one, improvement_id)
    ))


def _given(writing: Writing, improvement_id: str | None) -> Written:
    return handle_improvement(
        writing.command, writing.data, by=actor(), improvement_id=improvement_id,
        expected_version=writing.expected_version, key=writing.key,
        body_sha256=writing.body_sha256,
    )


def _answer(done: Written) -> Response:
    return written(done, f"/api/v1/improvements/{done.ref}")
