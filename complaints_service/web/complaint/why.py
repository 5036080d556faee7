"""Why is this the due date? Each day counted or skipped, the rule behind it, and what moved it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, render_template

from complaints_service.domain.complaint import Complaint
from complaints_service.persistence.queries import case_file as asked
from complaints_service.services import reading
from complaints_service.services.case_file import names_in, revealed
from complaints_service.services.redated import redatings
from complaints_service.services.why_due import why_due
from complaints_service.web.access import actor, for_role
from complaints_service.web.complaint.examples import any_complaint
from complaints_service.web.complaint.identity import identity_of
from complaints_service.web.complaint.page import READERS
from complaints_service.web.pages import page

blueprint = Blueprint("complaint_why", __name__)


@blueprint.get("/complaints/<ref>/why/<kind>", defaults={"item": ""})
@blueprint.get("/complaints/<ref>/why/<kind>/<item>")
@for_role(*READERS)
@page("complaint-why", example=any_complaint("/complaints/{}/why/stage_1_acknowledge"))
def why(ref: str, kind: str, item: str) -> str:
    """Explain one deadline, the conclusion first."""
    found = reading.seen(ref, actor())
    events = asked.events(ref)
    reveal = revealed(found, names_in(events))
    explained = why_due(found, events, kind, item, reveal.rules, _closed(found))
    return render_template(
        "complaint/why.html",
        why=explained,
        redated=redatings(events, kind, item, reveal.rules,
                          explained.counts[0].start if explained.counts else date.min),
        kind=kind,
        item=item,
        reveal=reveal,
        state=explained.deadline.state(reveal.today),
        identity=identity_of(reading.complaint_view(found), reveal.today),
    )


def _closed(complaint: Complaint) -> Mapping[date, str]:
    """The days on which the council says it is closed; they are no bank holidays."""
    settings = asked.organisation_settings(complaint.organisation)
    return {
        date.fromisoformat(one["day"]): str(one["name"])
        for one in settings.get("closed_days") or ()
    }
