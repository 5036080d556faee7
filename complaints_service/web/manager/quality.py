"""Looking at answers after they were sent: which ones, and what was found."""

from __future__ import annotations

from flask import Blueprint, render_template

from complaints_service import clock
from complaints_service.services.quality_board import results, sample, shares
from complaints_service.web.access import actor, for_role
from complaints_service.web.pages import page

blueprint = Blueprint("manager_quality", __name__, url_prefix="/manager")


@blueprint.get("/quality")
@for_role("manager", "approver", "officer", "auditor")
@page("manager-quality")
def quality() -> str:
    """Show the answers that wait to be looked at, and what was found in the others."""
    by = actor()
    found = sample(by, clock.now())
    return render_template(
        "manager/quality.html", shares=shares(by), results=results(found),
        waiting=[one for one in found if one.check is None],
        looked=[one for one in found if one.check is not None],
    )
