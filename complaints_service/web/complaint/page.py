"""A complaint's own page: what is next, what may be done, and everything that is on file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from complaints_service.domain.complaint import Complaint
from complaints_service.services import reading
from complaints_service.services.approval import decided_of
from complaints_service.services.case_file import CaseFile, case_file
from complaints_service.services.stage_2_wishes import wish_for_stage_2
from complaints_service.services.view_documents import known
from complaints_service.web import acting
from complaints_service.web.access import actor, for_role
from complaints_service.web.complaint.action_form import Action
from complaints_service.web.complaint.dates import due_list, next_of
from complaints_service.web.complaint.examples import any_complaint
from complaints_service.web.complaint.identity import identity_of
from complaints_service.web.complaint.next_steps import next_steps
from complaints_service.web.complaint.sections import sections_of
from complaints_service.web.document_list import document_lines
from complaints_service.web.drafts import go_on, waits_for
from complaints_service.web.left_open import left_open_lines
from complaints_service.web.pages import page

blueprint = Blueprint("complaint_page", __name__)

CONTACT = "record_contact"
READERS = ("intake", "officer", "handler", "reviewer", "manager", "approver", "auditor")
"""Who may have a complaint to see; which ones is asked of each complaint."""


@blueprint.get("/complaints/<ref>")
@for_role(*READERS)
@page("complaint", example=any_complaint("/complaints/{}"))
def complaint(ref: str) -> str:
    """Show one complaint whole."""
    found = reading.seen(ref, actor())
    case = case_file(found, actor())
    due = due_list(found, case.reveal.rules, case.reveal.today)
    return render_template(
        "complaint/page.html",
        case=case,
        view=case.view,
        identity=identity_of(case.view, case.reveal.today),
        due=due,
        waiting=next_of(due),
        steps=next_steps(found, case.commands, actor()),
        sections=sections_of(case),
        documents=document_lines(known(found, actor()), actor()),
        left_lines=left_open_lines(found),
        wish=wish_for_stage_2(ref),
        drafts=[go_on(one) for one in decided_of(found, case.view, actor())],
        waits=waits_for(found, actor()),
        contact=_contact(found, case),
    )


def _contact(found: Complaint, case: CaseFile) -> dict[str, Any] | None:
    """The short form that keeps a call or a message, for whoever may record one."""
    if CONTACT not in case.commands:
        return None
    action = Action(CONTACT, found, actor())
    return {"action": action, "form": action.form(), "version": found.version,
            "key": acting.new_key()}
