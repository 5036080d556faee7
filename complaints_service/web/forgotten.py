"""Passwords forgotten and first passwords: a link is asked for, and opened once."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as Answer

from complaints_service.domain.refusals import InvalidData
from complaints_service.services import password_links, passwords
from complaints_service.settings import Settings
from complaints_service.web import notices
from complaints_service.web.access import open_to
from complaints_service.web.pages import page
from complaints_service.web.rate_limits import Limit

blueprint = Blueprint("forgotten", __name__)

LONGEST_EMAIL, LONGEST_KEY = 320, 200
_EACH_ADDRESS = Limit(most=20, seconds=300)
_EACH_EMAIL = Limit(most=5, seconds=3600)
NO_EMAIL = "Enter the email address that you sign in with"
TOO_MANY = "Too many links were asked for. Wait an hour and try again, or ask an administrator"


@blueprint.get("/forgotten-password")
@open_to("public")
@page("forgotten-password")
def form() -> str:
    """Ask for the address of the account."""
    return _asking()


@blueprint.post("/forgotten-password")
@open_to("public")
def ask() -> Answer | Response:
    """Have a link sent; the answer is the same whether or not there is such an account."""
    given = request.form.getlist("email")
    # One address, as it was typed: of several none is meant.
    email = given[0].strip() if len(given) == 1 else ""
    if not email or len(email) > LONGEST_EMAIL:
        return make_response(_asking(NO_EMAIL), 422)
    try:
        _count(email)
    except TooManyRequests:
        return make_response(_asking(TOO_MANY, email), 429)
    password_links.ask_reset(email)
    return redirect("/forgotten-password/sent", 303)


@blueprint.get("/forgotten-password/sent")
@open_to("public")
@page("forgotten-password-sent")
def sent() -> str:
    """Say where to look."""
    return render_template("accounts/link_sent.html")


@blueprint.get("/set-password")
@open_to("public")
@page("set-password", example=lambda: None)
def choose() -> Response:
    """Ask for the new password, where the link still works; looking at it uses nothing up."""
    return _choosing(request.args.get("key", ""))


@blueprint.post("/set-password")
@open_to("public")
def keep() -> Answer | Response:
    """Set it, and lead to the sign-in."""
    key = request.form.get("key", "")
    password = request.form.get("password", "")
    if not password:
        return _choosing(key, "Enter a password", 422)
    try:
        account = password_links.set_password(key[:LONGEST_KEY], password, _settings().secret_key)
    except InvalidData as error:
        return _choosing(key, error.detail[0].upper() + error.detail[1:], 422)
    if account is None:
        return _choosing("")
    notices.say("Your password is set. Sign in with it.")
    return redirect("/sign-in", 303)


def _asking(wrong: str = "", email: str = "") -> str:
    errors = [{"text": wrong, "href": "#email"}] if wrong else []
    return render_template("accounts/forgotten.html", errors=errors, email=email)


def _choosing(key: str, wrong: str = "", status: int = 200) -> Response:
    account = password_links.account_of(key[:LONGEST_KEY], _settings().secret_key)
    if account is None:
        return make_response(render_template("accounts/link_over.html", page_id="link-over"), 400)
    errors = [{"text": wrong, "href": "#password"}] if wrong else []
    shown = render_template("accounts/set_password.html", page_id="set-password", errors=errors,
                            key=key, shortest=passwords.SHORTEST)
    answer = make_response(shown, status)
    answer.headers["Cache-Control"] = "no-store"
    # The address holds the key: no other page is to be told where somebody came from.
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _count(email: str) -> None:
    if _settings().rate_limits:
        _EACH_ADDRESS.count(request.remote_addr or "")
        _EACH_EMAIL.count(email.lower())


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
