"""How triage went: for managers, and for whoever looks at what was refused and why."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from complaints_service.services.triage_figures import SPANS, USUAL, triage_figures
from complaints_service.web.access import actor, for_role
from complaints_service.web.pages import page

blueprint = Blueprint("manager_triage", __name__)


@blueprint.get("/manager/triage")
@for_role("manager", "officer", "approver", "auditor")
@page("manager-triage")
def triage() -> str:
    """Show what contacts were decided to be, and what in that is worth a second look."""
    span = request.args.get("span", USUAL)
    span = span if span in SPANS else USUAL
    return render_template("manager/triage.html", found=triage_figures(actor(), span), span=span)
