"""The officer's caseload: what breaks next, in groups whose counts open exactly their lists."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from complaints_service.services import attention, post_queue, saved_filters, worklist
from complaints_service.services.inbound import desk
from complaints_service.services.remembered import standing
from complaints_service.web.access import actor, for_role
from complaints_service.web.officer import filters
from complaints_service.web.pages import page

blueprint = Blueprint("officer_caseload", __name__)

LONGEST_SEARCH = 1_000
"""Of what is longer, the beginning is searched for."""


@blueprint.get("/officer/")
@for_role("intake", "officer", "auditor")
@page("officer-caseload")
def caseload() -> tuple[str, int]:
    """Show one page of one list, and how long every list is."""
    by, at = actor(), standing()
    asked = filters.read(request.args, by, at)
    counts = worklist.counts(asked.narrowed, by, at)
    listed = worklist.listed(asked.narrowed, by, order=asked.order, page=asked.page,
                             counted=counts)
    shown = render_template(
        "officer/caseload.html", asked=asked, listed=listed, errors=asked.errors, counts=counts,
        bad_dates={one["href"].removeprefix("#"): one["text"] for one in asked.errors},
        saved=[(one, filters.address_of(one.query)) for one in saved_filters.offered(by)],
        letters=at.kept(("letters", worklist.sees(by)), lambda: post_queue.awaiting(by)),
        messages=attention.waiting(by), mail=desk.counts(by)["waiting"],
    )
    return shown, 422 if asked.errors else 200


@blueprint.get("/officer/search")
@for_role("intake", "officer", "auditor")
@page("officer-search")
def search() -> str:
    """Show the search by itself."""
    return render_template("officer/search.html", text="", listed=None, errors=())


@blueprint.post("/officer/search")
@for_role("intake", "officer", "auditor")
@page("officer-search")
def results() -> str | Response | tuple[str, int]:
    """Show what was found. Names stay out of addresses, which end in logs and histories, so the
    words come in the form's body; a reference leads to its complaint."""
    text = " ".join(request.form.get("words", "")[:LONGEST_SEARCH].split())
    found = worklist.named(text, actor()) if text else None
    if found:
        return redirect(f"/complaints/{found}", 303)
    terms = worklist.searched_words(text)
    if not terms:
        error = {"text": "Write a reference, a name, an address or words of the complaint.",
                 "href": "#words"}
        return render_template("officer/search.html", text=text, listed=None,
                               errors=(error,)), 422
    listed = worklist.searched(terms, actor(), page=filters.page_number(request.form.get("page")))
    return render_template("officer/search.html", text=text, listed=listed, errors=())
