"""The inbox of every contact: what waits to be decided, by when, and what it was decided to be."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from complaints_service.services import triage_inbox
from complaints_service.web.access import actor, for_role
from complaints_service.web.officer.filters import page_number
from complaints_service.web.pages import page

blueprint = Blueprint("officer_inbox", __name__)


@blueprint.get("/officer/inbox")
@for_role("intake", "officer", "auditor")
@page("officer-inbox")
def inbox() -> tuple[str, int]:
    """Show one list, and how long every list is."""
    asked = request.args.get("list", triage_inbox.USUAL)
    known = asked in triage_inbox.LISTS
    shown = triage_inbox.inbox_page(asked if known else triage_inbox.USUAL, actor(),
                                    page_number(request.args.get("page")))
    return render_template("officer/inbox.html", shown=shown), 200 if known else 422
