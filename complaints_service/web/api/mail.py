"""Emails that came in, and what is done about messages of ours that did not arrive."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from complaints_service.services import deliveries, listings
from complaints_service.services.actors import Actor
from complaints_service.services.command_problems import Problem, shown
from complaints_service.services.errors import InvalidCommand
from complaints_service.services.inbound import desk
from complaints_service.services.inbound.desk import Mail
from complaints_service.services.reveal import instant
from complaints_service.web.access import actor, for_role
from complaints_service.web.api.answers import listed, told
from complaints_service.web.api.bodies import read_json
from complaints_service.web.api.described import gives, lists, problem_name, takes
from complaints_service.web.api.filters import (
    PAGING,
    USUAL_ITEMS,
    Filter,
    one_of,
    read_cursor,
    read_query,
)
from complaints_service.web.api.operations import operation
from complaints_service.web.api.shapes import TEXT

blueprint = Blueprint("mail", __name__, description="Emails in, and messages that came back")

LISTS: Mapping[str, Filter] = {"list": one_of(list(desk.LISTS), "Which list")}
DECISIONS = ("join", "set_aside", "mark_read")
ACTS = ("assign", "send_again", "by_post", "posted", "settle")
Json = dict[str, Any]
_NUMBER = re.compile(r"[0-9]{1,15}")


def _takes(body: Json, answers: str) -> Json:
    """Describe an operation on one thing that may not be there."""
    made = takes(body, answers)
    missing = {"404": {"$ref": f"#/components/responses/{problem_name(404)}"}}
    return {**made, "responses": {**made["responses"], **missing}}


def _body_of(acts: tuple[str, ...], **fields: str) -> Json:
    """Describe a body: `act` and further texts, each with its words."""
    named = {name: {**TEXT, "maxLength": 4_000, "description": words}
             for name, words in fields.items()}
    return {"type": "object", "required": ["act"], "additionalProperties": False,
            "properties": {"act": {**TEXT, "enum": list(acts)}, **named}}


DECISION = _body_of(DECISIONS, ref="The complaint to put it with", reason="Why it is set aside")
ACT = _body_of(ACTS, email="Whom it is given to", note="What was done", method="post or hand",
               sent_on="The day on which the letter was posted")


@operation(blueprint, "/mail", "listMail", lists("Mail", 403, filters=LISTS))
@for_role(*desk.READERS)
def mail() -> Response:
    """List the emails of one list of the mail desk, by default those that wait."""
    query = read_query({**PAGING, **LISTS})
    begin = (read_cursor(query.get("cursor"), (int,)) or (0,))[0]
    limit = query.get("limit", USUAL_ITEMS)
    found = desk.mail_from(actor(), query.get("list", "waiting"), begin, limit + 1)
    return listed([_mail(one) for one in found[:limit]],
                  (begin + limit,) if len(found) > limit else None)


@operation(blueprint, "/mail/<mail_id>", "getMail", gives("Mail", 403, 404))
@for_role(*desk.READERS)
def one(mail_id: str) -> Response:
    """Give one email, as text."""
    found = desk.one_mail(mail_id, actor())
    read_query({})
    return told(_mail(found))


@operation(blueprint, "/mail/<mail_id>/decisions", "decideMail", _takes(DECISION, "Mail"),
           method="POST")
@for_role("intake", "officer")
def decide(mail_id: str) -> Response:
    """Put an email with a complaint, set it aside, or say that it was read.

    Decided once; so it needs no key.
    """
    by = actor()
    desk.one_mail(mail_id, by)
    given = _read(read_json(), DECISION)
    match given["act"]:
        case "join":
            desk.join(mail_id, given.get("ref", ""), by)
        case "set_aside":
            desk.set_aside(mail_id, given.get("reason", ""), by)
        case _:
            desk.mark_read(mail_id, by)
    return told(_mail(desk.one_mail(mail_id, by)))


@operation(blueprint, "/outbox/<message_id>/acts", "seeToMessage", _takes(ACT, "Message"),
           method="POST")
@for_role("intake", "officer", "handler", "reviewer")
def see_to(message_id: str) -> Response:
    """Do something about a message that could not be delivered.

    What somebody saw to already is refused; so it needs no key.
    """
    by = actor()
    message = int(message_id) if _NUMBER.fullmatch(message_id) else 0
    listings.message(message, by)
    given = _read(read_json(), ACT)
    _DONE[given["act"]](message, given, by)
    return told(listings.message(message, by))


def _posted(message: int, given: Json, by: Actor) -> None:
    try:
        day = date.fromisoformat(given.get("sent_on", ""))
    except ValueError:
        problem = Problem("invalid", f"is {shown(given.get('sent_on', ''))}",
                          "write a date as YYYY-MM-DD")
        raise InvalidCommand([problem.at("sent_on")]) from None
    deliveries.posted_copy(message, day, given.get("method", "post"), by)


_DONE: Mapping[str, Callable[[int, Json, Actor], Any]] = {
    "assign": lambda message, given, by: deliveries.assign(message, given.get("email", ""), by),
    "send_again": lambda message, given, by: deliveries.send_again(message, by),
    "by_post": lambda message, given, by: deliveries.by_post(message, by),
    "posted": _posted,
    "settle": lambda message, given, by: deliveries.settle(message, given.get("note", ""), by),
}


def _read(body: Any, described: Json) -> Json:
    """Return a body of texts; raises InvalidCommand naming every fault."""
    known = described["properties"]
    given = body if isinstance(body, dict) else {}
    faults = [
        Problem("unknown", "is no field here", "remove it").at(name[:60])
        for name in list(given)[:50] if name not in known
    ]
    faults += [
        Problem("wrong_type", "is no text of at most 4,000 characters", "write one").at(name)
        for name in known if name in given and not _is_text(given[name])
    ]
    if given.get("act") not in known["act"]["enum"]:
        faults.append(Problem("invalid", f"is {shown(given.get('act'))}",
                              f"choose from {', '.join(known['act']['enum'])}").at("act"))
    if faults:
        raise InvalidCommand(faults)
    return given


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 4_000 and "\0" not in value


def _mail(one: Mail) -> Json:
    return {
        "id": one.id, "place": one.place, "why": one.why, "received_at": instant(one.received_at),
        "name": one.name, "address": one.address, "subject": one.subject, "text": one.text,
        "files": [{"part": file.part, "name": file.name, "type": file.type, "size": file.size}
                  for file in one.files],
        "ref": one.ref, "suggested": list(one.suggested), "reason": one.reason,
        "decided_at": instant(one.decided_at), "read_at": instant(one.read_at),
    }
