"""Who gets a new complaint of a service: the council's rules, told and changed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from complaints_service.domain.allocation import BY_HAND, IN_TURN, LEAST_LOAD
from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence.queries import file_lists
from complaints_service.services import organisations
from complaints_service.services.allocation import EVERY_SERVICE, HANDLES, SETTING
from complaints_service.services.colleagues import colleagues
from complaints_service.services.organisations import Organisation
from complaints_service.services.rules_in_use import rules
from complaints_service.services.settings_typed import a_rule
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.forms import plain
from complaints_service.web.forms.model import Option
from complaints_service.web.pages import page

blueprint = Blueprint("administration_allocation", __name__,
                      url_prefix="/administration/councils")

NONE, ALL_OTHERS = "none", "every-other"
WAYS = {
    NONE: ("No rule", "It waits with the team until somebody gives it out, or takes it."),
    BY_HAND: ("By hand", "As without a rule; said so on the complaint's file."),
    IN_TURN: ("In turn", "The next in the list who is there and may work on it."),
    LEAST_LOAD: ("To the emptiest desk", "Whoever has the fewest complaints to answer."),
}


def told(council: Organisation) -> list[dict[str, Any]]:
    """Return every service with its rule in words, the one for all others first."""
    held = council.settings.get(SETTING) or {}
    ids = {one for rule in held.values() for one in rule.get("people") or ()}
    names = file_lists.names(ids) if ids else {}
    return [
        {"service": service, "slug": ALL_OTHERS if service == EVERY_SERVICE else service,
         "way": WAYS[rule["by"] if rule else NONE][0],
         "people": ", ".join(names.get(one, one) for one in rule.get("people") or ())
         if rule else "", "named": bool(rule)}
        for service in (EVERY_SERVICE, *(term.key for term in rules().vocabularies["services"]))
        for rule in (held.get(service),)
    ]


def _example() -> str | None:
    found = organisations.organisations()
    return f"/administration/councils/{found[0].key}/allocation/{ALL_OTHERS}" if found else None


@blueprint.get("/<key>/allocation/<service>")
@for_role("administrator")
@page("administration-allocation", example=_example)
def form(key: str, service: str) -> str:
    """Ask how the complaints of a service are given out."""
    return _form(_theirs(key), _known(service))


@blueprint.post("/<key>/allocation/<service>")
@for_role("administrator")
def change(key: str, service: str) -> str | Answer | tuple[str, int]:
    """Store the rule."""
    council, named = _theirs(key), _known(service)
    held = dict(council.settings.get(SETTING) or {})
    way = request.form.get("way", "")
    try:
        if way not in WAYS:
            raise InvalidData("way", "Choose how its complaints are given out.")
        held.pop(named, None)
        if way != NONE:
            held[named] = a_rule(way, request.form.getlist("people"))
        organisations.change_settings(key, {SETTING: held}, by=actor())
    except InvalidData as error:
        return _form(council, named, error), 422
    notices.say("The rule is stored. It holds for complaints accepted from now on.")
    return redirect(f"/administration/councils/{key}#allocation", 303)


def _theirs(key: str) -> Organisation:
    if actor().organisation not in (None, key):
        raise NotFound
    try:
        return organisations.organisation(key[:100])
    except InvalidData:
        raise NotFound from None


def _known(service: str) -> str:
    if service == ALL_OTHERS:
        return EVERY_SERVICE
    if service not in rules().vocabularies["services"]:
        raise NotFound
    return service


def _form(council: Organisation, service: str, error: InvalidData | None = None) -> str:
    rule = (council.settings.get(SETTING) or {}).get(service) or {}
    people = colleagues(council.key, *sorted(HANDLES))
    emails = file_lists.emails(set(rule.get("people") or ())).values()
    shown, errors = plain.marked([
        plain.radios("way", "How are its complaints given out?",
                     [Option(key, text, hint) for key, (text, hint) in WAYS.items()],
                     request.form.get("way", "") if error else rule.get("by", NONE)),
        plain.boxes("people", "To whom?", [Option(one.email, one.name) for one in people],
                    request.form.getlist("people") if error else list(emails), required=False,
                    hint="None ticked: every handler of the service."),
    ], error)
    return render_template("administration/allocation.html", council=council, fields=shown,
                           errors=errors, service=service, every=EVERY_SERVICE)
