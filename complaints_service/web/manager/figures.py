"""Editions of figures and of the learning list: built, approved by a second person, published."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.letters.pdf import PdfFailed
from complaints_service.persistence.database import db
from complaints_service.services import edition_board, publications
from complaints_service.services.edition_export import FORMATS, exported
from complaints_service.services.listings import WORKS_ON_EDITIONS
from complaints_service.services.organisations import organisations
from complaints_service.services.publications import APPROVERS, BUILDERS, RELEASERS
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.pages import page

blueprint = Blueprint("figures", __name__, url_prefix="/manager/figures")

_SEES = tuple(sorted({*WORKS_ON_EDITIONS, "member"}))
_BUILDS = tuple(one for one in BUILDERS if one != "system")
_ACTS = tuple(sorted({*APPROVERS, *RELEASERS}))
KINDS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SAID = {
    "approve": "The edition is approved. It can be published.",
    "publish": "The edition is published.",
    "withdraw": "The edition is withdrawn; its address says so and why.",
}
Told = str | Answer | tuple[str, int]


def _example() -> str | None:
    found = edition_board.any_id()
    return f"/manager/figures/{found}" if found else None


@blueprint.get("")
@for_role(*_SEES)
@page("manager-figures")
def figures() -> str:
    """List the editions, and offer to build one."""
    return _listed()


@blueprint.post("")
@for_role(*_BUILDS)
def build() -> Told:
    """Count, hide small numbers and freeze."""
    given = {name: request.form.get(name, "").strip() for name in
             ("report", "period", "organisation")}
    known = {one["id"]: one for one in edition_board.buildable()}
    errors = []
    if given["report"] not in known:
        errors.append({"text": "Choose a report", "href": "#report"})
    elif known[given["report"]]["needs_period"] and not given["period"]:
        errors.append({"text": "Choose a period", "href": "#period"})
    if errors:
        return _listed(errors, given), 422
    try:
        made = publications.build(given["report"], given["organisation"] or None,
                                  given["period"] or None, by=actor())
    except (InvalidData, Refusal) as error:
        field = getattr(error, "field", None)
        href = f"#{field}" if field in given else "#report"
        return _listed([{"text": error.detail, "href": href}], given), 422
    notices.say("The edition is built. Look at it; somebody else has to approve it.")
    return redirect(f"/manager/figures/{made.id}", 303)


@blueprint.get("/<edition_id>")
@for_role(*_SEES)
@page("manager-edition", example=_example)
def edition(edition_id: str) -> str:
    """Show an edition, and what may be done with it now."""
    return _one(edition_id)


@blueprint.post("/<edition_id>/<act>")
@for_role(*_ACTS)
def give(edition_id: str, act: str) -> Told:
    """Approve, publish or withdraw."""
    if act not in SAID:
        raise NotFound
    try:
        edition_board.act(edition_id, act, request.form.get("reason", ""), actor())
    except (InvalidData, Refusal) as error:
        href = "#reason" if act == "withdraw" else ""
        return _one(edition_id, [{"text": error.detail, "href": href}],
                    reason=request.form.get("reason", "")), 422
    notices.say(SAID[act])
    return redirect(f"/manager/figures/{edition_id}", 303)


@blueprint.get("/<edition_id>/file.<format>")
@for_role(*_SEES)
def file(edition_id: str, format: str) -> Response:
    """Give the edition as a file: as published, or as it will be."""
    edition_board.edition(edition_id, actor())
    if format not in FORMATS:
        raise NotFound
    try:
        content = exported(db.session(), edition_id, format)
    except InvalidData:
        raise NotFound from None
    except PdfFailed:
        return Response("The PDF cannot be made just now; try again in a minute.", 503,
                        content_type="text/plain; charset=utf-8")
    answer = Response(content, content_type=KINDS[format])
    kind = "inline" if format in ("html", "pdf") else "attachment"
    answer.headers["Content-Disposition"] = f'{kind}; filename="{edition_id}.{format}"'
    return answer


def _listed(errors: Any = (), given: Any = None) -> str:
    by = actor()
    return render_template(
        "manager/figures.html", editions=edition_board.editions(by), errors=list(errors),
        may_build=edition_board.may_build(by), reports=edition_board.buildable(),
        periods=edition_board.periods(), given=given or {},
        councils=[] if by.organisation else organisations(),
    )


def _one(edition_id: str, errors: Any = (), reason: str = "") -> str:
    found = edition_board.edition(edition_id, actor())
    formats = FORMATS if found["period"] else ("html", "pdf", "json")
    return render_template("manager/edition.html", edition=found, errors=list(errors),
                           formats=formats, reason=reason)
