"""How another calendar changes a complaint, and how the dates that it moved are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event
from complaints_service.domain.london import read_date
from complaints_service.domain.parts import DateToTell
from complaints_service.domain.recounting import moved

from .letters import left_at, letter_id

Change = Callable[[Complaint, Event], Complaint]


def rules_moved(complaint: Complaint, event: Event) -> Complaint:
    """The complaint runs under another calendar from now on, by a recorded act.

    Letters that name a date which this moves have to be put right.
    """
    letters = event.data.get("letters", ())
    told = tuple(
        DateToTell(
            kind=one["kind"],
            was=date.fromisoformat(one["before"]),
            now=read_date(one["after"]),
            letters=tuple(each["id"] for each in letters if each["kind"] == one["kind"]),
            tell_by=date.fromisoformat(event.data["tell_by"]),
        )
        for one in event.data.get("dates", ())
        if one["kind"] in {each["kind"] for each in letters}
    )
    now = {one["kind"]: read_date(one["after"]) for one in event.data.get("dates", ())}
    # What waits to be told from before is told as the date stands now.
    standing = tuple(
        replace(one, now=now[one.kind]) if one.kind in now and one.told_at is None else one
        for one in complaint.dates_to_tell if one.kind not in {each.kind for each in told}
    )
    return replace(
        moved(complaint, event.data["calendar_version"]), dates_to_tell=(*standing, *told)
    )


def new_date_told(complaint: Complaint, event: Event) -> Complaint:
    """The complainant was told the dates that a new calendar gave."""
    return telling_dates(complaint, event)


def telling_dates(complaint: Complaint, event: Event) -> Complaint:
    """The event's letter tells the dates that were moved, once it has left."""
    letter, left = letter_id(event), left_at(complaint, event)
    return replace(complaint, dates_to_tell=tuple(
        replace(one, letter=letter, told_at=left)
        if one.told_at is None else one
        for one in complaint.dates_to_tell
    ))


def telling(change: Change) -> Change:
    """The change, whose letter names the dates as they stand now: nobody need tell them again."""
    return lambda complaint, event: telling_dates(change(complaint, event), event)
