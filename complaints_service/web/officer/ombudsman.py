"""Everything that the two Ombudsmen wait for, by its day."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from complaints_service.services import ombudsman_desk
from complaints_service.web.access import actor, for_role
from complaints_service.web.officer.filters import page_number
from complaints_service.web.pages import page

blueprint = Blueprint("officer_ombudsman", __name__)


@blueprint.get("/officer/ombudsman")
@for_role("officer", "manager", "auditor")
@page("officer-ombudsman")
def ombudsman() -> tuple[str, int]:
    """Show one list, and how long every list is."""
    asked = request.args.get("list", "dates")
    known = asked in ombudsman_desk.NAMES
    shown = ombudsman_desk.desk(asked if known else "dates", actor(),
                                page_number(request.args.get("page")))
    return render_template("officer/ombudsman.html", shown=shown), 200 if known else 422
