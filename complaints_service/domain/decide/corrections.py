"""Which facts can be corrected, and what their right values may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.london import instant_on, london_date, write_instant
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import Private, Sealed

from .context import Context
from .people import lead_complainant
from .points import proposed_ombudsman
from .wording import known_term, not_before, not_future

Corrected = tuple[Any, Any, list[str] | None]
VOCABULARY = {"service": "services", "category": "categories", "channel": "channels"}


def corrected(
    complaint: Complaint, field: str, value: str | None, context: Context
) -> Corrected:
    """Old value, new value as the event holds them, and the Codes where they follow the service.

    Raises InvalidData for a value that is none, Refusal `date_order` for an impossible one.
    """
    return _BY_FIELD[field](complaint, field, value, context)


def _moment(complaint: Complaint, field: str, value: str | None, context: Context) -> Corrected:
    old: datetime | None = (
        complaint.stage_2.requested_at if field == "requested_at" else getattr(complaint, field)
    )
    if old is None:
        raise InvalidData("field", f"'field' is '{field}', which this complaint has not; choose "
                          "a fact that is on file")
    new = _read_moment(value, context)
    if new > context.now:
        not_future(london_date(new), context.today, "value")
        raise Refusal("date_order", "'value' is later than now; give an earlier time",
                      field="value")
    _in_order(complaint, field, new)
    return write_instant(old), write_instant(new), None


def _in_order(complaint: Complaint, field: str, new: datetime) -> None:
    if field == "requested_at":
        answered = complaint.stage_1.responded_at
        if answered is not None:
            not_before(new, answered, "value", "the stage 1 response")
        followed, name = complaint.stage_2.acknowledged_at, "stage 2 was acknowledged"
    elif field == "received_at":
        followed, name = complaint.stage_1.acknowledged_at, "it was acknowledged"
    else:
        followed, name = complaint.received_at, "it was received"
    if followed is not None and london_date(new) > london_date(followed):
        raise Refusal("date_order", f"'value' is {london_date(new).isoformat()}, after {name} on "
                      f"{london_date(followed).isoformat()}; give that day or an earlier one",
                      field="value")


def _read_moment(value: str | None, context: Context) -> datetime:
    try:
        if value is not None and len(value) == len("2026-11-23"):
            return instant_on(date.fromisoformat(value), not_after=context.now) if (
                date.fromisoformat(value) <= context.today
            ) else datetime.fromisoformat(f"{value}T12:00:00+00:00")
        moment = datetime.fromisoformat(value or "")
    except ValueError:
        raise _bad(value, "a date such as 2026-03-02, or an instant with its offset") from None
    if moment.tzinfo is None:
        raise _bad(value, "an instant with its offset, such as 2026-03-02T09:30:00Z")
    return moment


def _bad(value: str | None, wanted: str) -> InvalidData:
    return InvalidData("value", f"'value' is '{value or ''}'; give {wanted}")


def _day(complaint: Complaint, field: str, value: str | None, context: Context) -> Corrected:
    old: date | None = getattr(complaint, field)
    if value is None:
        return None if old is None else old.isoformat(), None, None
    try:
        new = date.fromisoformat(value)
    except ValueError:
        raise _bad(value, "a date such as 2026-03-02") from None
    not_future(new, context.today, "value")
    return None if old is None else old.isoformat(), new.isoformat(), None


def _term(complaint: Complaint, field: str, value: str | None, context: Context) -> Corrected:
    new = known_term(context.rules, VOCABULARY[field], value or "", "value", context.today)
    codes: list[str] | None = None
    if field == "service" and not complaint.points and not complaint.codes_fixed:
        person = lead_complainant(complaint)
        codes = [proposed_ombudsman(context.rules, new, person.tenure if person else None)]
    return getattr(complaint, field), new, codes


def _words(complaint: Complaint, field: str, value: str | None, context: Context) -> Corrected:
    if not (value or "").strip():
        raise _bad(value, "the right words")
    old: Sealed | None = getattr(complaint, field)
    return None if old is None else {"sha256": old.sha256}, Private((value or "").strip()), None


_BY_FIELD: Mapping[str, Callable[[Complaint, str, str | None, Context], Corrected]] = {
    "received_at": _moment,
    "first_contact_at": _moment,
    "requested_at": _moment,
    "issue_on": _day,
    "aware_on": _day,
    "service": _term,
    "category": _term,
    "channel": _term,
    "contractor": _words,
    "description": _words,
}
