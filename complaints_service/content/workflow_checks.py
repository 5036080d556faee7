"""The faults of a workflow that no single value shows: names, ways in, ways out, two stages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from complaints_service.content.problems import problem
from complaints_service.domain.lifecycle import UNCHANGED, Lifecycle, Step

# HO 5.2 and 5.3, LGSCO 5.2: no stage before stage 1, none after stage 2.
_NO_SUCH_STAGE = re.compile(
    r"\bstage[ _-]*(0|zero|nought|[3-9]|three|four)\b|\binformal|\bpre[ _-]?(complaint|stage)"
    r"|\bpanel\b|\bappeal\b|\bstage[ _-]*one[ _-]*a\b",
    re.IGNORECASE,
)


# Said of a step whose event decides between the states in `to_any`; it may be left out.
BY_EVENT = "by_event"

# What a state may belong to besides the stages that the file itself declares.
_GROUPS = ("contact", "ended", "ombudsman")


def structure_faults(
    file: Path, tables: Mapping[str, Any], conditions: Collection[str], rules: Collection[str]
) -> Iterator[str]:
    """Word the faults of names: states, stages, conditions and rules that do not exist."""
    states = [state["key"] for state in tables["state"]]
    stages = [stage["key"] for stage in tables["stage"]]
    yield from _twice(file, "state.key", states)
    yield from _twice(file, "stage.key", stages)
    if tables["initial"] not in states:
        yield problem(file, "initial", tables["initial"], _no_state(states))
    for state in tables["state"]:
        if state["stage"] not in (*stages, *_GROUPS):
            mend = f"no stage has that key; write one of {', '.join((*stages, *_GROUPS))}"
            yield problem(file, f"state {state['key']}.stage", state["stage"], mend)
    for step in tables["step"]:
        yield from _step_faults(file, step, states)
        yield from _condition_faults(file, step, conditions, rules)


def code_faults(
    file: Path, tables: Mapping[str, Any], codes: Collection[str]
) -> Iterator[str]:
    """Word the faults against the Codes: exactly two stages, and none by another name.

    Source: HO 5.2 and 5.3, LGSCO 5.2.
    """
    for code in tables["codes"]:
        if code not in codes:
            mend = f"no such Code is known; write one of {', '.join(sorted(codes))}"
            yield problem(file, "codes", code, mend)
    if not tables["codes"]:
        return
    numbers = [stage["number"] for stage in tables["stage"] if "number" in stage]
    if sorted(numbers) != [1, 2]:
        mend = "a Code has exactly two stages; number them 1 and 2 (HO 5.3)"
        yield problem(file, "stage.number", numbers, mend)
    named = [(f"stage {s['key']}", s["key"], s["title"]) for s in tables["stage"]]
    named += [(f"state {s['key']}", s["key"], s["label"]) for s in tables["state"]]
    for place, *words in named:
        for word in words:
            if _NO_SUCH_STAGE.search(word.replace("_", " ")):
                mend = "a Code has no such stage; take it out or give it its true name (HO 5.2)"
                yield problem(file, place, word, mend)


def flow_faults(file: Path, lifecycle: Lifecycle) -> Iterator[str]:
    """Word the faults of ways: a state that nothing leads to, a state that nothing leaves."""
    ways: dict[str, set[str]] = {state: set() for state in lifecycle.states}
    for step in lifecycle.steps:
        for source in step.sources:
            ways[source] |= step.leads_to(source) - {source}
    reached, waiting = {lifecycle.initial}, [lifecycle.initial]
    while waiting:
        found = ways[waiting.pop()] - reached
        reached |= found
        waiting.extend(found)
    for key, state in lifecycle.states.items():
        if key not in reached:
            yield problem(file, "state", key, "no step leads to it; add one or take it out")
        if not ways[key] and not state.final:
            mend = "no step leaves it; add one, or mark it final = true"
            yield problem(file, "state", key, mend)


def _step_faults(file: Path, step: Mapping[str, Any], states: Sequence[str]) -> Iterator[str]:
    place = f"step {step['command']}"
    for source in (*step["from_"], *step.get("except_", ())):
        if source not in (*states, "*"):
            yield problem(file, f"{place}.from", source, _no_state(states))
    if not step["from_"]:
        yield problem(file, f"{place}.from", [], 'name at least one state, or "*" for all')
    to, to_any = step.get("to", BY_EVENT), step.get("to_any", [])
    if to == BY_EVENT and not to_any:
        yield f"{file.name}: {place}.to is missing; name a state, or several in to_any."
    if to != BY_EVENT and to_any:
        yield problem(file, f"{place}.to", to, "to_any stands there too; take one of the two out")
    targets = [("to_any", target) for target in to_any] if to == BY_EVENT else [("to", to)]
    for key, target in targets:
        if target not in (*states, UNCHANGED):
            yield problem(file, f"{place}.{key}", target, _no_state(states))


def _condition_faults(
    file: Path, step: Mapping[str, Any], conditions: Collection[str], rules: Collection[str]
) -> Iterator[str]:
    for condition in step.get("when", ()):
        name, otherwise = condition["condition"], condition["otherwise"]
        if name not in conditions:
            mend = "the program knows no such condition; correct its spelling"
            yield problem(file, f"step {step['command']}.when.condition", name, mend)
        if otherwise not in rules:
            mend = "no rule has that code; write one of " + ", ".join(sorted(rules))
            yield problem(file, f"step {step['command']}.when.otherwise", otherwise, mend)


def _twice(file: Path, place: str, keys: Sequence[str]) -> Iterator[str]:
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield problem(file, place, key, "it stands twice; keep one")


def _no_state(states: Sequence[str]) -> str:
    return f"no state has that key; write one of {', '.join(states)}"


def looser_faults(file: Path, own: Lifecycle, shipped: Lifecycle) -> Iterator[str]:
    """Word where a council's own workflow asks for less than the shipped one, or leads elsewhere.

    It may ask for more conditions and use its own labels; every step stays, with its conditions.
    """
    for state in sorted(set(own.states) ^ set(shipped.states)):
        mend = "the states are those of the shipped file; leave them as they are"
        yield problem(file, "state", state, mend)
    for step, source in _each(shipped):
        if not any(_covers(step, other, source) for other in own.steps):
            mend = f"it is missing, or lacks a condition, in the state {source}; put it back"
            yield problem(file, "step", step.command, mend)
    for step, source in _each(own):
        if not any(_covers(other, step, source) for other in shipped.steps):
            mend = f"the shipped file has no such step in the state {source}; take it out"
            yield problem(file, "step", step.command, mend)


def _each(lifecycle: Lifecycle) -> Iterator[tuple[Step, str]]:
    for step in lifecycle.steps:
        for source in sorted(step.sources & set(lifecycle.states)):
            yield step, source


def _covers(shipped: Step, own: Step, source: str) -> bool:
    """Say whether `own`, taken in `source`, is `shipped` with its conditions or more."""
    return (
        own.command == shipped.command
        and source in own.sources & shipped.sources
        and own.leads_to(source) <= shipped.leads_to(source)
        and set(own.conditions) >= set(shipped.conditions)
    )
