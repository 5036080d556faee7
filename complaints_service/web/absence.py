"""Absences: one's own, and those that officers and administrators record for others."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from complaints_service.domain.refusals import InvalidData
from complaints_service.services import absences, absences_listed
from complaints_service.services.accounts_listed import account_options
from complaints_service.services.actors import ROLES
from complaints_service.services.reading import today
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role, open_to
from complaints_service.web.forms import plain
from complaints_service.web.forms.model import FormField, Option
from complaints_service.web.pages import page

blueprint = Blueprint("absence", __name__)

KEEPERS = ("officer", "administrator")
MINE, ALL = "/my-absence", "/absences"
SAID = "The absence is recorded. New work goes to others while it lasts."
Told = str | Answer | tuple[str, int]


@blueprint.get(MINE)
@open_to("signed_in")
@page("my-absence")
def mine() -> str:
    """Show my absences and for whom I stand in, and ask for another."""
    return _mine()


@blueprint.post(MINE)
@open_to("signed_in")
def record_mine() -> Told:
    """Record when I am away."""
    try:
        absences.record_absence(actor().id, *_posted(), by=actor())
    except InvalidData as error:
        return _mine(error), 422
    notices.say(SAID)
    return redirect(MINE, 303)


@blueprint.get(ALL)
@for_role(*KEEPERS)
@page("absences")
def everybody_s() -> str:
    """Show who is away, and ask for another's absence."""
    return _all()


@blueprint.post(ALL)
@for_role(*KEEPERS)
def record_another_s() -> Told:
    """Record when somebody is away."""
    try:
        person = request.form.get("person", "")
        if person not in {one["id"] for one in _people()}:
            raise InvalidData("person", "Choose who is away.")
        absences.record_absence(person, *_posted(), by=actor())
    except InvalidData as error:
        return _all(error), 422
    notices.say(SAID)
    return redirect(ALL, 303)


@blueprint.post("/absences/end")
@open_to("signed_in")
def end() -> Answer:
    """End an absence early, or take it back."""
    account = request.form.get("account", "")
    try:
        absences.end_absence(account, date.fromisoformat(request.form.get("from", "")), by=actor())
    except (InvalidData, ValueError):
        notices.say("That absence had ended already.")
    else:
        notices.say("The absence is ended.")
    return redirect(MINE if account == actor().id else ALL, 303)


def _posted() -> tuple[date, date | None, str | None]:
    first = plain.read_day(request.form, "from", "First day away", asked=True)
    assert first is not None  # noqa: S101 - asked for above
    last = plain.read_day(request.form, "to", "Last day away", asked=False)
    return first, last, request.form.get("cover", "").strip() or None


def _people() -> list[dict[str, str]]:
    return account_options(actor(), ROLES)


def _fields(*, others: bool) -> list[FormField]:
    people = _people()
    colleagues = [Option(one["email"], one["name"]) for one in people
                  if others or one["id"] != actor().id]
    asked: Any = plain.typed_day(request.form, "from") if request.form else today().isoformat()
    fields = [
        plain.day("from", "First day away", asked),
        plain.day("to", "Last day away", plain.typed_day(request.form, "to"), required=False,
                  hint="Left open, until further notice."),
        plain.select("cover", "Who stands in?", colleagues, request.form.get("cover", ""),
                     blank="Nobody", required=False,
                     hint="They see the complaints, are reminded of dates, and act in their own "
                          "name. Restricted complaints stay with the people on their lists."),
    ]
    if others:
        who = [Option(one["id"], one["name"]) for one in people]
        fields.insert(0, plain.select("person", "Who is away?", who,
                                      request.form.get("person", ""), blank="Choose a person"))
    return fields


def _mine(error: InvalidData | None = None) -> str:
    fields, errors = plain.marked(_fields(others=False), error)
    return render_template(
        "accounts/my_absence.html", fields=fields, errors=errors, me=actor().id,
        own=absences_listed.of(actor().id), covered=absences_listed.covered_by(actor().id))


def _all(error: InvalidData | None = None) -> str:
    fields, errors = plain.marked(_fields(others=True), error)
    return render_template("accounts/absences.html", fields=fields, errors=errors,
                           listed=absences_listed.everybody_s(actor()))
