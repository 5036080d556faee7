"""Follow a complaint without an account: its reference, then a code sent to the address on file."""

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
from werkzeug.wrappers import Response as Redirected

from complaints_service.services import tracking
from complaints_service.services.command_fields import EMAIL_FORM
from complaints_service.services.reading import today
from complaints_service.settings import Settings
from complaints_service.web import notices, sessions
from complaints_service.web.access import open_to
from complaints_service.web.pages import page
from complaints_service.web.public import limits
from complaints_service.web.public.answers import plain
from complaints_service.web.public.choices import councils
from complaints_service.web.shown import plural

blueprint = Blueprint("track", __name__)

ASKED, TRACKED = "track_code", "tracked"
"""What a visitor's session remembers: the code that was asked for, the complaint it opened."""
MINUTES = int(tracking.LIFE.total_seconds() // 60)


@blueprint.get("/track")
@open_to("public")
@page("track")
def form() -> str | Redirected:
    """Ask for the reference and the email address."""
    if sessions.recall(TRACKED):
        return redirect("/track/complaint", 303)
    return _asking({"ref": "", "email": ""}, {})


@blueprint.post("/track")
@open_to("public")
def ask() -> Response | Redirected:
    """Have a code sent; the answer is the same whether or not there is such a complaint."""
    given = {name: plain(request.form.get(name, "")) for name in ("ref", "email")}
    ref = tracking.plain_reference(given["ref"])
    wrong = _wrong(ref, given["email"])
    if wrong:
        return make_response(_asking(given, wrong), 422)
    try:
        limits.code_asked()
        code_id = tracking.ask_code(ref, given["email"], _secret())
    except (TooManyRequests, tracking.AskedTooOften) as error:
        return _too_often(given, error)
    sessions.remember(ASKED, code_id)
    return redirect("/track/code", 303)


def _wrong(ref: str, email: str) -> dict[str, str]:
    wrong = {}
    if not ref:
        wrong["ref"] = "Enter your reference, such as 7K3M-Q29X-4"
    elif len(ref) > tracking.LONGEST_REF or not (ref.isascii() and ref.isprintable()):
        wrong["ref"] = "The reference has letters, figures and dashes alone, such as 7K3M-Q29X-4"
    elif tracking.has_slip(ref):
        wrong["ref"] = (f"The reference {ref} has a slip in it: a letter or figure is wrong, or "
                        "two have changed places. Check it against our letter or email")
    if len(email) > tracking.LONGEST_EMAIL or not EMAIL_FORM.fullmatch(email):
        wrong["email"] = "Enter the email address that you gave us, like name@example.org"
    return wrong


def _too_often(given: dict[str, str], error: Exception) -> Response:
    minutes = limits.minutes_of(error) if isinstance(error, TooManyRequests) else 60
    wait = plural(minutes, "minute")
    answer = make_response(_asking(given, {"ref": (
        f"Several codes have been asked for. Wait {wait} and try again, or telephone us"
    )}), 429)
    answer.headers["Retry-After"] = str(minutes * 60)
    return answer


def _asking(given: dict[str, str], wrong: dict[str, str]) -> str:
    return render_template("public/track/ask.html", answers=given, wrong=wrong,
                           errors=_summary(wrong), councils=councils(today()), minutes=MINUTES)


def _summary(wrong: dict[str, str]) -> list[dict[str, str]]:
    return [{"text": text, "href": f"#{name}"} for name, text in wrong.items()]


@blueprint.get("/track/code")
@open_to("public")
@page("track-code")
def code_form() -> str:
    """Ask for the code."""
    return _entering({})


@blueprint.post("/track/code")
@open_to("public")
def enter() -> Response | Redirected:
    """Open the complaint that a code belongs to; every failure looks the same."""
    code = "".join(request.form.get("code", "")[:40].split()).replace("-", "")
    try:
        limits.code_entered()
    except TooManyRequests as error:
        wait = plural(limits.minutes_of(error), "minute")
        wrong = {"code": f"Too many codes were tried. Wait {wait}, then try again"}
        return make_response(_entering(wrong), 429)
    ref = tracking.enter(sessions.recall(ASKED) or "", code, _secret()) if code else None
    if ref is None:
        return make_response(_entering({"code": (
            "That code does not open a complaint. Check its six figures; if it was sent more than "
            f"{MINUTES} minutes ago, or you have tried {tracking.TRIES} times, ask for a new one"
        ) if code else "Enter the six figures that we sent you"}), 422)
    if sessions.signed_in() is None:
        sessions.sign_out()  # what a cookie may see has grown, so it is exchanged for a new one
    sessions.remember(ASKED, None)
    sessions.remember(TRACKED, ref)
    return redirect("/track/complaint", 303)


def _entering(wrong: dict[str, str]) -> str:
    asked = sessions.recall(ASKED)
    settings: Settings = current_app.extensions["settings"]
    shown = settings.env == "demo" and asked is not None
    return render_template(
        "public/track/code.html", answers={"code": ""}, wrong=wrong, errors=_summary(wrong),
        minutes=MINUTES, tries=tracking.TRIES, councils=councils(today()), demonstrated=shown,
        demo_code=tracking.demonstrated(asked, _secret()) if shown and asked else None,
    )


@blueprint.post("/track/leave")
@open_to("public")
def leave() -> Redirected:
    """Forget on this computer which complaint was looked at."""
    sessions.remember(TRACKED, None)
    notices.say("You have left your complaint. To see it again, ask for a new code.")
    return redirect("/track", 303)


def _secret() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.secret_key
