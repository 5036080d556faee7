"""The evidence bundle for an Ombudsman: what would be in it and what is missing, then the making.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from complaints_service.domain.complaint import Complaint
from complaints_service.letters.pdf import PdfFailed
from complaints_service.services import reading
from complaints_service.services.actors import Actor
from complaints_service.services.case_file import case_file
from complaints_service.services.errors import InvalidCommand, KeyReused, VersionConflict
from complaints_service.services.evidence_bundle.archive import packed
from complaints_service.services.evidence_bundle.contents import Wanted, gather
from complaints_service.services.evidence_bundle.making import made_bundle
from complaints_service.services.evidence_bundle.printing import made_for
from complaints_service.services.permissions import acting_role
from complaints_service.web import acting, notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.complaint.examples import any_complaint
from complaints_service.web.complaint.identity import identity_of
from complaints_service.web.handing import handed
from complaints_service.web.kept import letters_folder
from complaints_service.web.pages import page

blueprint = Blueprint("complaint_bundle", __name__)

READERS = ("officer", "manager", "auditor")
CHANGED = ("This complaint changed while you were looking. Check the bundle again, then make it.")
NOT_PRINTED = ("The document could not be printed just now. Nothing was recorded: try again in a "
               "minute, or leave out what is long.")


@blueprint.get("/complaints/<ref>/bundle")
@for_role(*READERS)
@page("complaint-bundle", example=any_complaint("/complaints/{}/bundle"))
def preview(ref: str) -> Response:
    """Show what a bundle would hold, what it would not, and what an Ombudsman would miss."""
    found = reading.seen(ref, actor())
    ombudsman = request.args.get("ombudsman") or _only_case(found)
    asked = request.args.get("request", "")
    wanted = Wanted(ombudsman, int(asked) if asked.isdecimal() else _waiting(found, ombudsman))
    return _shown(found, wanted)


@blueprint.post("/complaints/<ref>/bundle")
@for_role(*READERS)
@page("complaint-bundle")
def make(ref: str) -> AnyResponse:
    """Make the bundle, record it by its hash, and hand it over; an auditor's is not recorded."""
    found, by = reading.seen(ref, actor()), actor()
    wanted = _posted()
    try:
        gather(found, wanted)
        if "check" in request.form:
            return _shown(found, wanted)
        return _handed_over(found, wanted, by)
    except InvalidCommand as faulty:
        return _shown(found, wanted, _in_words(faulty), status=422)
    except VersionConflict:
        return _shown(reading.seen(ref, by), wanted, [CHANGED], status=409)
    except KeyReused:
        notices.say("That bundle was made already; this page is for the next one.")
        return redirect(f"/complaints/{ref}/bundle", 303)
    except PdfFailed:
        return _shown(found, wanted, [NOT_PRINTED], status=503)


def _handed_over(found: Complaint, wanted: Wanted, by: Actor) -> Response:
    if acting_role(by, "record_bundle_made", found) is None:
        opened: Any = packed(gather(found, wanted), letters_folder())
        archive = opened.__enter__()
    else:
        opened = made_bundle(
            found, wanted, letters_folder(), by=by,
            version=acting.posted_version(request.form), key=acting.posted_key(request.form))
        archive = opened.__enter__()[1]
    return handed(opened, archive, found.ref)


def _only_case(found: Complaint) -> str | None:
    """The case that is surely meant: the only one that is open, else the latest."""
    waiting = [one for one in found.ombudsman if any(each.waits for each in one.requests)]
    cases = waiting or list(found.ombudsman)
    return cases[-1].id if cases else None


def _waiting(found: Complaint, ombudsman: str | None) -> int | None:
    """The first request of the case that still has to be answered."""
    case = found.ombudsman_case(ombudsman or "")
    waits = [one for one in case.requests if one.waits] if case else []
    return min(waits, key=lambda one: one.due_on).n if waits else None


def _posted() -> Wanted:
    form = request.form
    out = {key: form.get(f"why.{key}", "").strip() for key in form.getlist("out")}
    asked = form.get("request", "")
    return Wanted(form.get("ombudsman") or None, int(asked) if asked.isdecimal() else None, out)


def _shown(
    found: Complaint, wanted: Wanted, faults: list[str] | None = None, *, status: int = 200
) -> Response:
    """The page, with what was chosen; where that is faulty, as if nothing had been left out."""
    try:
        bundle = gather(found, wanted)
    except InvalidCommand:
        bundle = gather(found, Wanted())
    answer = make_response(render_template(
        "complaint/bundle.html", bundle=bundle, made_for=made_for(bundle), out=wanted.left_out,
        identity=identity_of(bundle.view, reading.today()), errors=_errors(faults),
        records=acting_role(actor(), "record_bundle_made", found) is not None,
        earlier=_earlier(found), version=found.version, key=acting.new_key(), wanted=wanted,
    ))
    answer.status_code = status
    return answer


SAID = {
    "blank": "Say why, for each thing that you leave out",
    "unknown": "Choose from what stands on this page; the complaint may have changed",
}


def _in_words(faulty: InvalidCommand) -> list[str]:
    """Each sort of fault once, as people say it."""
    return list(dict.fromkeys(SAID.get(one.code, SAID["unknown"]) for one in faulty.errors))


def _errors(faults: list[str] | None) -> list[dict[str, str]]:
    return [{"text": one, "href": "#contents"} for one in faults or ()]


def _earlier(found: Complaint) -> list[Any]:
    """The bundles that were made before, the latest first."""
    told = case_file(found, actor()).timeline
    return [one for one in reversed(told) if one.type == "bundle_made"]
