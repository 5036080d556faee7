"""What a letter is filled from, and the parts of a complaint as a letter tells them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.decide.people import recipient
from complaints_service.domain.events import Event, LetterPlan
from complaints_service.domain.evolve.stages import disputed_points
from complaints_service.domain.letter_facts import (
    ActionFacts,
    OmbudsmanDetails,
    OrganisationFacts,
    PointFacts,
    RemedyFacts,
)
from complaints_service.domain.london import london_date
from complaints_service.domain.parts import Person, Point, Remedy
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import Sealed
from complaints_service.domain.vocabularies import Vocabulary


@dataclass(frozen=True)
class Sheet:
    """What a letter is filled from: the complaint before and after, and what may be read."""

    before: Complaint | None
    after: Complaint
    event: Event
    plan: LetterPlan
    rules: Rules
    reveal: Callable[[Sealed | None], Any]
    organisation: OrganisationFacts
    handler: tuple[str, str]
    """Name and email of the stage's handler; for the acknowledgement only."""
    copy_for: str | None = None
    """Whom of a group a copy is for, by id; None for the letter itself."""

    @property
    def stage(self) -> int:
        """1 or 2; a letter of neither counts as stage 1."""
        return self.plan.stage or 1

    @property
    def person(self) -> Person | None:
        """Whom it is written to; nobody for an anonymous complaint."""
        if self.copy_for is None:
            return recipient(self.after, self.sent_on)
        return next((one for one in self.after.complainants if one.id == self.copy_for), None)

    @property
    def sent_on(self) -> date:
        """The London date of the letter."""
        return london_date(
            self.event.occurred_at if self.plan.outside else self.event.recorded_at
        )


def words(sheet: Sheet, value: Sealed | None) -> str:
    """The words behind a digest; nothing where they were never given, or were erased."""
    return str(sheet.reveal(value) or "")


def _vocabulary(sheet: Sheet, name: str) -> Vocabulary:
    return sheet.rules.vocabularies[name]


def label(sheet: Sheet, vocabulary: str, key: str | None) -> str:
    """The label of a vocabulary's key; nothing for no key."""
    return _vocabulary(sheet, vocabulary).get(key).label if key else ""


def term(sheet: Sheet, vocabulary: str, key: str | None) -> tuple[str, str]:
    """The label of a key, and where the vocabulary says to turn instead."""
    if not key:
        return "", ""
    found = _vocabulary(sheet, vocabulary).get(key)
    return found.label, str(found.extras.get("signpost") or "")


def points(sheet: Sheet) -> tuple[PointFacts, ...]:
    """The points that the letter is about: those it was said of, else all that its stage answers;
    a refusal is about points that stand declined."""
    complaint, wanted = sheet.after, sheet.plan.facts.get("points")
    of_stage = disputed_points(complaint) if sheet.stage == 2 else tuple(
        one for one in complaint.points if not one.declined
    )
    about = complaint.points if sheet.plan.kind == "not_accepted" else of_stage
    return tuple(_point(sheet, one) for one in about if not wanted or one.n in wanted)


def _point(sheet: Sheet, point: Point) -> PointFacts:
    answer = point.stage_1 if sheet.stage == 1 else point.stage_2
    if sheet.plan.kind not in ("stage_1_response", "stage_2_response"):
        answer = None
    ours = point.responsibility != "not_ours"
    return PointFacts(
        n=point.n,
        text=words(sheet, point.text),
        service=label(sheet, "services", point.service),
        ombudsman=point.ombudsman,
        ours=ours,
        responsibility="" if ours else _whose(sheet),
        finding=answer.finding.value if answer else "",
        reasons=words(sheet, answer.reasons) if answer else "",
        sources=tuple(words(sheet, one) for one in answer.sources) if answer else (),
    )


def _whose(sheet: Sheet) -> str:
    """That it is not ours; what the officer said beside it stands in the letter by itself."""
    return f"{sheet.organisation.name} is not responsible for this."


def remedies(sheet: Sheet) -> tuple[RemedyFacts, ...]:
    """The remedies that the letter tells of."""
    told = sheet.plan.facts
    wanted = told.get("remedies") or ([told["remedy"]] if told.get("remedy") else [])
    return tuple(
        RemedyFacts(
            n=one.n,
            kind=_kind(sheet, one),
            description=words(sheet, one.description),
            due_on=one.due_on,
            amount=one.amount_pence,
            points=one.points,
        )
        for one in sheet.after.remedies
        if one.n in wanted
    )


def _kind(sheet: Sheet, remedy: Remedy) -> str:
    """What kind of remedy it is and, of money, what it is for."""
    kind = label(sheet, "remedy_kinds", remedy.kind)
    if remedy.head is None:
        return kind
    head = label(sheet, "money_heads", remedy.head)
    return f"{kind} ({head[:1].lower()}{head[1:]})"


def outstanding(text: str | None) -> tuple[ActionFacts, ...]:
    """What is still to be done, as one action in the officer's words."""
    return (ActionFacts(description=text),) if text and text.strip() else ()


def adjustments(sheet: Sheet) -> tuple[str, ...]:
    """The adjustments agreed, by their labels."""
    held = (sheet.reveal(one.details) or {} for one in sheet.after.adjustments)
    return tuple(label(sheet, "adjustments", one.get("kind")) for one in held if one.get("kind"))


def ombudsmen(sheet: Sheet) -> tuple[OmbudsmanDetails, ...]:
    """The Ombudsman of each of the complaint's Codes, with the time limit in its own words."""
    editions: Mapping[str, str] = sheet.after.rules.code_editions
    found = []
    keys = sorted({*sheet.after.codes, *(one.ombudsman for one in sheet.after.points)})
    for key in keys:
        body = sheet.rules.codes[editions[key]].ombudsman
        found.append(OmbudsmanDetails(
            key=key,
            name=body.name,
            address_lines=tuple(part.strip() for part in body.address.split(",")),
            telephone=body.telephone,
            email=body.email,
            website=body.website,
            hours=body.hours,
            time_limit_text=body.time_limit_text,
        ))
    return tuple(found)
