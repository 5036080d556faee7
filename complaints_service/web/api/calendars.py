"""The calendars of working days: which were imported, what a new list would change, and its act."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from complaints_service import clock
from complaints_service.content.govuk_holidays import HolidaysRefused
from complaints_service.services import calendar_import
from complaints_service.services.command_problems import Problem
from complaints_service.services.errors import FieldError, InvalidCommand
from complaints_service.web.access import actor, open_to
from complaints_service.web.api.answers import listed_from_memory, told
from complaints_service.web.api.bodies import read_json
from complaints_service.web.api.described import lists, takes
from complaints_service.web.api.filters import PAGING, read_query
from complaints_service.web.api.operations import operation
from complaints_service.web.api.shapes import TRUTH

blueprint = Blueprint("calendars", __name__, description="Bank holidays, as GOV.UK publishes them")

SOURCE = "holidays"
AT_ONCE = 500
"""So many complaints are re-dated before the answer; the worker does the rest."""
BODY = {
    "type": "object", "required": ["holidays"], "additionalProperties": False,
    "properties": {
        "holidays": {"type": "object", "description": "The JSON of GOV.UK's bank holidays, whole"},
        "dry_run": {**TRUTH, "description": "Only tell what it would change"},
    },
}


@operation(blueprint, "/calendars", "listCalendars", lists("Calendar"))
@open_to("signed_in")
def calendars() -> Response:
    """List the calendars imported after the shipped one, the latest first."""
    return listed_from_memory(calendar_import.versions(), read_query(PAGING))


@operation(
    blueprint, "/calendars", "importCalendar", takes(BODY, "CalendarImported"), method="POST"
)
@open_to("signed_in")
def take_in() -> Response:
    """Put a list in force and re-date the open complaints, or tell what it would change.

    Without effect when it is done again; so it needs no key.
    """
    calendar_import.role_of(actor())
    holidays, dry_run = _body(read_json())
    try:
        done = calendar_import.take_in(
            SOURCE, json.dumps(holidays).encode(), by=actor(), now=clock.now(), dry_run=dry_run,
            most=AT_ONCE, readers=actor(),
        )
    except HolidaysRefused as error:
        raise InvalidCommand([FieldError(SOURCE, "invalid", f"'{SOURCE}': {error}")]) from error
    return told(done)


def _body(given: Any) -> tuple[Any, bool]:
    problems = []
    body = given if isinstance(given, dict) else {}
    if not isinstance(body.get(SOURCE), dict):
        problems.append(Problem("wrong_type", "is no object", "send the published list whole")
                        .at(SOURCE))
    if not isinstance(body.get("dry_run", False), bool):
        problems.append(Problem("wrong_type", "is neither true nor false", "send one of them")
                        .at("dry_run"))
    problems += [Problem("unknown", "is no field here", "remove it").at(name[:60])
                 for name in list(body)[:50] if name not in (SOURCE, "dry_run")]
    if problems:
        raise InvalidCommand(problems)
    return body[SOURCE], body.get("dry_run", False)
