"""Messages that could not be delivered: why, and what to do about each."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from complaints_service.services import attention
from complaints_service.web.access import actor, for_role
from complaints_service.web.officer.filters import page_number
from complaints_service.web.pages import page

blueprint = Blueprint("officer_messages", __name__)


@blueprint.get("/officer/messages")
@for_role("intake", "officer", "auditor")
@page("officer-messages")
def messages() -> str:
    """Show what needs a person, the longest waiting first; nothing personal is in it."""
    found = attention.messages(actor(), page_number(request.args.get("page")))
    return render_template("officer/messages.html", found=found)
