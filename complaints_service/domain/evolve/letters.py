"""How a letter, and the day it left, move the clocks that wait for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event
from complaints_service.domain.parts import LetterRecord, StageRecord

AT_ONCE = frozenset({"email", "portal"})


def recorded(complaint: Complaint, event: Event) -> Complaint:
    """The complaint with one event more, and the letter that the event issued, if any."""
    return replace(
        complaint,
        version=event.seq,
        last_recorded_at=event.recorded_at,
        letters=complaint.letters + letters_of(event),
    )


def letters_of(event: Event) -> tuple[LetterRecord, ...]:
    """The letter that the event issued, if any, and its copies to the others of a group. Email and
    portal leave at once, and so did a letter sent by other means; post and hand wait for
    `record_dispatch`."""
    given = event.data.get("letter")
    if given is None:
        return ()
    gone = given["send_by"] in AT_ONCE or given["outside"]
    letter = LetterRecord(
        id=given["id"],
        kind=given["kind"],
        stage=given["stage"],
        send_by=given["send_by"],
        issued_at=event.letter_made_at,
        sha256=given["sha256"],
        template=given["template"],
        template_version=given["template_version"],
        outside=given["outside"],
        dispatched_at=event.letter_made_at if gone else None,
        despite_adjustment=event.data.get("despite_adjustment") is not None,
    )
    return letter, *(_copy(letter, one) for one in given.get("copies", ()))


def _copy(letter: LetterRecord, given: Mapping[str, Any]) -> LetterRecord:
    return replace(
        letter, id=given["id"], send_by=given["send_by"], sha256=given["sha256"],
        dispatched_at=letter.issued_at if given["send_by"] in AT_ONCE else None,
        copy_of=letter.id, person=given["person"],
    )


def letter_id(event: Event) -> str | None:
    """The id of the letter that the event issued."""
    given = event.data.get("letter")
    return None if given is None else str(given["id"])


def left_at(complaint: Complaint, event: Event) -> datetime | None:
    """When the event's letter left: None while it, or a copy of it, waits for the post.

    An event without a letter (an imported answer) counts from when it happened.
    """
    issued = letter_id(event)
    return event.occurred_at if issued is None else _all_left(complaint, issued)


def _all_left(complaint: Complaint, letter: str) -> datetime | None:
    """The moment at which the last of a letter and its copies left; None before."""
    moments = [one.dispatched_at for one in complaint.letters
               if letter in (one.id, one.copy_of)]
    gone = [one for one in moments if one is not None]
    return max(gone) if gone and len(gone) == len(moments) else None


def dispatched(complaint: Complaint, event: Event) -> Complaint:
    """A printed letter left: stop each clock that waited for it, once its last copy has left."""
    letters = tuple(
        replace(one, dispatched_at=event.occurred_at) if one.id == event.data["letter_id"] else one
        for one in complaint.letters
    )
    complaint = replace(complaint, letters=letters)
    one_of = complaint.letter(event.data["letter_id"])
    gone = event.data["letter_id"] if one_of is None else one_of.copy_of or one_of.id
    moment = _all_left(complaint, gone)
    return complaint if moment is None else _told(complaint, gone, moment)


def _told(complaint: Complaint, gone: str, moment: datetime) -> Complaint:
    extensions = tuple(
        replace(one, told_at=one.told_at or moment) if one.letter == gone else one
        for one in complaint.extensions
    )
    return replace(
        complaint,
        extensions=extensions,
        stage_1=_stopped(complaint.stage_1, gone, moment),
        stage_2=_stopped(complaint.stage_2, gone, moment),
        remedies=tuple(
            replace(one, told_at=one.told_at or moment)
            if gone in (complaint.stage_1.response_letter, complaint.stage_2.response_letter)
            else one
            for one in complaint.remedies
        ),
    )


def _stopped(record: StageRecord, gone: str, moment: datetime) -> StageRecord:
    if record.ack_letter == gone:
        record = replace(record, acknowledged_at=record.acknowledged_at or moment)
    if record.response_letter == gone:
        record = replace(record, responded_at=record.responded_at or moment)
    return record
