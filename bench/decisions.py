"""Measures one whole stage change in memory: facts, conditions, decision, fold, deadlines (G8)."""

from __future__ import annotations

import statistics
import timeit
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from transitions import Machine

from complaints_service.content.rules import load_rules
from complaints_service.domain.commands.parts import ComplainantGiven, PointGiven
from complaints_service.domain.commands.registry import COMMANDS, Command
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import deadlines_of
from complaints_service.domain.decide.context import AccountBrief, Context
from complaints_service.domain.decide.decider import check_step, decide
from complaints_service.domain.events import Event, NewEvent
from complaints_service.domain.facts import facts_of
from complaints_service.domain.fold import evolve
from complaints_service.domain.london import london_date
from complaints_service.domain.sealing import Sealed, seal

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
RUNS, CHANGES = 15, 300


@dataclass
class Desk:
    """One complaint in memory, and what its decisions may look at."""

    now: datetime = MONDAY
    rules: Any = field(default_factory=load_rules)
    numbers: Any = field(default_factory=lambda: count(1))
    texts: dict[str, Any] = field(default_factory=dict)

    def context(self) -> Context:
        """The world as a decision sees it."""
        return Context(
            now=self.now, occurred_at=self.now, rules=self.rules, actor="ACC-1", role="officer",
            account=lambda email: AccountBrief("ACC-2", email, frozenset({"handler"}), True),
            other=lambda ref: None, reveal=self.reveal, new_ref=lambda: "REF-1",
            new_id=lambda: f"id-{next(self.numbers)}", organisation="borough",
        )

    def reveal(self, value: Sealed | None) -> Any:
        """The words behind a digest."""
        return None if value is None else self.texts.get(value.sha256)

    def digest(self, payload: Any) -> str:
        """A number for a payload, which costs nothing: sealing is not measured here."""
        key = str(next(self.numbers))
        self.texts[key] = payload
        return key

    def after(self, complaint: Complaint | None, event: NewEvent) -> Complaint:
        """The complaint after one more event."""
        seq = 1 if complaint is None else complaint.version + 1
        data = seal(event.data, self.digest)
        return evolve(complaint, Event(seq, event.type, data, event.occurred_at, self.now,
                                       "ACC-1", "officer"))

    def told(self, complaint: Complaint | None, name: str, **data: Any) -> Complaint:
        """The complaint after a command."""
        decision = decide(Command(name, COMMANDS[name].data(**data)), complaint, self.context())
        for event in (*decision.events, *decision.others.get("REF-1", ())):
            complaint = self.after(complaint, event)
        if complaint is None:
            raise ValueError(f"{name} decided nothing")
        return complaint


def measure() -> list[dict[str, Any]]:
    """Return one row for each figure: goal, what, ours, floor, ratio, unit, target, note."""
    desk = Desk()
    accepted = _accepted(desk)
    asked = {"definition": "The bins were missed", "outcomes_sought": "Empty them"}
    context = desk.context()
    command = Command("acknowledge", COMMANDS["acknowledge"].data(**asked))

    def change() -> None:
        event = decide(command, accepted, context).events[0]
        deadlines_of(desk.after(accepted, event), desk.rules)

    ways: dict[str, Callable[[], object]] = {
        "change": change,
        "step": lambda: check_step(command, accepted, context),
        "facts": lambda: facts_of(accepted, desk.rules, london_date(desk.now)),
        "bare": _bare(),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(RUNS):
        for name, way in ways.items():
            times[name].append(timeit.timeit(way, number=CHANGES) / CHANGES * 1e6)
    return [
        _row("acknowledge: facts, conditions, decision, fold, dates", "change", times, "<= 150"),
        _row("the conditions of a step alone, with its facts", "step", times, "<= 150"),
        _row("the facts alone", "facts", times, ""),
    ]


def _accepted(desk: Desk) -> Complaint:
    person = ComplainantGiven(name="Ann Example", email="ann@home.example")
    complaint = desk.told(None, "receive", service="refuse-recycling", channel="web",
                          description="Missed bins", complainants=(person,))
    desk.now += timedelta(days=1)
    complaint = desk.told(complaint, "accept", points=(PointGiven(text="Missed bins"),))
    return desk.told(complaint, "assign", handler="handler@borough.example")


def _bare() -> Callable[[], None]:
    """The engine alone, as the floor: attach a model, one trigger, detach."""
    machine = Machine(
        model=None, states=["open", "answered"], initial="open", auto_transitions=False,
        transitions=[{"trigger": "answer", "source": "open", "dest": "answered"}],
    )

    @dataclass(eq=False)
    class Token:
        asked: int = 0

    def change() -> None:
        token = Token()
        machine.add_model(token)
        token.answer()  # type: ignore[attr-defined]
        machine.remove_model(token)

    return change


def _row(what: str, way: str, times: dict[str, list[float]], target: str) -> dict[str, Any]:
    ours, floor = statistics.median(times[way]), statistics.median(times["bare"])
    return {
        "goal": "G8", "what": what, "ours": ours, "floor": floor, "ratio": ours / floor,
        "unit": "µs", "target": target,
        "note": f"range {min(times[way]):.0f}-{max(times[way]):.0f}; floor, transitions bare: "
                f"{min(times['bare']):.0f}-{max(times['bare']):.0f}",
    }
