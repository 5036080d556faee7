"""Invariants of letters: one for each answer, never changed, with the way on from it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import Event
from complaints_service.services.replay import letter_differences

from .evidence import CaseFile, Ground, Row
from .state import letter_of, says

RESPONSES = {"stage_1_responded": 1, "stage_2_responded": 2}


def i22_one_letter(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Each answer has exactly one letter, whose bytes still give the hash in its event.

    An erased letter keeps its row and its hash. An imported answer left long ago and has none.
    """
    for event in file.of_type(*RESPONSES):
        if event.data.get("letter") is None and event.role != "system":
            yield f"event {event.seq} ({event.type}) answered without a letter"
    for one in letter_differences(file.stands, file.letters):
        yield f"{one.where}: {one.field} is stored otherwise than its event says"
    for letter in file.letters:
        html: str | None = letter["html"]
        if html is not None and hashlib.sha256(html.encode()).hexdigest() != letter["sha256"]:
            yield f"letter {letter['id']} was changed after it was issued"


def i23_way_on(file: CaseFile, ground: Ground) -> Iterator[str]:
    """A stage 1 answer tells the way to stage 2, the final one names the right Ombudsman.

    Both are read in the words of the letter as it was served; its PDF is printed from the same
    HTML, which the tests of printing prove.
    """
    for _, event, after in file.steps():
        stage = RESPONSES.get(event.type)
        letter = letter_of(file, event)
        if stage is None or letter is None:
            continue
        if stage == 1 and not says(letter, "escalation"):
            yield f"the letter of event {event.seq} does not tell the way to stage 2"
        if stage == 2:
            yield from _unnamed(after, event, letter, ground)


def _unnamed(after: Complaint, event: Event, letter: Row, ground: Ground) -> Iterator[str]:
    if letter["html"] is None:
        return
    said = " ".join(one["text"] for one in letter["blocks"] if one["key"] == "ombudsman")
    answered = {one["n"] for one in event.data["points"]}
    bodies = {one.ombudsman for one in after.points if one.n in answered} or set(after.codes)
    for key in sorted(bodies):
        name = ground.rules.codes[after.rules.code_editions[key]].ombudsman.name
        if name not in said or name not in letter["html"]:
            yield f"the letter of event {event.seq} does not name the {name}"
