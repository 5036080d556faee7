"""The demo's own page: sign in as anybody, move the clock, see the stories. Never in production."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Flask, current_app, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from complaints_service import clock
from complaints_service.domain.london import london_date
from complaints_service.domain.refusals import InvalidData
from complaints_service.services import showroom
from complaints_service.services.accounts import account_id_of, actor_of
from complaints_service.services.fallen_due import fallen_due
from complaints_service.services.moving_clock import MovingClock
from complaints_service.services.rules_in_use import rules
from complaints_service.settings import Settings
from complaints_service.web import notices, sessions, shown
from complaints_service.web.access import open_to
from complaints_service.web.navigation import home_of
from complaints_service.web.pages import page
from complaints_service.web.signing_in import own_path

blueprint = Blueprint("showroom", __name__)

MOST_FALLEN = 25
PARTS = ("day", "month", "year")
NEXT_DAY, NEXT_WORKING_DAY = "next-day", "next-working-day"


def register(app: Flask) -> None:
    """Serve the page where nobody's real complaints can be; in a demo every page leads to it."""
    settings: Settings = app.extensions["settings"]
    if settings.is_production:
        return
    app.register_blueprint(blueprint)
    if settings.env == "demo":
        app.context_processor(lambda: {"in_demo": True})


@blueprint.get("/demo")
@open_to("public")
@page("demo")
def show() -> str:
    """Show whom one can be, what there is to see, and the clock."""
    return _shown(_since(request.args.get("since", "")))


@blueprint.post("/demo/sign-in")
@open_to("public")
def sign_in() -> Response:
    """Become one of the demo's people, and go to their work or to the address asked for."""
    wanted = request.form.get("email", "")
    known = {one.email for one in showroom.sign_ins(_settings().data_dir)}
    actor = actor_of(account_id_of(wanted) or "") if wanted in known else None
    if actor is None:
        raise NotFound
    sessions.sign_in(actor.id)
    return redirect(own_path(request.form.get("next", "")) or home_of(actor), 303)


@blueprint.post("/demo/clock")
@open_to("public")
def move() -> Response | tuple[str, int]:
    """Move the clock forward, and show what fell due."""
    moving, before = MovingClock.in_use(), _today()
    if moving is None:
        raise NotFound
    try:
        moving.forward_to(_day_asked(before), rules().calendar)
    except InvalidData as error:
        return _shown(None, [{"text": str(error), "href": "#clock-day"}]), 422
    notices.say(f"It is now {shown.day(_today())}. What falls due is worked out within a minute.")
    return redirect(f"/demo?since={before.isoformat()}#fell-due", 303)


def _day_asked(today: date) -> date:
    asked = request.form.get("move")
    if asked in (NEXT_DAY, NEXT_WORKING_DAY):
        return _ahead(today)[asked]
    try:
        day, month, year = (int(request.form.get(part, "")) for part in PARTS)
        return date(year, month, day)
    except ValueError:
        told = " ".join(request.form.get(part, "").strip()[:10] for part in PARTS).strip()
        raise InvalidData("day", f"The day is {told or 'missing'}; write a day, month and year "
                          "such as 29 12 2026.") from None


def _shown(since: date | None, errors: list[dict[str, str]] | None = None) -> str:
    settings, today = _settings(), _today()
    fallen, count = fallen_due(since, today, MOST_FALLEN) if since else ([], 0)
    due_today, _ = fallen_due(today, date.fromordinal(today.toordinal() + 1), MOST_FALLEN)
    return render_template(
        "showroom/showroom.html", errors=errors or [], since=since, fallen=fallen, count=count,
        due_today=due_today, ahead=_ahead(today), moves=MovingClock.in_use() is not None,
        people={one.email: one for one in showroom.sign_ins(settings.data_dir)},
        stories=showroom.stories(), codes=_codes(settings),
        typed={part: request.form.get(part, "") for part in PARTS},
    )


def _ahead(today: date) -> Mapping[str, date]:
    return {
        NEXT_DAY: date.fromordinal(today.toordinal() + 1),
        NEXT_WORKING_DAY: rules().calendar.after(today, 1),
    }


def _codes(settings: Settings) -> Any:
    return showroom.codes(settings.secret_key) if settings.env == "demo" else ()


def _since(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def _today() -> date:
    return london_date(clock.now())


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
