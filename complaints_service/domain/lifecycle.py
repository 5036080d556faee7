"""Which step may follow which, asked of one shared machine that keeps nothing of the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

from transitions import EventData, Machine, MachineError

UNCHANGED = "="


class NotAllowed(Exception):
    """No step of that name leads from that state (or not to the target asked for)."""

    def __init__(self, command: str, state: str, target: str | None = None) -> None:
        """Keep what was asked."""
        towards = "" if target is None else f" to {target}"
        super().__init__(f"{command} is not possible in the state {state}{towards}.")
        self.command = command
        self.state = state
        self.target = target


class ConditionUnmet(Exception):
    """The step exists, but a condition does not hold; `rule` is the code to refuse with."""

    def __init__(self, command: str, state: str, condition: Condition) -> None:
        """Keep what was asked and what was unmet."""
        super().__init__(f"{command} in the state {state} breaks {condition.otherwise}.")
        self.command = command
        self.state = state
        self.condition = condition.name
        self.rule = condition.otherwise


@dataclass(frozen=True, slots=True)
class Condition:
    """The attribute `name` of the facts must be true, `otherwise` the rule of that code refuses."""

    name: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class StateSpec:
    """A state's key, its label for people and the stage it belongs to."""

    key: str
    label: str
    stage: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A command that leads from any of `sources` to `dest`; None leaves the state unchanged.

    With `targets` the event decides between those states (`=` among them means unchanged), and
    `dest` is None. Of several steps of one command the first that applies is taken.
    """

    command: str
    sources: frozenset[str]
    dest: str | None
    conditions: tuple[Condition, ...] = ()
    targets: frozenset[str] = frozenset()

    def is_open(self, state: str, facts: object) -> bool:
        """Say whether the step may be taken in `state` while `facts` hold."""
        return state in self.sources and all(
            getattr(facts, condition.name) for condition in self.conditions
        )

    def leads_to(self, state: str) -> frozenset[str]:
        """Return where the step may end when taken in `state`."""
        if self.targets:
            return frozenset(state if to == UNCHANGED else to for to in self.targets)
        return frozenset({self.dest or state})


@dataclass(eq=False, slots=True)
class _Question:
    """A throw-away token, told from every other by identity: equal questions never mix."""

    state: str
    facts: object
    target: str | None
    unmet: list[Condition] = field(default_factory=list)


@dataclass(frozen=True)
class Lifecycle:
    """The states and steps of one workflow, ready to be asked from any thread.

    The machine is built once. A question is put to its events directly, never registered as a
    model, so that none can be left behind in it.
    """

    key: str
    title: str
    edition: str
    initial: str
    states: Mapping[str, StateSpec]
    steps: tuple[Step, ...]
    codes: tuple[str, ...] = ()
    _machine: Machine = field(init=False, repr=False, compare=False)
    _by_command: Mapping[str, tuple[Step, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Build the machine; ValueError when a step names a state that does not exist."""
        by_command: dict[str, tuple[Step, ...]] = {}
        for step in self.steps:
            named = step.sources | step.targets - {UNCHANGED} | ({step.dest or self.initial})
            unknown = sorted(named - set(self.states))
            if unknown:
                raise ValueError(f"The step {step.command} names no known state: {unknown[0]}.")
            by_command[step.command] = (*by_command.get(step.command, ()), step)
        object.__setattr__(self, "_machine", _machine(self))
        object.__setattr__(self, "_by_command", MappingProxyType(by_command))

    @property
    def commands(self) -> tuple[str, ...]:
        """Every command that the workflow knows, in the order of the file."""
        return tuple(self._by_command)

    def next_state(
        self, state: str, command: str, facts: object, target: str | None = None
    ) -> str:
        """Return the state after `command`; `facts` has a true-or-false attribute per condition.

        `target` is needed where the event decides the destination. Raises NotAllowed,
        ConditionUnmet, and ValueError for a target left out.
        """
        event = self._machine.events.get(command)
        if event is None or state not in self.states:
            raise NotAllowed(command, state, target)
        if target is None and any(
            step.targets for step in self._by_command[command] if state in step.sources
        ):
            raise ValueError(f"The destination of {command} in {state} must be given as target.")
        question = _Question(str(state), facts, target)
        try:
            taken = event.trigger(question)
        except MachineError:
            raise NotAllowed(command, state, target) from None
        if not taken:
            if question.unmet:
                raise ConditionUnmet(command, state, question.unmet[0])
            raise NotAllowed(command, state, target)
        return question.state

    def open_steps(self, state: str, facts: object) -> tuple[str, ...]:
        """Return the commands that `next_state` would allow now, in the order of the file.

        A page asks this of every command at once, so it reads the steps without the machine; a
        test holds the two to the same answer.
        """
        return tuple(
            command
            for command, steps in self._by_command.items()
            if any(step.is_open(state, facts) for step in steps)
        )


def _machine(lifecycle: Lifecycle) -> Machine:
    machine = Machine(
        model=None,
        states=list(lifecycle.states),
        initial=None,
        auto_transitions=False,
        send_event=True,
    )
    for step in lifecycle.steps:
        conditions: list[Any] = [_holds(condition) for condition in step.conditions]
        for dest in sorted(step.targets) or [step.dest or UNCHANGED]:
            for source in sorted(step.sources):
                # None, not "=", so that an unchanged state is neither left nor entered again.
                to = None if dest == UNCHANGED else dest
                wanted = _leads_to(to or source)
                machine.add_transition(step.command, source, to, conditions=[wanted, *conditions])
    return machine


def _holds(condition: Condition) -> Callable[[EventData], bool]:
    def holds(event: EventData) -> bool:
        question = cast(_Question, event.model)
        if getattr(question.facts, condition.name):
            return True
        question.unmet.append(condition)
        return False

    return holds


def _leads_to(dest: str) -> Callable[[EventData], bool]:
    def leads_to(event: EventData) -> bool:
        return cast(_Question, event.model).target in (None, dest)

    return leads_to
