"""A complaint in memory: commands decided and folded without a database."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from itertools import count
from typing import Any

from complaints_service.content.rules import load_rules
from complaints_service.domain.commands.parts import (
    ComplainantGiven,
    PointAnswer,
    PointGiven,
    RemedyGiven,
)
from complaints_service.domain.commands.registry import COMMANDS, Command
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import Deadline, deadlines_of
from complaints_service.domain.decide.context import AccountBrief, Context
from complaints_service.domain.decide.decider import decide
from complaints_service.domain.events import Event, LetterPlan, NewEvent
from complaints_service.domain.facts import facts_of
from complaints_service.domain.fold import fold
from complaints_service.domain.london import london_date
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import Sealed, seal
from complaints_service.domain.stages import Timeliness
from complaints_service.domain.timeliness import ack_timeliness, timeliness

PEOPLE = {
    "olive@example.org": ("olive", {"officer"}),
    "hal@example.org": ("hal", {"handler"}),
    "hope@example.org": ("hope", {"handler"}),
    "rhona@example.org": ("rhona", {"reviewer"}),
    "both@example.org": ("both", {"handler", "reviewer"}),
    "iris@example.org": ("iris", {"intake"}),
}
GONE = "gone@example.org"
ANN = ComplainantGiven(name="Ann Example", email="ann@example.org", address="1 Mill Road")
SORRY = RemedyGiven(kind="apology", description="We say sorry", due_on=date(2030, 12, 31))


@cache
def shipped() -> Rules:
    """The rules as shipped."""
    return load_rules()


def moment(text: str) -> datetime:
    """An instant from `2026-03-02` (noon) or `2026-03-02T09:00` (UTC)."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T12:00").replace(tzinfo=UTC)


