"""Says what was done: how the letter went, and what comes next by when."""

from __future__ import annotations

from collections.abc import Sequence

from complaints_service import clock
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import next_due
from complaints_service.domain.london import london_date
from complaints_service.domain.parts import LetterRecord
from complaints_service.services import reading
from complaints_service.services.errors import NotFound
from complaints_service.services.handle import Written
from complaints_service.services.rules_in_use import rules
from complaints_service.web import shown
from complaints_service.web.complaint.action_form import Action

WENT = {
    "email": "is on its way by email",
    "portal": "is in their online account",
    "post": "is ready to print and post; record the day it leaves",
    "hand": "is ready to print and hand over; record the day it leaves",
}
OUTSIDE = "is on file as sent by other means"
NO_LETTER = "is on file"


def told(action: Action, written: Written) -> str:
    """Return the notice for the next page; nothing personal stands in it."""
    try:
        after = reading.seen(written.ref, action.by)
    except NotFound:  # restricted to other people just now
        return "This is done."
    new = after.letters[len(action.complaint.letters):] if after.ref == action.complaint.ref else ()
    done = action.words.done.replace("{went}", _went(new)) or "This is done."
    # The clock that only waits for this letter to leave is no next thing to write.
    if new and new[-1].awaiting_post:
        return done
    return " ".join(one for one in (done, _next(after)) if one)


def _went(new: Sequence[LetterRecord]) -> str:
    if not new:
        return NO_LETTER
    return OUTSIDE if new[-1].outside else WENT[new[-1].send_by]


def _next(after: Complaint) -> str:
    due = next_due(after, rules())
    if due is None:
        return ""
    what = shown.words(due.kind, "deadlines")
    next_thing = f"Next: {what[:1].lower()}{what[1:]}"
    if due.due_on and due.due_on < london_date(clock.now()):
        return f"{next_thing}; it was due on {shown.day(due.due_on)}."
    return f"{next_thing} by {shown.day(due.due_on)}."
