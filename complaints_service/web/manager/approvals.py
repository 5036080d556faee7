"""What waits for a second person: drafts on complaints, words for the public, and editions."""

from __future__ import annotations

from flask import Blueprint, render_template

from complaints_service.services import edition_board, improvement_board
from complaints_service.services.improvements import READERS
from complaints_service.services.waiting_drafts import waiting_drafts
from complaints_service.web.access import actor, for_role
from complaints_service.web.acting import new_key
from complaints_service.web.pages import page

blueprint = Blueprint("approvals", __name__, url_prefix="/manager")

_SEES = tuple(sorted(READERS - {"system"}))


@blueprint.get("/approvals")
@for_role(*_SEES)
@page("manager-approvals")
def approvals() -> str:
    """Show everything that waits for approval, with the whole wording."""
    by = actor()
    words = [{**one, "key": new_key()} for one in improvement_board.waiting_words(by)]
    return render_template("manager/approvals.html", words=words,
                           editions=edition_board.waiting_editions(by),
                           drafts=waiting_drafts(by))