class Casebook:
    """One complaint, and the others beside it. Every command goes through the real decider."""

    def __init__(self, now: str = "2026-03-02", rules: Rules | None = None) -> None:
        self.rules = rules or shipped()
        self.now = moment(now)
        self.numbers = count(1)
        self.texts: dict[str, Any] = {}
        self.events: dict[str, list[Event]] = {}
        self.letters: list[LetterPlan] = []
        self.ref = ""

    @property
    def complaint(self) -> Complaint:
        """The complaint as its events make it."""
        return fold(self.events[self.ref])

    def of(self, ref: str) -> Complaint:
        """Another complaint."""
        return fold(self.events[ref])

    def at(self, now: str) -> Casebook:
        """Let time pass until then."""
        self.now = moment(now)
        return self

    def do(self, name: str, /, by: str = "olive", role: str = "officer", when: str | None = None,
           ref: str | None = None, **data: Any) -> Complaint:
        """Give a command; the data are the fields of its dataclass."""
        command = Command(name, COMMANDS[name].data(**data))
        subject = None if name == "receive" else self.of(ref or self.ref)
        decision = decide(command, subject, self.context(by, role, when))
        if subject is not None:
            self._record(subject.ref, decision.events, by, role)
        for other, events in decision.others.items():
            self._record(other, events, by, role)
        return self.of(decision.answer or (subject.ref if subject else ""))

    def context(self, by: str, role: str, when: str | None = None) -> Context:
        """What the decider is given."""
        return Context(
            now=self.now, occurred_at=moment(when) if when else self.now, rules=self.rules,
            actor=by, role=role, account=_account, other=self._other, reveal=self.reveal,
            new_ref=lambda: f"REF-{next(self.numbers)}", new_id=lambda: f"id-{next(self.numbers)}",
            organisation="alderbourne",
        )

    def _other(self, ref: str) -> Complaint | None:
        return self.of(ref) if ref in self.events else None

    def reveal(self, value: Sealed | None) -> Any:
        """The words behind a digest."""
        return None if value is None else self.texts.get(value.sha256)

    def _digest(self, payload: Any) -> str:
        text = json.dumps(payload, sort_keys=True)
        digest = sha256(f"{next(self.numbers)}{text}".encode()).hexdigest()
        self.texts[digest] = json.loads(text)
        return digest

    def _record(self, ref: str, events: tuple[NewEvent, ...], by: str, role: str) -> None:
        stream = self.events.setdefault(ref, [])
        for new in events:
            data = seal(new.data, self._digest)
            if new.letter is not None:
                self.letters.append(new.letter)
                data["letter"] = {
                    "id": f"L{next(self.numbers)}", "kind": new.letter.kind,
                    "stage": new.letter.stage, "send_by": new.letter.send_by,
                    "outside": new.letter.outside, "sha256": "f" * 64, "template": "t",
                    "template_version": "1",
                }
            stream.append(Event(len(stream) + 1, new.type, data, new.occurred_at, self.now, by,
                                role))

    # ---- a few words that tests speak in ------------------------------------------------------

    def received(self, service: str = "housing-repairs", **data: Any) -> Casebook:
        """A contact came now."""
        given = {"service": service, "channel": "web", "description": "The roof leaks",
                 "complainants": (ANN,)} | data
        self.ref = self.do("receive", by="iris", role="intake", **given).ref
        return self

    def accepted(self, *points: PointGiven) -> Casebook:
        """It was taken on, with one point unless others are given."""
        self.do("accept", points=points or (PointGiven(text="The roof leaks"),))
        self.do("assign", handler="hal@example.org")
        return self

    def acknowledged(self, on: str, **data: Any) -> Casebook:
        """The handler acknowledged it."""
        given = {"definition": "A leak", "outcomes_sought": "A dry roof"} | data
        self.at(on).do("acknowledge", by="hal", role="handler", **given)
        return self

    def responded(self, on: str, *findings: str, **data: Any) -> Casebook:
        """Stage 1 was answered, point by point."""
        answers = self.answers(*findings)
        given = {"points": answers} | data
        if not data.get("remedies") and {"upheld", "partly_upheld"} & set(findings):
            given["remedies"] = (SORRY,)
        self.at(on).do("respond_stage_1", by="hal", role="handler", **given)
        return self

    def answers(self, *findings: str) -> tuple[PointAnswer, ...]:
        """An answer to each point in turn; not upheld where none is named."""
        wanted = findings or ("not_upheld",) * len(self.complaint.points)
        return tuple(PointAnswer(n=n, finding=finding, reasons="The record shows it")
                     for n, finding in enumerate(wanted, 1))

    def escalated(self, on: str) -> Casebook:
        """Stage 2 was asked for and a reviewer named."""
        self.at(on).do("request_stage_2")
        self.do("assign_reviewer", reviewer="rhona@example.org")
        return self

    def reviewed(self, on: str, *findings: str, **data: Any) -> Casebook:
        """Stage 2 was answered."""
        given = {"points": self.answers(*findings), "stage_1_changed": "no",
                 "no_remedy_because": "Done at stage 1"} | data
        self.at(on).do("respond_stage_2", by="rhona", role="reviewer", **given)
        return self

    @property
    def today(self) -> date:
        """The London date of now."""
        return london_date(self.now)

    def open(self) -> frozenset[str]:
        """The commands that the workflow allows now."""
        facts = facts_of(self.complaint, self.rules, self.today)
        return frozenset(self.rules.lifecycle.open_steps(self.complaint.state, facts))

    def deadline(self, kind: str, item: str = "") -> Deadline:
        """One deadline of the complaint."""
        return next(one for one in deadlines_of(self.complaint, self.rules)
                    if one.kind == kind and one.item == item)

    def due(self, kind: str, item: str = "") -> str | None:
        """The date of one deadline."""
        due_on = self.deadline(kind, item).due_on
        return None if due_on is None else due_on.isoformat()

    def timely(self, stage: int = 1) -> Timeliness | None:
        """How timely the answer of a stage is today."""
        return timeliness(self.complaint, stage, self.rules, self.today)

    def ack_timely(self, stage: int = 1) -> Timeliness | None:
        """How timely the acknowledgement of a stage is today."""
        return ack_timeliness(self.complaint, stage, self.rules, self.today)


def _account(email: str) -> AccountBrief | None:
    if email == GONE:
        return AccountBrief("gone", GONE, frozenset({"handler", "reviewer"}), enabled=False)
    found = PEOPLE.get(email)
    return None if found is None else AccountBrief(found[0], email, frozenset(found[1]), True)


