"""How contacts, people, remedies, causes and corrections change a complaint."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event
from complaints_service.domain.london import london_date, read_date, read_instant
from complaints_service.domain.parts import ContactLimit, Correction, Lesson
from complaints_service.domain.sealing import Sealed, sealed, surely_sealed

from .letters import left_at
from .reading import a_person, a_remedy, the_adjustments


def contact_recorded(complaint: Complaint, event: Event) -> Complaint:
    """A contact was noted; one from us keeps the update that was promised before it."""
    promised = read_date(event.data["update_by"])
    kept = complaint.promised_updates
    if event.data["direction"] == "out":
        kept = ()
    return replace(
        complaint,
        promised_updates=(*kept, promised) if promised else kept,
        last_contact_on=max(london_date(event.occurred_at),
                            complaint.last_contact_on or date.min),
    )


def adjustments_set(complaint: Complaint, event: Event) -> Complaint:
    """The reasonable adjustments agreed (HO 5.10)."""
    return replace(complaint, adjustments=the_adjustments(event),
                   vulnerability=sealed(event.data["vulnerability"]))


def representative_set(complaint: Complaint, event: Event) -> Complaint:
    """Who speaks for the complainant."""
    given = event.data["representative"]
    return replace(complaint, representative=None if given is None else a_person(given))


def complainants_set(complaint: Complaint, event: Event) -> Complaint:
    """Who complains."""
    return replace(
        complaint, complainants=tuple(a_person(one) for one in event.data["complainants"])
    )


def remedy_offered(complaint: Complaint, event: Event) -> Complaint:
    """A remedy was offered (HO 5.13: at any stage)."""
    return replace(complaint, remedies=(*complaint.remedies, a_remedy(event.data["remedy"])))


def _with_remedy(complaint: Complaint, n: int, **changes: Any) -> Complaint:
    remedies = tuple(replace(one, **changes) if one.n == n else one for one in complaint.remedies)
    return replace(complaint, remedies=remedies)


def remedy_reply_recorded(complaint: Complaint, event: Event) -> Complaint:
    """What the complainant said; accepting is never a condition of anything."""
    return _with_remedy(complaint, event.data["n"], status=event.data["reply"])


def remedy_date_changed(complaint: Complaint, event: Event) -> Complaint:
    """A new date was told."""
    due_on = date.fromisoformat(event.data["due_on"])
    return _with_remedy(
        complaint, event.data["n"], due_on=due_on, told_at=left_at(complaint, event)
    )


def remedy_handed_over(complaint: Complaint, event: Event) -> Complaint:
    """Somebody else sees to a remedy."""
    return _with_remedy(complaint, event.data["n"], owner=event.data["owner"])


def remedy_completed(complaint: Complaint, event: Event) -> Complaint:
    """A remedy was done."""
    return _with_remedy(
        complaint,
        event.data["n"],
        status="done",
        done_at=event.occurred_at,
        evidence=surely_sealed(event.data["evidence"]),
    )


def remedy_found_undeliverable(complaint: Complaint, event: Event) -> Complaint:
    """A remedy cannot be delivered; another is offered (LGSCO 7.4)."""
    return _with_remedy(complaint, event.data["n"], status="undeliverable")


def cause_recorded(complaint: Complaint, event: Event) -> Complaint:
    """What lay behind it."""
    return replace(complaint, cause=event.data["cause"])


def lesson_added(complaint: Complaint, event: Event) -> Complaint:
    """What was learnt."""
    data = event.data
    lesson = Lesson(sealed(data["summary"]), data["improvement"], sealed(data["none_because"]))
    return replace(complaint, lessons=(*complaint.lessons, lesson))


def access_restricted(complaint: Complaint, event: Event) -> Complaint:
    """Only the people listed may see it; an empty list lifts it."""
    people = tuple(event.data["people"])
    return replace(complaint, restricted=bool(people), access=people)


def complained_of_recorded(complaint: Complaint, event: Event) -> Complaint:
    """These members of staff are complained of."""
    return replace(complaint, complained_of=tuple(event.data["people"]))


def contact_restricted(complaint: Complaint, event: Event) -> Complaint:
    """A restriction on contact, with its review date."""
    data = event.data
    limit = ContactLimit(
        surely_sealed(data["restriction"]),
        surely_sealed(data["reason"]),
        date.fromisoformat(data["review_on"]),
    )
    return replace(complaint, contact_limits=(*complaint.contact_limits, limit))


def fact_corrected(complaint: Complaint, event: Event) -> Complaint:
    """A fact was put right: both values stay visible and the clocks follow."""
    data = event.data
    note = Correction(
        field=data["field"],
        old=_value(data["old"]),
        new=_value(data["new"]),
        reason=surely_sealed(data["reason"]),
        corrected_at=event.occurred_at,
    )
    changed = replace(complaint, corrections=(*complaint.corrections, note))
    return _with_fact(changed, data["field"], data["new"], data.get("codes"))


def _value(given: Any) -> str | Sealed | None:
    if isinstance(given, dict):
        return Sealed(given["sha256"])
    return None if given is None else str(given)


def _with_fact(complaint: Complaint, field: str, new: Any, codes: list[str] | None) -> Complaint:
    if field == "received_at":
        moment = read_instant(new)
        day = london_date(moment)
        return replace(
            complaint,
            received_at=moment,
            received_on=day,
            first_contact_at=min(complaint.first_contact_at, moment),
            stage_1=replace(complaint.stage_1, started_on=day),
        )
    if field == "requested_at":
        moment = read_instant(new)
        stage_2 = replace(
            complaint.stage_2, requested_at=moment, started_on=london_date(moment)
        )
        return replace(complaint, stage_2=stage_2)
    if field == "first_contact_at":
        return replace(complaint, first_contact_at=read_instant(new))
    if field in ("issue_on", "aware_on"):
        return replace(complaint, **{field: read_date(new)})  # type: ignore[arg-type]
    if field in ("description", "contractor"):
        return replace(complaint, **{field: sealed(new)})  # type: ignore[arg-type]
    changed = replace(complaint, **{field: new})
    return changed if codes is None else replace(changed, codes=tuple(codes))
