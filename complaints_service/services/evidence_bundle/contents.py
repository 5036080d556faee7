"""Gathers an evidence bundle from a complaint's file: what is in it, what is not, what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.evidence_gaps import Gap, gaps_of
from complaints_service.domain.rules import Rules
from complaints_service.persistence.queries import case_file as asked
from complaints_service.services.case_export import StoredCase, case_document, stored_case
from complaints_service.services.errors import FieldError, InvalidCommand
from complaints_service.services.reading import today
from complaints_service.services.rules_in_use import rules
from complaints_service.services.timeline import Entry, timeline
from complaints_service.services.view_parts import Json

from .items import Item, digests_in, items_of
from .marks import marked

MADE = frozenset({"bundle_made"})
"""Not told in a bundle, so that the same file makes the same bundle again."""


@dataclass(frozen=True)
class Wanted:
    """For which case and request of an Ombudsman it is made, and what is left out, with why."""

    ombudsman: str | None = None
    request: int | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Bundle:
    """Everything that a bundle holds, as it stands on the London date `on`."""

    case: StoredCase
    wanted: Wanted
    items: tuple[Item, ...]
    gaps: tuple[Gap, ...]
    chronology: tuple[Entry, ...]
    view: Json
    deadlines: tuple[Json, ...]
    document: Json
    law: tuple[str, ...]
    on: date
    service: str = ""
    """The label of the complaint's service."""

    @property
    def ref(self) -> str:
        """The complaint's reference."""
        return self.case.complaint.ref

    @property
    def inside(self) -> tuple[Item, ...]:
        """What is in it."""
        return tuple(one for one in self.items if not one.left_out)

    @property
    def outside(self) -> tuple[Item, ...]:
        """What is left out of it."""
        return tuple(one for one in self.items if one.left_out)


def gather(complaint: Complaint, wanted: Wanted) -> Bundle:
    """Gather the bundle of a complaint that the actor may see.

    Raises `InvalidCommand` where `wanted` names a case, a request or an item that is not there, or
    leaves something out without a reason.
    """
    in_use, on = rules(), today()
    whole = _without_bundles(stored_case(complaint))
    items = items_of(whole, wanted.left_out, in_use)
    _refuse_unknown(complaint, wanted, items)
    gone = {one.key: one.left_out for one in items if one.left_out}
    case = _withheld(replace(whole, left_out=gone))
    document = case_document(case)
    names = {key: one.name for key, one in case.people.items()}
    return Bundle(
        case=case,
        wanted=wanted,
        items=marked(items, whole, _public(complaint, in_use)),
        gaps=(*gaps_of(complaint, case.events, in_use, on), *_not_in_it(items)),
        chronology=timeline(case.events, case.letters, (), in_use, case.private, names),
        view=document["complaint"],
        deadlines=tuple(document["deadlines"]),
        document=document,
        law=_law(complaint, in_use),
        on=on,
        service=_label(complaint.service, in_use),
    )


def _public(complaint: Complaint, in_use: Rules) -> Iterator[str]:
    """What everybody may know: how to reach the council and the Ombudsmen."""
    for code in in_use.codes.values():
        yield from (code.ombudsman.address, code.ombudsman.telephone, code.ombudsman.email)
    for value in asked.organisation_settings(complaint.organisation).values():
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, str):
                yield one


def _label(service: str, in_use: Rules) -> str:
    services = in_use.vocabularies["services"]
    return services.get(service).label if service in services else service


def _without_bundles(case: StoredCase) -> StoredCase:
    rows = tuple(one for one in case.rows if one.type not in MADE)
    before = replace(case.complaint, version=rows[-1].seq, last_recorded_at=rows[-1].recorded_at)
    return replace(case, rows=rows, complaint=before)


def _refuse_unknown(complaint: Complaint, wanted: Wanted, items: tuple[Item, ...]) -> None:
    faults: list[FieldError] = []
    case = complaint.ombudsman_case(wanted.ombudsman or "")
    if wanted.ombudsman is not None and case is None:
        faults.append(FieldError("ombudsman", "unknown", f"'ombudsman' is '{wanted.ombudsman}', "
                                 "which is no case on this complaint; choose one of its cases"))
    if wanted.request is not None and (case is None or case.request(wanted.request) is None):
        faults.append(FieldError("request", "unknown", f"'request' is {wanted.request}, which is "
                                 "no request of that case; choose one of its requests"))
    known = {one.key for one in items}
    for key, why in wanted.left_out.items():
        if key not in known:
            faults.append(FieldError("left_out", "unknown", f"'left_out' names '{key}', which is "
                                     "nothing in this bundle; choose from its items"))
        elif not why.strip():
            faults.append(FieldError("left_out", "blank", f"'left_out' gives no reason for '{key}'"
                                     "; say why it is left out"))
    if faults:
        raise InvalidCommand(faults)


def _withheld(case: StoredCase) -> StoredCase:
    """The case without the words of what is left out, wherever they would be told."""
    gone: set[str] = set()
    for event in case.events:
        if f"event:{event.seq}" in case.left_out:
            gone.update(digests_in(event.data))
    for one in case.complaint.documents:
        if f"document:{one.id}" in case.left_out and one.description is not None:
            gone.add(one.description.sha256)
    told = {digest: value for digest, value in case.private.items() if digest not in gone}
    return replace(case, private=told)


def _not_in_it(items: tuple[Item, ...]) -> tuple[Gap, ...]:
    return tuple(Gap("document", f"{one.title}: {one.left_out}", one.on)
                 for one in items if one.kind == "document" and one.fixed)


def _law(complaint: Complaint, in_use: Rules) -> tuple[str, ...]:
    """The rules that the complaint ran under, each with its edition."""
    codes = [in_use.codes[edition] for key, edition in sorted(complaint.rules.code_editions.items())
             if key in complaint.codes]
    said = [f"{one.title}, edition {one.edition}, in force from {one.in_force_from.isoformat()}"
            for one in codes]
    said.append(f"Complaints procedure of the council: {complaint.rules.workflow}")
    said.append("Working days of England and Wales: calendar "
                f"{complaint.rules.calendar_version}")
    laws = {one.edition for one in complaint.hazards if one.edition in in_use.hazards}
    said += [f"{in_use.hazards[one].title}, {in_use.hazards[one].law}" for one in sorted(laws)]
    return tuple(said)
