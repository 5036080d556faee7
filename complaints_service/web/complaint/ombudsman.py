"""One Ombudsman's case on a complaint: what it asked, found and wants done, and what was sent."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from complaints_service.persistence.queries import case_file as asked
from complaints_service.services import reading
from complaints_service.services.case_file import case_file
from complaints_service.services.errors import NotFound
from complaints_service.web.access import actor, for_role
from complaints_service.web.complaint.action_form import Action
from complaints_service.web.complaint.identity import identity_of
from complaints_service.web.complaint.page import READERS
from complaints_service.web.forms.ombudsman_choices import OF_A_CASE, case_words, cases_for
from complaints_service.web.pages import page
from complaints_service.web.shown import words

blueprint = Blueprint("complaint_ombudsman", __name__)


def _example() -> str | None:
    place = asked.an_example_case()
    return None if place is None else "/complaints/{}/ombudsman/{}".format(*place)


@blueprint.get("/complaints/<ref>/ombudsman/<case_id>")
@for_role(*READERS)
@page("complaint-ombudsman", example=_example)
def ombudsman(ref: str, case_id: str) -> str:
    """Show one case whole, with what may be done on it now."""
    found = reading.seen(ref, actor())
    case = case_file(found, actor())
    view = case.view
    one = next((each for each in view["ombudsman"] if each["id"] == case_id), None)
    if one is None:
        raise NotFound("the complaint has no such case of an Ombudsman")
    told = [(n, each) for n, each in enumerate(found.instructions, 1) if each.ombudsman == case_id]
    steps = [
        (words(name, "commands"), f"/complaints/{ref}/do/{name}?ombudsman={case_id}")
        for name in case.commands
        if name in OF_A_CASE and one in cases_for(name, view)
    ]
    return render_template(
        "complaint/ombudsman.html", case=case, view=view, one=one, told=told, steps=steps,
        identity=identity_of(view, case.reveal.today), today_iso=case.reveal.today.isoformat(),
    )


def which_case(action: Action) -> Response | None:
    """Ask which case is meant, where the command fits several and none was named."""
    fitting = cases_for(action.command, action.view) if action.command in OF_A_CASE else []
    if len(fitting) < 2 or any(one["id"] == action.case for one in fitting):
        return None
    return make_response(render_template(
        "complaint/which_case.html", action=action,
        identity=identity_of(action.view, reading.today()),
        cases=[(case_words(one), f"{action.address}?ombudsman={one['id']}") for one in fitting],
    ))
