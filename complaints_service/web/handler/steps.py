"""The next step on a complaint, in words for somebody who seldom comes here, and where it is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from complaints_service.services.my_work import Duty

SOON = 2
"""So many working days ahead, a date is near."""
ANSWERS: Mapping[str, int] = MappingProxyType({"respond_stage_1": 1, "respond_stage_2": 2})
WORDS: Mapping[str, str] = MappingProxyType({
    "acknowledge": "Send the acknowledgement",
    "acknowledge_stage_2": "Send the stage 2 acknowledgement",
    "respond_stage_1": "Answer at stage 1",
    "respond_stage_2": "Answer at stage 2",
    "record_dispatch": "Record that the letter was posted",
    "complete_remedy": "Record that this is done",
    "record_contact": "Record the update that you gave",
    "tell_new_date": "Tell them the new date",
})


@dataclass(frozen=True)
class Step:
    """What to do next: the words of its link, and its address."""

    words: str
    href: str


@dataclass(frozen=True)
class Item:
    """One thing on the list: `step` is None where somebody else acts first."""

    duty: Duty
    step: Step | None
    begun: bool
    """An answer to it was begun and saved."""


@dataclass(frozen=True)
class Group:
    """Things whose time is alike, under one heading."""

    key: str
    heading: str
    items: tuple[Item, ...]


def groups_of(duties: Iterable[Duty], begun: frozenset[tuple[str, int]]) -> tuple[Group, ...]:
    """Return what is to do in groups by what breaks next; empty groups are left out."""
    by_key: dict[str, list[Item]] = {"overdue": [], "soon": [], "later": []}
    for duty in duties:
        stage = ANSWERS.get(duty.command or "", 0)
        by_key[_urgency(duty)].append(Item(duty, step_of(duty), (duty.ref, stage) in begun))
    headings = {"overdue": "Overdue", "soon": "Due in the next two working days",
                "later": "Due later"}
    return tuple(Group(key, headings[key], tuple(items)) for key, items in by_key.items() if items)


def fits(duty: Duty, wanted: str) -> bool:
    """Whether every one of these words stands in the duty's reference, name or matter."""
    said = f"{duty.ref} {duty.who or ''} {duty.what}".casefold()
    return all(one in said for one in wanted.casefold().split())


def _urgency(duty: Duty) -> str:
    if duty.overdue:
        return "overdue"
    return "soon" if duty.days_left is not None and duty.days_left <= SOON else "later"


def step_of(duty: Duty) -> Step | None:
    """Return the step that this duty asks for; None where somebody else acts first."""
    if duty.command is None:
        return None
    if duty.command in ANSWERS:
        return Step(WORDS[duty.command], f"/handler/{duty.ref}/answer")
    number = f"?n={duty.item}" if duty.command == "complete_remedy" else ""
    return Step(WORDS[duty.command], f"/complaints/{duty.ref}/do/{duty.command}{number}")
