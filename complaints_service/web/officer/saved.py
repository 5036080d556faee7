"""Lists kept under a name: kept from the caseload, and removed there."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from complaints_service.domain.refusals import InvalidData
from complaints_service.services import saved_filters
from complaints_service.services.errors import NotFound
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.officer import filters

blueprint = Blueprint("officer_saved", __name__)

READERS = ("intake", "officer", "auditor")


@blueprint.post("/officer/lists")
@for_role(*READERS)
def keep() -> Response:
    """Keep the list that the form came from, under the name typed."""
    asked = filters.read(request.form, actor())
    name = request.form.get("name", "")
    try:
        saved_filters.keep(actor(), name, asked.query(), shared="shared" in request.form)
    except InvalidData as error:
        notices.say(f"The list was not kept: {error.detail}.")
    else:
        notices.say("The list is kept.")
    return redirect(asked.address(), 303)


@blueprint.post("/officer/lists/<filter_id>/remove")
@for_role(*READERS)
def remove(filter_id: str) -> Response:
    """Remove a list of one's own."""
    try:
        saved_filters.remove(actor(), filter_id)
    except NotFound:
        notices.say("That list was removed before.")
    else:
        notices.say("The list is removed; the complaints in it stay where they are.")
    return redirect(filters.CASELOAD, 303)
