"""What managers come for: what is due, what waits for approval, what was learnt."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound

from complaints_service.services import edition_board, improvement_board
from complaints_service.services.improvements import READERS
from complaints_service.services.waiting_drafts import waiting_drafts
from complaints_service.web.access import actor, for_role
from complaints_service.web.pages import page

blueprint = Blueprint("manager", __name__, url_prefix="/manager")

LISTS = {
    "overdue": "Overdue",
    "soon": "Due within two weeks",
    "mine": "Mine to do",
    "to-check": "Effect to check",
    "to-tell": "Done, public not told",
    "proposed": "Words to approve",
    "planned": "All under way",
    "published": "Published",
    "done": "Done",
    "dropped": "Given up",
    "all": "All",
}
OVERVIEW = ("overdue", "soon", "mine", "to-check", "to-tell", "proposed")
ALARMS = frozenset({"overdue"})
_SEES = tuple(sorted(READERS - {"system"}))


@blueprint.get("/")
@for_role(*_SEES)
@page("manager-overview")
def overview() -> str:
    """Show what waits for this manager."""
    by = actor()
    counted = improvement_board.counts(by)
    return render_template(
        "manager/overview.html", counts=_counts(counted, OVERVIEW),
        lessons=improvement_board.without_lesson(by, most=10),
        editions=edition_board.waiting_editions(by), drafts=waiting_drafts(by),
    )


@blueprint.get("/improvements")
@for_role(*_SEES)
@page("manager-improvements")
def improvements() -> str:
    """List improvements by what is asked of them."""
    by, sort = actor(), request.args.get("show", "planned")
    if sort not in LISTS:
        raise NotFound
    number = request.args.get("page", 1, type=int)
    shown = improvement_board.board(sort, by, number=min(max(number, 1), 100_000))
    return render_template(
        "manager/improvements.html", sort=sort, heading=LISTS[sort], board=shown,
        counts=_counts(improvement_board.counts(by), tuple(LISTS), current=sort),
    )


@blueprint.get("/lessons")
@for_role(*_SEES)
@page("manager-lessons")
def lessons() -> str:
    """List the answers that found fault and from which nothing was recorded yet."""
    return render_template("manager/lessons.html",
                           lessons=improvement_board.without_lesson(actor()))


def _counts(
    counted: dict[str, int], shown: tuple[str, ...], current: str = ""
) -> list[dict[str, object]]:
    return [
        {"number": counted[key], "label": LISTS[key], "current": key == current,
         "href": f"/manager/improvements?show={key}", "alarm": key in ALARMS and counted[key] > 0}
        for key in shown
    ]
