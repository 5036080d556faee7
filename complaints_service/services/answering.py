"""Answering a complaint: what the answer is about, what it must hold, and sending it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import rfc8785

from complaints_service import clock
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.decide.people import recipient
from complaints_service.domain.evolve.stages import disputed_points
from complaints_service.domain.facts import current_stage
from complaints_service.domain.letter_facts import LetterKind
from complaints_service.domain.letters import CIRCUMSTANCES, provision_text, required_by
from complaints_service.domain.parts import LetterRecord
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.stage_view import stage_view
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db

from .actors import Actor
from .answer_drafts import forget_draft, save_draft
from .errors import Busy, Forbidden, InProgress, InvalidCommand, KeyReused
from .handle import Request, Written, handle
from .my_work import working_days_left
from .open_commands import open_commands
from .reading import complaint_view, seen, today
from .rules_in_use import letter_rules, rules
from .stage_2_wishes import wish_for_stage_2
from .usual_ways import usual_way_of
from .view_parts import Json

RESPOND = ("respond_stage_1", "respond_stage_2")
ACKNOWLEDGE = ("acknowledge", "acknowledge_stage_2")
BY_ITSELF = frozenset({"stage", "definition", "escalation", "ombudsman", "responsibility",
                       "independence"})
"""What the letter adds without being written: its stage, what is complained of, the way on."""


@dataclass(frozen=True)
class Standing:
    """Whether the answer can be given now: `command` gives it, `first` must be given before it.

    Both are None where somebody else acts next, or the stage is answered.
    """

    stage: int
    command: str | None
    first: str | None
    answered: bool


@dataclass(frozen=True)
class Needed:
    """One part of the answer: `by_itself` says that the letter adds it."""

    key: str
    provision: str
    required: bool
    by_itself: bool
    if_upheld: bool


@dataclass(frozen=True)
class AnswerSheet:
    """All that somebody who answers needs to see.

    `view` is the complaint as the API shows it; `points` are those of its points to answer;
    `wish` is what the complainant said in asking for stage 2. `recipient` is the name of whom the
    letter goes to and `usual_way` how, unless another way is chosen; both None where nobody may
    receive it; `allowed` is all that may be done now.
    """

    view: Json
    standing: Standing
    points: tuple[Json, ...]
    due_on: date | None
    days_left: int | None
    overdue: bool
    needed: tuple[Needed, ...]
    ombudsmen: tuple[str, ...]
    wish: str | None
    recipient: str | None
    usual_way: str | None
    allowed: frozenset[str]

    @property
    def lesson_allowed(self) -> bool:
        """Whether a lesson may be recorded with the answer."""
        return "add_lesson" in self.allowed


def standing_of(complaint: Complaint, by: Actor) -> Standing:
    """Return how the answer stands for `by` today."""
    stage = current_stage(complaint)
    allowed = open_commands(complaint, by, rules(), today())
    command, first = RESPOND[stage - 1], ACKNOWLEDGE[stage - 1]
    return Standing(
        stage,
        command if command in allowed else None,
        first if first in allowed else None,
        complaint.stage_record(stage).answered,
    )


def answer_sheet(ref: str, by: Actor) -> AnswerSheet:
    """Return what the answer to a complaint is about; `NotFound` where `by` may not see it."""
    complaint = seen(ref, by)
    standing = standing_of(complaint, by)
    dates = stage_view(complaint, standing.stage, rules())
    due = dates.respond_by if dates else None
    view = complaint_view(complaint)
    numbers = _to_answer(complaint, standing.stage)
    return AnswerSheet(
        view=view,
        standing=standing,
        points=tuple(one for one in view["points"] if one["n"] in numbers),
        due_on=due,
        days_left=working_days_left(complaint, due, rules(), today()),
        overdue=due is not None and due < today(),
        needed=needed(complaint, standing.stage),
        ombudsmen=_ombudsmen(complaint),
        wish=wish_for_stage_2(ref) if standing.stage == 2 else None,
        allowed=frozenset(open_commands(complaint, by, rules(), today())),
        **_delivery(complaint, view),
    )


def _delivery(complaint: Complaint, view: Json) -> dict[str, str | None]:
    """Whom the letter goes to, and how."""
    try:
        person = recipient(complaint, today())
        way = usual_way_of(complaint)
    except Refusal:  # only somebody without authority could be reached: sending will say so
        return {"recipient": None, "usual_way": None}
    people = [*view["complainants"], *([view["representative"]] if view["representative"] else [])]
    names = {one["id"]: one["name"] for one in people}
    return {"recipient": names.get(person.id) if person else None, "usual_way": way}


def _to_answer(complaint: Complaint, stage: int) -> frozenset[int]:
    taken = (one for one in complaint.points if not one.declined)
    return frozenset(one.n for one in (disputed_points(complaint) if stage == 2 else taken))


def needed(complaint: Complaint, stage: int) -> tuple[Needed, ...]:
    """Return the parts of the answer in the letter's order, under the complaint's Codes.

    Circumstances of which nothing is known before writing are taken to hold.
    """
    kind = LetterKind.STAGE_1_RESPONSE if stage == 1 else LetterKind.STAGE_2_RESPONSE
    everything = frozenset(CIRCUMSTANCES) - {"early_phone_answer"}
    return tuple(
        Needed(
            rule.key,
            provision_text(rule, complaint.codes, everything),
            required_by(rule, complaint.codes, everything) is not None,
            rule.key in BY_ITSELF,
            rule.when == "something_upheld",
        )
        for rule in letter_rules().applicable(kind, stage, everything)
    )


def _ombudsmen(complaint: Complaint) -> tuple[str, ...]:
    """The Ombudsmen that the letter names, of the points to answer or else of the complaint."""
    named = {one.ombudsman for one in complaint.points if not one.declined}
    return tuple(sorted(named or set(complaint.codes)))


@dataclass(frozen=True)
class Sent:
    """An answer that was given: its letter, and why the lesson was refused, if it was."""

    written: Written
    letter: LetterRecord | None
    lesson_kept: bool
    lesson_refused: str | None


def send_answer(
    ref: str, stage: int, data: Mapping[str, Any], lesson: Mapping[str, Any], *,
    version: int, key: str, by: Actor,
) -> Sent:
    """Answer a complaint, and then record the lesson under a key of its own.

    Raises what `handle` raises where the answer is refused; then nothing was changed. Once the
    answer is given, a lesson that is refused undoes nothing: `Sent` says why, and its words stay
    as a draft of `by`. The same call again, after a failure between the two, gives what lacks.
    """
    command = RESPOND[stage - 1]
    written = handle(
        Request(command, data, expected_version=version, key=key, body_sha256=_digest(data)),
        by=by, ref=ref,
    )
    refused = _keep_lesson(ref, lesson, f"{key}-lesson", by) if lesson else None
    forget_draft(ref, by.id, stage)
    if refused is not None:
        save_draft(ref, by.id, stage, {"lesson": lesson.get("summary", "")}, written.version,
                   clock.now(), token="")
    return Sent(written, _letter(ref, stage), bool(lesson) and refused is None, refused)


def _keep_lesson(ref: str, lesson: Mapping[str, Any], key: str, by: Actor) -> str | None:
    try:
        handle(Request("add_lesson", lesson, key=key, body_sha256=_digest(lesson)), by=by, ref=ref)
    except (Refusal, InvalidData, Forbidden) as error:
        return error.detail
    except (InvalidCommand, InProgress, KeyReused, Busy) as error:
        return str(error) or "others were changing this complaint; record the lesson on its page"
    return None


def _letter(ref: str, stage: int) -> LetterRecord | None:
    complaint = load(db.session(), ref)
    record = complaint.stage_record(stage) if complaint else None
    return complaint.letter(record.response_letter) if complaint and record else None


def _digest(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(rfc8785.dumps(dict(data))).hexdigest()


def provisions_of(parts: Sequence[Needed]) -> str:
    """Return the provisions behind several parts, each once, in their order."""
    told = [one.strip() for part in parts for one in part.provision.split(",") if one.strip()]
    return ", ".join(dict.fromkeys(told))
