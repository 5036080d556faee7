"""My complaints: what a handler or reviewer has to do next, and what they did lately."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from complaints_service import clock
from complaints_service.services.answer_drafts import drafts_by
from complaints_service.services.approval import my_decided
from complaints_service.services.left_over import left_overs
from complaints_service.services.my_work import my_work
from complaints_service.web.access import actor, for_role
from complaints_service.web.drafts import go_on
from complaints_service.web.handler.steps import fits, groups_of
from complaints_service.web.pages import page

blueprint = Blueprint("handler", __name__, url_prefix="/handler")

ROLES = ("handler", "reviewer", "officer")
MANY = 8
"""From so many on, a box to find one among them is worth its place."""
LONGEST_WORDS = 80


@blueprint.get("/")
@for_role(*ROLES)
@page("handler-complaints")
def my_complaints() -> str:
    """Show what is mine, by what breaks next."""
    by = actor()
    work = my_work(by, clock.now())
    wanted = " ".join(request.args.get("find", "").split())[:LONGEST_WORDS]
    duties = [one for one in work.duties if fits(one, wanted)]
    groups = groups_of(duties, drafts_by(by.id))
    return render_template(
        "handler/complaints.html", work=work, groups=groups, wanted=wanted,
        many=len(work.duties) >= MANY, drafts=[go_on(one) for one in my_decided(by)],
        left=list(left_overs(by)))
