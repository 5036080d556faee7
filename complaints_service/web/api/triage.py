"""What helps to decide what a contact is: the same as the page for it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response
from flask_smorest import Blueprint

from complaints_service.services import reading
from complaints_service.services.triage_desk import desk_json, triage_desk
from complaints_service.services.triage_figures import SPANS, USUAL, figures_json, triage_figures
from complaints_service.web.access import actor, for_role, open_to
from complaints_service.web.api.answers import told
from complaints_service.web.api.described import gives
from complaints_service.web.api.filters import Filter, one_of, read_query
from complaints_service.web.api.operations import operation

SPAN: Mapping[str, Filter] = {"span": one_of(list(SPANS), "How far back to look, by receipt")}

blueprint = Blueprint("triage", __name__, description="What a contact is")


@operation(blueprint, "/complaints/<ref>/triage", "getTriage", gives("Triage", 404))
@open_to("signed_in")
def triage(ref: str) -> Response:
    """Give what helps to decide what a contact is: by when, earlier contacts with why each was
    found, what a threshold advises, prompts, the twelve months and the Ombudsman proposed."""
    found = reading.seen(ref, actor())
    read_query({})
    return told(desk_json(triage_desk(found, actor())))


@operation(
    blueprint, "/triage-figures", "getTriageFigures", gives("TriageFigures", 403, filters=SPAN),
)
@for_role("manager", "officer", "approver", "auditor")
def figures() -> Response:
    """Tell how the contacts that you may see were triaged: how often thresholds advised and were
    followed, refusals by ground, and explanations used again."""
    span = read_query(SPAN).get("span", USUAL)
    return told(figures_json(triage_figures(actor(), span)))
