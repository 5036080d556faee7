"""Turns answers into a complaint, recorded once under their key with what it asks us to obey."""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any

from complaints_service import logs
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services.actors import Actor, complainant, system
from complaints_service.services.errors import Busy, InProgress, InvalidCommand
from complaints_service.services.handle import Request, Written, handle
from complaints_service.web.public.answers import UNSURE, Answers, issue_on
from complaints_service.web.public.choices import LAST_RESORT, Choices
from complaints_service.web.public.questions import EMAIL, NO_REPLY, PHONE, POST

OWN_WORDS = "other"
"""The adjustment that has no word of its own in the list."""
_PATIENCE_SECONDS, _PAUSE_SECONDS = 8.0, 0.25

_log = logs.logger(__name__)


def give(answers: Answers, choices: Choices) -> str:
    """Record the complaint that the answers make, and return its reference.

    The same answers under the same key are recorded once: a second press waits for the first and
    gives the same reference. Raises KeyReused where other answers were sent under the key before,
    and what `handle` raises.
    """
    data = complaint_data(answers)
    asked = adjustments_data(answers, choices)
    if asked:
        data["adjustments"] = asked
    written = _carry_out("receive", data, answers.key, complainant(), None)
    _carry_along(answers, written.ref)
    return written.ref


def _carry_along(answers: Answers, ref: str) -> None:
    """Put on the file what the first command has no room for.

    The complaint stands already, so a refusal here is for us to look at and takes nothing back.
    """
    note = note_of(answers)
    if not note:
        return
    try:
        _carry_out("add_note", {"text": note}, f"{answers.key}-note", system(), ref)
    except (Refusal, InvalidData, InvalidCommand, Busy) as error:
        _log.error("public_form_not_carried_along", ref=ref, kind=type(error).__name__)


def _carry_out(
    command: str, data: dict[str, Any], key: str, by: Actor, ref: str | None
) -> Written:
    body = json.dumps({"command": command, "data": data}, sort_keys=True)
    request = Request(command, data, key=f"web-{key}",
                      body_sha256=hashlib.sha256(body.encode()).hexdigest())
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return handle(request, by=by, ref=ref)
        except InProgress:
            # A double press: whoever pressed sees the answer to the second request only.
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE_SECONDS)


def complaint_data(answers: Answers) -> dict[str, Any]:
    """Return the data of the `receive` command."""
    on = issue_on(answers)
    service = answers["service"]
    data: dict[str, Any] = {
        "service": LAST_RESORT if service == UNSURE else service,
        "channel": "web",
        "description": answers["description"],
        "outcomes_sought": answers["outcomes_sought"],
        "organisation": answers["organisation"],
        "issue_on": on.isoformat() if on else "",
    }
    data = {name: value for name, value in data.items() if value}
    data["dissatisfaction_expressed"] = True
    if answers.anonymous:
        return {**data, "anonymous": True}
    data["complainants"] = [_person(answers)]
    if answers.for_somebody:
        data["representative"] = _given(answers, "rep_", "name", "kind", "email", "phone")
    return data


def _person(answers: Answers) -> dict[str, str]:
    person = _given(answers, "", "name", "email", "phone", "address", "postcode", "tenure")
    way = {EMAIL: EMAIL, POST: POST, PHONE: PHONE, NO_REPLY: "portal"}.get(answers["reply_by"])
    return {**person, "preferred_channel": way} if way else person


def _given(answers: Answers, prefix: str, *names: str) -> dict[str, str]:
    return {name: answers[prefix + name] for name in names if answers[prefix + name]}


def adjustments_data(answers: Answers, choices: Choices) -> list[dict[str, str]]:
    """Return what we are asked to do differently, as `receive` takes it."""
    known = [one.key for one in choices.adjustments]
    kinds = list(dict.fromkeys(one for one in answers.adjustments if one in known))
    detail = answers["adjustments_detail"]
    if answers.anonymous or not (kinds or detail):
        return []
    if detail and OWN_WORDS in known and OWN_WORDS not in kinds:
        kinds.append(OWN_WORDS)
    where = OWN_WORDS if OWN_WORDS in kinds else kinds[0] if kinds else ""
    return [
        {"kind": kind, **({"detail": detail} if detail and kind == where else {})}
        for kind in kinds
    ]


def note_of(answers: Answers) -> str:
    """Return what the team should know besides; authority is for people to make sure of."""
    said = []
    if answers["service"] == UNSURE:
        said.append("The writer of the web form did not know which service it is about.")
    if answers.for_somebody:
        why = answers["rep_why"] or "nothing"
        said.append("The web form was filled in by somebody who speaks for the complainant. Asked "
                    f"how they may do so, they wrote: {why}\nThis was not checked. Until their "
                    "authority is recorded, we write to the complainant alone.")
    if not answers.anonymous and answers["reply_by"] == NO_REPLY:
        said.append("They asked us not to write to them: our letters wait behind the tracking "
                    "page.")
    return "\n\n".join(said)
