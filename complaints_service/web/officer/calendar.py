"""The bank holidays: which are counted with, what a new list would change, and its approval."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from complaints_service import clock
from complaints_service.content.govuk_holidays import HolidaysRefused
from complaints_service.domain.refusals import Refusal
from complaints_service.services import calendar_import
from complaints_service.services.calendar_shown import calendar_shown
from complaints_service.services.reading import today
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.pages import page
from complaints_service.web.shown import plural
from complaints_service.web.uploads import takes_files

blueprint = Blueprint("officer_calendar", __name__)

ADDRESS = "/officer/calendar"
READERS = ("officer", "administrator", "auditor")
AT_ONCE = 500
"""So many complaints are re-dated before the page answers; the worker does the rest."""
LONGEST_NAME = 100
LARGEST = 400_000


@blueprint.get(ADDRESS)
@for_role(*READERS)
@page("officer-calendar")
def calendar() -> tuple[str, int]:
    """Show the days that are not counted, how far they are known, and every list imported."""
    return _shown()


@blueprint.post(f"{ADDRESS}/preview")
@takes_files
@for_role("officer", "administrator")
@page("officer-calendar-preview")
def preview() -> tuple[str, int]:
    """Show what the list would change, complaint by complaint; nothing is written."""
    given = request.files.get("list")
    if given is None or not given.filename:
        return _shown("Choose the file with the bank holidays.")
    raw = given.stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        return _shown("The file is far larger than a list of bank holidays; choose another.")
    return _looked_at(given.filename[-LONGEST_NAME:], raw)


@blueprint.post(ADDRESS)
@for_role("officer", "administrator")
@page("officer-calendar-preview")
def approve() -> Response | tuple[str, int]:
    """Put the list that was looked at in force, and re-date the open complaints."""
    name = request.form.get("name", "")[-LONGEST_NAME:]
    raw = request.form.get("list", "").encode()
    try:
        done = calendar_import.take_in(name, raw, by=actor(), now=clock.now(), most=AT_ONCE)
    except (HolidaysRefused, Refusal) as error:
        return _shown(_sentence(error))
    notices.say(_done(done))
    return redirect(ADDRESS, 303)


def _looked_at(name: str, raw: bytes) -> tuple[str, int]:
    try:
        found = calendar_import.take_in(name, raw, by=actor(), now=clock.now(), dry_run=True,
                                        readers=actor())
    except HolidaysRefused as error:
        return _shown(_sentence(error))
    if not found["changed"]:
        return _shown("This list says nothing that is not counted with already.")
    return render_template("officer/calendar_preview.html", found=found, name=name,
                           raw=raw.decode("utf-8-sig")), 200


def _sentence(error: HolidaysRefused | Refusal) -> str:
    words = error.detail if isinstance(error, Refusal) else str(error)
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."


def _done(done: dict[str, Any]) -> str:
    left = done["complaints"] - done["redated"]
    further = f" {plural(left, 'complaint')} will follow within minutes." if left > 0 else ""
    return (f"The list {done['version']} is in force. {plural(done['redated'], 'complaint')} "
            f"re-dated.{further}")


def _shown(error: str = "") -> tuple[str, int]:
    errors = ({"text": error, "href": "#list"},) if error else ()
    shown = render_template(
        "officer/calendar.html", shown=calendar_shown(today(), actor()), errors=errors,
        versions=calendar_import.versions(),
        imports=bool(actor().roles & set(calendar_import.APPROVERS)),
    )
    return shown, 422 if error else 200
