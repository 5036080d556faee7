"""Signing in with a local account, and out again."""

from __future__ import annotations

import re

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as Answer

from complaints_service.services.accounts import actor_signing_in
from complaints_service.settings import Settings
from complaints_service.web import notices, sessions
from complaints_service.web.access import open_to
from complaints_service.web.navigation import home_of
from complaints_service.web.pages import page
from complaints_service.web.rate_limits import Limit

blueprint = Blueprint("signing_in", __name__)

LONGEST_PASSWORD = 400
FIVE_MINUTES = 300
_EACH_ACCOUNT = Limit(most=10, seconds=FIVE_MINUTES)
_EACH_ADDRESS = Limit(most=50, seconds=FIVE_MINUTES)
# A path of ours: one slash first, nothing that a browser would read as another host.
_OWN_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9/_.~?=&%-]{0,500}")
FIELDS = (
    {"name": "email", "label": "Email address", "autocomplete": "username"},
    {"name": "password", "label": "Password", "autocomplete": "current-password"},
)
TOO_MANY = "Too many attempts to sign in; wait five minutes and try again."
WRONG = "Email address or password is not right; check both and try again."


@blueprint.get("/sign-in")
@open_to("public")
@page("sign-in")
def form() -> str | Answer:
    """Ask for the email address and password."""
    signed_in = sessions.signed_in()
    if signed_in is not None and "next" not in request.args:
        return redirect(home_of(signed_in), 303)
    return _shown()


@blueprint.post("/sign-in")
@open_to("public")
def sign_in() -> Response | Answer | tuple[str, int]:
    """Sign in, and go to where the visitor wanted to be."""
    email, password = request.form.get("email", "").strip(), request.form.get("password", "")
    missing = [error for value, error in (
        (email, {"text": "Enter your email address", "href": "#email"}),
        (password, {"text": "Enter your password", "href": "#password"}),
    ) if not value]
    if missing:
        return _shown(missing, email), 422
    try:
        _count(email)
    except TooManyRequests:
        return _shown([{"text": TOO_MANY, "href": "#email"}], email), 429
    actor = actor_signing_in(email, password) if len(password) <= LONGEST_PASSWORD else None
    if actor is None:
        return _shown([{"text": WRONG, "href": "#email"}], email), 422
    sessions.sign_in(actor.id)
    return redirect(own_path(request.form.get("next", "")) or home_of(actor), 303)


@blueprint.post("/sign-out")
@open_to("public")
def sign_out() -> Answer:
    """Sign out."""
    sessions.sign_out()
    notices.say("You are signed out.")
    return redirect("/sign-in", 303)


def own_path(wanted: str) -> str | None:
    """Return an address to go on to, None unless it is a path of this service's pages."""
    return wanted if _OWN_PATH.fullmatch(wanted) and not wanted.startswith("/api/") else None


def _count(email: str) -> None:
    settings: Settings = current_app.extensions["settings"]
    if settings.rate_limits:
        _EACH_ADDRESS.count(request.remote_addr or "")
        _EACH_ACCOUNT.count(email.lower())


def _shown(errors: list[dict[str, str]] | None = None, email: str = "") -> str:
    wanted = request.form.get("next") or request.args.get("next", "")
    return render_template("sign_in.html", errors=errors or [], email=email, fields=FIELDS,
                           next=own_path(wanted) or "")
