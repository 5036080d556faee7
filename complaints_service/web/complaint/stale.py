"""The page of a form that came upon a complaint which somebody else had changed meanwhile."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from complaints_service.services import reading
from complaints_service.services.case_file import case_file
from complaints_service.services.errors import VersionConflict
from complaints_service.services.timeline import Entry
from complaints_service.services.why_not import why_not
from complaints_service.web import acting
from complaints_service.web.complaint.action_form import Action
from complaints_service.web.complaint.identity import identity_of
from complaints_service.web.complaint.ways_out import blocked
from complaints_service.web.forms.build import build
from complaints_service.web.forms.prefill import values_of
from complaints_service.web.versions import Versions, versions


def stale_page(action: Action, conflict: VersionConflict) -> Response:
    """Show what happened since, and the form as it was typed, to send upon the new version."""
    found = reading.seen(action.complaint.ref, action.by)
    now = Action(action.command, found, action.by, action.posted)
    closed = why_not(now.command, found, now.by)
    if closed is not None:
        return blocked(now, closed)
    answer = make_response(render_template(
        "complaint/stale.html",
        action=now,
        form=now.form(),
        identity=identity_of(now.view, reading.today()),
        since=_since(now, acting.posted_version(request.form)),
        versions=_both(now),
        version=conflict.current_version,
        key=acting.new_key(),
    ))
    answer.status_code = 409
    return answer


def _both(action: Action) -> Versions | None:
    """What was typed beside what is on file now, where the form begins with what is on file."""
    held = values_of(action.command, action.view)
    if not held:
        return None
    form = build(action.kind, action.words, action.choices, held)
    return versions(action.form().fields, form.fields)


def _since(action: Action, version: int) -> list[Entry]:
    """The events after the version that was read, oldest first; none for a form without one."""
    entries = case_file(action.complaint, action.by).timeline
    events = [one for one in entries if one.kind in ("event", "letter") and one.seq > version]
    return sorted(events, key=lambda one: one.seq) if version else []
