"""Drives complaints through random lives by the door, doing only what is said to be possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.rules import Rules
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.streams import private_values
from complaints_service.services import rules_in_use
from complaints_service.services.errors import Forbidden, InvalidCommand, NotFound
from complaints_service.services.handle import Written
from complaints_service.services.open_commands import open_commands
from complaints_service.services.visibility import may_see
from support.good_data import FORM, Colleague, Near, NoGoodData, good_data, good_moment, past_moment
from support.staffed import Staffed

ACTORS = ("officer", "officer", "officer", "officer_2", "officer_2", "handler", "handler_2",
          "reviewer", "reviewer_2", "both", "manager", "waste_manager", "intake", "complainant")

LIVELY: Mapping[str, float] = {
    "accept": 12, "acknowledge": 14, "assign_reviewer": 2, "respond_stage_1": 14,
    "request_stage_2": 8, "acknowledge_stage_2": 12, "respond_stage_2": 14, "extend": 3,
    "notify_delay": 2,
    "record_dispatch": 6, "treat_as_service_request": 2, "raise_as_complaint": 4, "reopen": 3,
    "record_hazard_step": 2,
    "complete_remedy": 3, "record_ombudsman_decision": 3, "complete_obligation": 5, "close": 3,
    "add_note": 0.2, "assign": 2, "hand_off": 1, "decline": 1, "offer_remedy": 1
}
"""How much likelier than the others, so that walks get somewhere."""


@dataclass(frozen=True)
class Step:
    """One command of a walk."""

    by: str
    command: str
    data: dict[str, Any]
    occurred_at: datetime | None
    ref: str | None
    answer: Written


class ListedButRefused(AssertionError):
    """What is listed as possible was refused though the data was good."""


class Walker:
    """Walks at random, repeatably: the council's seed decides everything."""

    def __init__(self, council: Staffed) -> None:
        """Walk in this council."""
        self.council, self.rng = council, council.rng
        self.rules: Rules = rules_in_use.rules()
        self.refs: list[str] = []
        self.staff = tuple(
            Colleague(one.id, one.email, one.roles)
            for one in council.actors.values() if one.email
        )

    def run(self, complaints: int, steps: int) -> list[Step]:
        """Open `complaints` contacts, and take `steps` steps over all of them."""
        taken = [self.open_one() for _ in range(complaints)]
        while len(taken) < complaints + steps:
            step = self.step(self.rng.choice(self.refs))
            if step is not None:
                taken.append(step)
        return taken

    def open_one(self, by: str | None = None, **given: Any) -> Step:
        """Record a contact."""
        self._time_passes()
        by = by or self.rng.choice(("officer", "intake", "complainant", "handler", "reviewer"))
        with self.council.app.app_context():
            near = self.near(db.session(), None)
        return self._told(by, "receive", None, good_data("receive", None, near) | given, near)

    def step(self, ref: str) -> Step | None:
        """Let some time pass, then let somebody do something possible; None where nothing was."""
        self._time_passes()
        by = self.rng.choice(ACTORS)
        with self.council.app.app_context():
            session = db.session()
            complaint = load(session, ref)
            listed = self.listed(complaint, by)
            if complaint is None or not listed:
                return None
            near = self.near(session, complaint, by)
        weights = [LIVELY.get(command, 0.4) for command in listed]
        command = self.rng.choices(listed, weights)[0]
        try:
            data = good_data(command, complaint, near)
        except NoGoodData:
            return None
        return self._told(by, command, complaint, data, near)

    def listed(self, complaint: Complaint | None, by: str) -> tuple[str, ...]:
        """What that account may do now with the complaint."""
        actor = self.council.actors[by]
        if complaint is None or not may_see(actor, complaint):
            return ()
        return open_commands(complaint, actor, self.rules, self.near_today())

    def near_today(self) -> Any:
        """The London date of now."""
        return Near(self.rng, self.council.now, self.rules).today

    def near(self, session: Session, complaint: Complaint | None, by: str = "officer") -> Near:
        """What good data depends on here and now."""
        actor = self.council.actors[by]
        near_by = self.rng.sample(self.refs, min(4, len(self.refs))) if complaint else []
        others = [load(session, ref) for ref in near_by]
        return Near(
            self.rng, self.council.now, self.rules, self.staff,
            [one for one in others if one is not None and may_see(actor, one)],
            barred_ways(session, complaint, self.rules),
            asker=actor.id,
            upload=self.council.upload,
        )

    def _told(
        self, by: str, command: str, complaint: Complaint | None, data: dict[str, Any], near: Near
    ) -> Step:
        ref = complaint.ref if complaint else None
        moment = good_moment(command, complaint, near)
        if "send_by" in data and by.startswith("officer") and near.some(0.1):
            data |= {"sent_outside": {"document": "DOC-1", "reason": near.words()}}
            moment = past_moment(complaint, near)
        try:
            answer = self.council.tell(by, command, ref, data, occurred_at=moment)
        except (Refusal, InvalidData, InvalidCommand, Forbidden, NotFound) as refused:
            state = complaint.state.value if complaint else "nothing"
            raise ListedButRefused(
                f"{by} was offered '{command}' on {ref} ({state}), but {data} at {moment} was "
                f"refused: {type(refused).__name__} {refused}"
            ) from refused
        if answer.ref not in self.refs:
            self.refs.append(answer.ref)
        return Step(by, command, data, moment, ref, answer)

    def _time_passes(self) -> None:
        self.council.later(hours=self.rng.choice((0, 0, 0, 1, 2, 5, 10, 24)),
                           microseconds=self.rng.randrange(10**6))


def barred_ways(session: Session, complaint: Complaint | None, rules: Rules) -> frozenset[str]:
    """The ways of sending that the complaint's adjustments rule out."""
    if complaint is None:
        return frozenset()
    readable = private_values(session, complaint.ref)
    held = [readable.get(one.details.sha256) for one in complaint.adjustments]
    terms = rules.vocabularies["adjustments"]
    extras = [terms.get(one["kind"]).extras for one in held if one]
    elsewhere = {FORM} if any(one.get("made_elsewhere") for one in extras) else set()
    return frozenset({way for one in extras for way in one.get("not_by", ())} | elsewhere)
