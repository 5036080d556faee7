"""Accounts: who there is, who they may be, and how they come and go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from complaints_service.domain.refusals import InvalidData
from complaints_service.services import accounts as kept
from complaints_service.services import (
    accounts_found,
    duties,
    leaving,
    organisations,
    password_links,
    stream_history,
)
from complaints_service.services.accounts import Account
from complaints_service.services.accounts_listed import account_options
from complaints_service.services.actors import ROLES
from complaints_service.services.errors import Forbidden
from complaints_service.services.leaving import Heirs, Left
from complaints_service.services.rules_in_use import rules
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.forms import plain
from complaints_service.web.forms.model import FormField, Option
from complaints_service.web.pages import page
from complaints_service.web.shown import words

blueprint = Blueprint("administration_accounts", __name__, url_prefix="/administration")

Told = str | Answer | tuple[str, int]
EVERYWHERE = "*"


def _example() -> str | None:
    found = accounts_found.any_id()
    return f"/administration/accounts/{found}" if found else None


def _example_leave() -> str | None:
    found = accounts_found.any_id()
    return f"/administration/accounts/{found}/leave" if found else None


@blueprint.get("/")
@for_role("administrator")
@page("administration")
def everybody() -> str:
    """List the accounts."""
    wanted = request.args.get("show", "enabled")
    if wanted not in accounts_found.LISTS:
        raise NotFound
    found = accounts_found.found(actor(), wanted)
    return render_template("administration/accounts.html", accounts=found, show=wanted,
                           counts=accounts_found.counts(actor()))


@blueprint.get("/accounts/new")
@for_role("administrator")
@page("administration-account-new")
def new() -> str:
    """Ask who gets an account."""
    return _new()


@blueprint.post("/accounts/new")
@for_role("administrator")
def create() -> Told:
    """Make the account and send its link."""
    form = request.form
    try:
        council = _council()
        made = kept.create_account(
            form.get("email", ""), form.get("name", ""), form.getlist("roles"),
            organisation=council, services=form.getlist("services"), by=actor())
        password_links.invite(made.id, by=actor())
    except InvalidData as error:
        return _new(error), 422
    notices.say("The account is made. A link to set a password is on its way to its address.")
    return redirect(_address(made), 303)


@blueprint.get("/accounts/<account_id>")
@for_role("administrator")
@page("administration-account", example=_example)
def one(account_id: str) -> str:
    """Show an account, what hangs on it and what happened to it."""
    return _one(_theirs(account_id))


@blueprint.post("/accounts/<account_id>")
@for_role("administrator")
def change(account_id: str) -> Told:
    """Change name, roles or services; a change of rights ends the account's sessions."""
    account, form = _theirs(account_id), request.form
    try:
        _changed(account, form.get("name", ""), form.getlist("roles"), form.getlist("services"))
    except InvalidData as error:
        return _one(account, error), 422
    notices.say("The account is changed.")
    return redirect(_address(account), 303)


@blueprint.post("/accounts/<account_id>/invite")
@for_role("administrator")
def invite(account_id: str) -> Answer:
    """Send a link to set a password again."""
    account = _theirs(account_id)
    try:
        password_links.invite(account.id, by=actor())
    except InvalidData as error:
        notices.say(error.detail)
    else:
        notices.say("A link to set a password is on its way to the account's address.")
    return redirect(_address(account), 303)


@blueprint.get("/accounts/<account_id>/leave")
@for_role("administrator")
@page("administration-leave", example=_example_leave)
def leaves(account_id: str) -> str:
    """List what hangs on the account, and ask who takes it over."""
    return _leave(_theirs(account_id))


@blueprint.post("/accounts/<account_id>/leave")
@for_role("administrator")
def leave(account_id: str) -> Told:
    """Hand everything over and disable the account."""
    account = _theirs(account_id)
    each = {duty.key: heir for duty in duties.duties_of(account)
            if (heir := request.form.get(f"heir.{duty.key}", "").strip())}
    heirs = Heirs(request.form.get("heir", "").strip() or None, each)
    try:
        left = leaving.leave(account.email, heirs, by=actor())
    except (InvalidData, Forbidden) as error:
        return _leave(account, told=str(error)), 422
    if not left.disabled:
        return _leave(account, left), 422
    notices.say("The account is disabled; what hung on it has been handed over.")
    return redirect(_address(account), 303)


