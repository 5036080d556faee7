"""Deciding what a contact is: all that is known and found, then one decision with its reason."""

from __future__ import annotations

from flask import Blueprint, render_template

from complaints_service.services import reading
from complaints_service.services.rules_in_use import rules
from complaints_service.services.triage_desk import triage_desk
from complaints_service.web.access import actor, for_role
from complaints_service.web.complaint.examples import any_waiting
from complaints_service.web.complaint.identity import identity_of
from complaints_service.web.pages import page

blueprint = Blueprint("complaint_triage", __name__)


@blueprint.get("/complaints/<ref>/triage")
@for_role("intake", "officer", "handler", "reviewer", "manager", "approver", "auditor")
@page("triage", example=any_waiting("/complaints/{}/triage"))
def triage(ref: str) -> str:
    """Show one contact to whoever decides what it is."""
    found = reading.seen(ref, actor())
    view = reading.complaint_view(found)
    return render_template(
        "complaint/triage.html", view=view, desk=triage_desk(found, actor()),
        identity=identity_of(view, reading.today()),
        grounds=rules().vocabularies["grounds"].on(reading.today()),
    )
