"""Who has how much to do; each number opens exactly its list."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound

from complaints_service.services import duties, worklist
from complaints_service.services import workload as found
from complaints_service.services.rules_in_use import rules
from complaints_service.web.access import actor, for_role
from complaints_service.web.pages import page

blueprint = Blueprint("manager_workload", __name__, url_prefix="/manager/workload")

SEES = ("manager", "officer", "auditor")
CASELOAD = frozenset({"officer", "auditor"})
LIST = "/manager/workload/list"
HEADINGS = {"open": "Open", "week": "Due this week", "overdue": "Overdue",
            "contributions": "Waiting for others", "unassigned": "With nobody"}


@blueprint.get("")
@for_role(*SEES)
@page("manager-workload")
def workload() -> str:
    """Show both tables, and what lies with people who cannot work on it."""
    by = actor()
    return render_template("manager/workload.html", load=found.workload(by), to_list=_address,
                           groups=found.COUNTED, headings=HEADINGS,
                           left=duties.left_behind(by)[:50])


@blueprint.get("/list")
@for_role(*SEES)
@page("manager-workload-list")
def one_list() -> str:
    """Show one of the lists that are counted."""
    by, group = actor(), request.args.get("group", "open")
    handler, service = request.args.get("handler"), request.args.get("service")
    names = dict(worklist.holders(by))
    known = {term.key: term.label for term in rules().vocabularies["services"]}
    if group not in HEADINGS or (service and service not in known) or (
            handler and handler not in names and handler != by.id):
        raise NotFound
    narrowed = worklist.Narrowed(group=group, handler=handler or None, service=service or None)
    number = request.args.get("page", 1, type=int)
    listed = worklist.listed(narrowed, by, page=min(max(number, 1), 100_000))
    whose = " and ".join(part for part in (
        names.get(handler or "", by.name if handler == by.id else ""),
        known.get(service or "", "")) if part)
    return render_template("manager/workload_list.html", listed=listed, heading=HEADINGS[group],
                           whose=whose, address=_list(group, handler, service))


def _address(group: str, handler: str = "", service: str = "") -> str:
    """Where the list of a number is: in the caseload for who works there, else here."""
    by = actor()
    if not by.roles & CASELOAD:
        return _list(group, handler, service)
    holder = "me" if handler == by.id else handler
    return "/officer/?" + _query(group, holder, service)


def _list(group: str, handler: str | None, service: str | None) -> str:
    return f"{LIST}?{_query(group, handler, service)}"


def _query(group: str, handler: str | None, service: str | None) -> str:
    given = {"group": group, "handler": handler, "service": service}
    return urlencode({name: value for name, value in given.items() if value})
