"""How questions to colleagues and contractors, and their answers, change a complaint."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.contributions import Contribution
from complaints_service.domain.events import Event
from complaints_service.domain.london import read_date
from complaints_service.domain.sealing import sealed, surely_sealed


def requested(complaint: Complaint, event: Event) -> Complaint:
    """Somebody was asked for what they know."""
    data = event.data
    due_on = read_date(data["due_on"])
    if due_on is None:
        raise ValueError("a contribution is always asked for by a day")
    person = data["person"]
    asked = Contribution(
        n=data["n"],
        to=data["to"],
        question=surely_sealed(data["question"]),
        due_on=due_on,
        asked_by=event.actor,
        asked_at=event.occurred_at,
        stage=data["stage"],
        person=None if person is None else surely_sealed(person["details"]),
        points=tuple(data["points"]),
        show_complainant=data["show_complainant"],
    )
    return replace(complaint, contributions=(*complaint.contributions, asked))


def contributed(complaint: Complaint, event: Event) -> Complaint:
    """What they know is on file."""
    data = event.data
    return _with(complaint, data["n"], answered_at=event.occurred_at, answered_by=event.actor,
                 text=sealed(data["text"]), documents=tuple(data["documents"]))


def withdrawn(complaint: Complaint, event: Event) -> Complaint:
    """The question was taken back."""
    return _with(complaint, event.data["n"], withdrawn_at=event.occurred_at)


def _with(complaint: Complaint, n: int, **changes: Any) -> Complaint:
    return replace(complaint, contributions=tuple(
        replace(one, **changes) if one.n == n else one for one in complaint.contributions
    ))
