"""In what order things may have happened: nothing before what it follows, nothing yet to come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from complaints_service.domain.commands.registry import Command
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.facts import current_stage
from complaints_service.domain.refusals import Refusal

from .context import Context
from .wording import not_before

Earlier = tuple[datetime | None, str]


def check_order(command: Command, complaint: Complaint, context: Context) -> None:
    """Refuse (`date_order`) what lies in the future, before what it follows, or before this
    complaint's latest record by a clock that was set back."""
    last = complaint.last_recorded_at
    if last is not None and context.now < last:
        raise Refusal("date_order", f"the clock says {context.now.isoformat()}, before this "
                      f"complaint's latest record at {last.isoformat()}; set the clock right")
    if context.occurred_at > context.now:
        raise Refusal("date_order", f"'occurred_at' is {context.occurred_at.isoformat()}, which "
                      "has not come yet; give the time it happened", field="occurred_at")
    earlier, name = FOLLOWS.get(command.name, _receipt)(complaint)
    if earlier is not None:
        not_before(context.occurred_at, earlier, "occurred_at", name)


def _receipt(complaint: Complaint) -> Earlier:
    return complaint.received_at, "the complaint was received"


def _first_contact(complaint: Complaint) -> Earlier:
    return complaint.first_contact_at, "the first contact"


def _acknowledgement(complaint: Complaint) -> Earlier:
    stage = current_stage(complaint)
    record = complaint.stage_record(stage)
    moment = _issued(complaint, record.ack_letter) or record.acknowledged_at
    return (moment, f"stage {stage} was acknowledged") if moment else _began(complaint)


def _began(complaint: Complaint) -> Earlier:
    """The stage under way began with the receipt, or with the request for stage 2."""
    if current_stage(complaint) == 1:
        return _receipt(complaint)
    return complaint.stage_2.requested_at, "stage 2 was asked for"


def _answer(complaint: Complaint) -> Earlier:
    """A letter counts from when it was issued: the post may still have it."""
    record = complaint.stage_1
    moment = _issued(complaint, record.response_letter) or record.responded_at
    return (moment, "the stage 1 response") if moment else _receipt(complaint)


def _issued(complaint: Complaint, letter_id: str | None) -> datetime | None:
    letter = complaint.letter(letter_id)
    return None if letter is None else letter.issued_at


FOLLOWS: Mapping[str, Callable[[Complaint], Earlier]] = {
    # What was said before it became a complaint may still be put on file.
    "record_contact": _first_contact,
    "open_hazard": _first_contact,
    "record_hazard_step": _first_contact,
    "extend": _acknowledgement,
    "respond_stage_1": _acknowledgement,
    "respond_stage_2": _acknowledgement,
    "reissue_response": _answer,
    "request_stage_2": _answer,
    "acknowledge_stage_2": _began,
    "decline_stage_2": _began,
}
"""What each command follows; all others follow the receipt."""