def _council() -> str | None:
    """The council of a new account: the administrator's own, or the one chosen; None is the whole
    installation, which has to be said."""
    own, chosen = actor().organisation, request.form.get("organisation", "")
    if own is not None or chosen == EVERYWHERE:
        return own
    if chosen not in {one.key for one in organisations.organisations()}:
        raise InvalidData("organisation", "Choose the council.")
    return chosen


def _theirs(account_id: str) -> Account:
    """The account, where it is one of the administrator's council."""
    try:
        found = kept.account_with_id(account_id[:100])
    except InvalidData:
        raise NotFound from None
    if actor().organisation not in (None, found.organisation):
        raise NotFound
    return found


def _address(account: Account) -> str:
    return f"/administration/accounts/{account.id}"


def _changed(account: Account, name: str, roles: list[str], services: list[str]) -> None:
    """Change what differs, each as an event of its own, after all of it was found good."""
    wanted = kept.checked_roles(roles)
    if account.id == actor().id and "administrator" not in wanted:
        raise InvalidData("roles", "You would lose this page; ask another administrator to take "
                          "your role away.")
    steps: list[tuple[Callable[..., Any], Any, bool]] = [
        (kept.rename, name, " ".join(name.split()) != account.name),
        (kept.set_services, services, set(services) != set(account.services)),
        (kept.set_roles, roles, set(wanted) != set(account.roles)),
    ]
    for step, value, differs in steps:
        if differs:
            step(account.email, value, by=actor())


def _new(error: InvalidData | None = None) -> str:
    form, councils = request.form, organisations.organisations()
    fields = [
        plain.text("name", "Name", form.get("name", ""), autocomplete="off"),
        plain.text("email", "Email address", form.get("email", ""), widget="email",
                   hint="They sign in with it, and get their link at it."),
    ]
    if actor().organisation is None:
        fields.append(plain.select(
            "organisation", "Council", [*(Option(one.key, one.name) for one in councils),
                                        Option(EVERYWHERE, "The whole installation")],
            form.get("organisation", ""), blank="Choose a council"))
    fields += _rights(form.getlist("roles"), form.getlist("services"))
    shown, errors = plain.marked(fields, _named(error))
    return render_template("administration/account_new.html", fields=shown, errors=errors)


def _rights(roles: list[str], services: list[str]) -> list[FormField]:
    known = rules().vocabularies["services"]
    return [
        plain.boxes("roles", "What may they be?",
                    [Option(one, words(one, "roles")) for one in ROLES], roles),
        plain.boxes("services", "For which services do they answer?",
                    [Option(term.key, term.label) for term in known], services, required=False,
                    hint="None ticked means all."),
    ]


def _named(error: InvalidData | None) -> InvalidData | None:
    """The error under the names that the form's fields have."""
    if error is None:
        return None
    field = {"role": "roles", "service": "services"}.get(error.field, error.field)
    detail = "Choose at least one role." if error.detail.startswith("role is empty") \
        else error.detail
    return InvalidData(field, detail)


def _one(account: Account, error: InvalidData | None = None) -> str:
    form = request.form if error else None
    fields, errors = plain.marked([
        plain.text("name", "Name", form.get("name", "") if form else account.name),
        *_rights(form.getlist("roles") if form else list(account.roles),
                 form.getlist("services") if form else list(account.services)),
    ], _named(error))
    return render_template(
        "administration/account.html", account=account, fields=fields, errors=errors,
        history=stream_history.history(account.id)[:50], held=len(duties.duties_of(account)))


def _leave(account: Account, left: Left | None = None, told: str = "") -> str:
    why = {one.duty.key: one.why for one in left.kept} if left else {}
    errors = [{"text": told, "href": ""}] if told else []
    if left and request.form:
        errors = [{"text": f"{len(left.kept)} of them could not be handed over; see why beside "
                           "each, and name somebody else.", "href": "#heir"}]
    people = [one for one in account_options(actor(), ROLES) if one["id"] != account.id]
    return render_template(
        "administration/leave.html", account=account, duties=duties.duties_of(account), why=why,
        errors=errors, people=people, heir=request.form.get("heir", ""),
        each={key.removeprefix("heir."): value for key, value in request.form.items()
              if key.startswith("heir.")})
