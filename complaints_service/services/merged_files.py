"""The file of a complaint with those merged into it: what is theirs is shown with the one that
goes on, and stays theirs, so that taking them apart again loses nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from complaints_service.domain.complaint import Complaint
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.queries.file_lists import payloads

from .actors import Actor
from .visibility import may_see

MERGED_FROM = "merged_from"
MOST = 50
"""Nobody merges more into one; a ring of references ends here too."""


@dataclass(frozen=True)
class MergedContact:
    """A contact that was merged into another: its day, how it came and what was said."""

    ref: str
    received_on: date
    channel: str
    said: str | None


def merged_into(complaint: Complaint, by: Actor) -> tuple[Complaint, ...]:
    """Return the contacts merged into a complaint, and into those, as far as the actor may see
    them, in the order in which they were merged."""
    found: dict[str, Complaint] = {}
    waiting = _refs(complaint)
    while waiting and len(found) < MOST:
        ref = waiting.pop(0)
        one = None if ref in found or ref == complaint.ref else load(db.session(), ref)
        if one is not None and may_see(by, one):
            found[ref] = one
            waiting += _refs(one)
    return tuple(found.values())


def _refs(complaint: Complaint) -> list[str]:
    return [one.ref for one in complaint.links if one.kind == MERGED_FROM]


def whole_file(complaint: Complaint, by: Actor) -> tuple[str, ...]:
    """Return the references whose letters and documents belong to a complaint: its own first."""
    return (complaint.ref, *(one.ref for one in merged_into(complaint, by)))


def merged_contacts(complaint: Complaint, by: Actor) -> tuple[MergedContact, ...]:
    """Return what is shown of each contact merged into a complaint."""
    merged = merged_into(complaint, by)
    texts = payloads([one.ref for one in merged]) if merged else {}
    return tuple(_shown(one, texts) for one in merged)


def _shown(one: Complaint, texts: Mapping[str, str]) -> MergedContact:
    said = texts.get(one.description.sha256) if one.description else None
    return MergedContact(one.ref, one.received_on, one.channel,
                         None if said is None else str(json.loads(said)))


def goes_on_as(complaint: Complaint) -> str | None:
    """Return the reference under which a merged contact is answered; None where it is not merged.
    """
    if complaint.state.value != "merged":
        return None
    return next((one.ref for one in complaint.links if one.kind == "merged_into"), None)
