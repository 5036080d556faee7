"""Complaints and service requests: lists, one whole, and what hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from complaints_service.domain.stages import Stage, State
from complaints_service.persistence.queries.complaint_list import Wanted, WantedDuties
from complaints_service.services import reading
from complaints_service.services.accounts import account_id_of
from complaints_service.services.reckoning import reckoning
from complaints_service.services.reviewers import reviewer_json, reviewers
from complaints_service.services.worklist import GROUPS, days_around
from complaints_service.web.access import actor, open_to
from complaints_service.web.api.answers import listed, listed_from_memory, told
from complaints_service.web.api.described import gives, lists
from complaints_service.web.api.filters import (
    PAGING,
    USUAL_ITEMS,
    Filter,
    day,
    instant,
    one_of,
    read_cursor,
    read_query,
    text,
    truth,
)
from complaints_service.web.api.operations import operation

blueprint = Blueprint("complaints", __name__, description="Complaints and service requests")

CONTACTS: Mapping[str, Filter] = {
    "state": one_of([one.value for one in State], "The state"),
    "stage": one_of([one.value for one in Stage], "The stage"),
    "service": text("Key of the service complained of"),
    "category": text("Key of the category"),
    "organisation": text("Key of the council"),
    "handler": text("Email of the stage 1 handler or stage 2 reviewer"),
    "overdue": truth("An acknowledgement or an answer is overdue"),
    "received_from": day("Received on this date or later"),
    "received_to": day("Received on this date or earlier"),
    "updated_since": instant("Changed at this instant or later"),
    "due_from": day("Something is due next on this date or later"),
    "due_to": day("Something is due next on this date or earlier"),
    "code": one_of(("lgsco", "housing"), "The Code that it falls under"),
    "group": one_of([one for one in GROUPS if one not in ("every", "requests")],
                    "The list of the caseload that it stands in: `overdue`, `today`, `soon` (in "
                    "two working days), `week`, then what has to be done, then all of it"),
    "q": text("A reference, ours or the one of an imported register"),
}
DUTIES: Mapping[str, Filter] = {
    "open": truth("Still to be done"),
    "due_from": day("Due on this date or later"),
    "due_to": day("Due on this date or earlier"),
}
ITEM: Mapping[str, Filter] = {"item": text("Which one of its kind")}


@operation(blueprint, "/complaints", "listComplaints", lists("Complaint", filters=CONTACTS))
@open_to("signed_in")
def complaints() -> Response:
    """List the complaints that you may see, by council and newest first."""
    return _contacts("complaint")


@operation(
    blueprint, "/service-requests", "listServiceRequests",
    lists("Complaint", filters=CONTACTS),
)
@open_to("signed_in")
def service_requests() -> Response:
    """List the service requests that you may see, by council and newest first."""
    return _contacts("service_request")


@operation(
    blueprint, "/compliments", "listCompliments", lists("Complaint", filters=CONTACTS),
)
@open_to("signed_in")
def compliments() -> Response:
    """List the compliments and comments that you may see, by council and newest first."""
    return _contacts("compliment", "comment")


def _contacts(*kinds: str) -> Response:
    query = read_query({**PAGING, **CONTACTS})
    page = reading.contacts(kinds, _wanted(query), actor(), **_place(query, str, datetime, str))
    return listed(page.items, page.after)


def _wanted(query: dict[str, Any]) -> Wanted:
    chosen = {name: query[name] for name in CONTACTS if name in query}
    if "handler" in chosen:
        chosen["handler"] = account_id_of(chosen["handler"]) or ""
    today = reading.today()
    days = days_around(today) if "group" in chosen else None
    return Wanted(today=today, days=days, **chosen)


def _place(query: dict[str, Any], *kinds: type) -> dict[str, Any]:
    after = read_cursor(query.get("cursor"), kinds)
    return {"after": after, "limit": query.get("limit", USUAL_ITEMS)}


@operation(blueprint, "/complaints/<ref>", "getComplaint", gives("Complaint", 404))
@open_to("signed_in")
def complaint(ref: str) -> Response:
    """Give one complaint, or any other contact, whole."""
    found = reading.seen(ref, actor())
    read_query({})
    return told(reading.seen_view(found, actor()))


@operation(blueprint, "/complaints/<ref>/events", "listEvents", lists("Event", 404))
@open_to("signed_in")
def events(ref: str) -> Response:
    """List what happened, as the chain holds it."""
    found = reading.seen(ref, actor())
    page = reading.events(found, **_place(read_query(PAGING), int))
    return listed(page.items, page.after)


@operation(blueprint, "/complaints/<ref>/letters", "listLetters", lists("Letter", 404))
@open_to("signed_in")
def letters(ref: str) -> Response:
    """List the letters of a complaint and of what was merged into it; each names its own."""
    found = reading.seen(ref, actor())
    page = reading.letters(found, **_place(read_query(PAGING), datetime, int, str), by=actor())
    return listed(page.items, page.after)


@operation(blueprint, "/complaints/<ref>/deadlines", "listDeadlines", lists("Deadline", 404))
@open_to("signed_in")
def deadlines(ref: str) -> Response:
    """List what must be done by when, and whether it was."""
    found = reading.seen(ref, actor())
    query = read_query(PAGING)
    return listed_from_memory(reading.deadlines(found), query)


@operation(
    blueprint, "/complaints/<ref>/deadlines/<kind>", "explainDeadline",
    gives("Reckoning", 404, filters=ITEM),
)
@open_to("signed_in")
def deadline(ref: str, kind: str) -> Response:
    """Tell how the date of a deadline was counted, day by day."""
    found = reading.seen(ref, actor())
    return told(reckoning(found, kind, read_query(ITEM).get("item", "")))


@operation(blueprint, "/complaints/<ref>/reviewers", "listReviewers", lists("Reviewer", 404))
@open_to("signed_in")
def reviewers_of(ref: str) -> Response:
    """List who may review it at stage 2, who may not and why, and what to think of before."""
    found = reading.seen(ref, actor())
    query = read_query(PAGING)
    return listed_from_memory([reviewer_json(one) for one in reviewers(found)], query)


@operation(blueprint, "/remedies", "listRemedies", lists("Remedy", filters=DUTIES))
@open_to("signed_in")
def remedies() -> Response:
    """List the remedies of the complaints that you may see."""
    return _duties("remedy")


@operation(blueprint, "/obligations", "listObligations", lists("Obligation", filters=DUTIES))
@open_to("signed_in")
def obligations() -> Response:
    """List what the Ombudsmen asked on the complaints that you may see."""
    return _duties("obligation")


def _duties(kind: str) -> Response:
    query = read_query({**PAGING, **DUTIES})
    wanted = WantedDuties(**{name: query[name] for name in DUTIES if name in query})
    page = reading.duties(kind, wanted, actor(), **_place(query, str, str))
    return listed(page.items, page.after)
