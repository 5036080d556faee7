"""Reads a workflow file into a lifecycle, refusing one that could not work or breaks a Code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from complaints_service.content.problems import WorkflowError
from complaints_service.content.toml_fields import (
    Tables,
    Text,
    TomlSchema,
    Truth,
    Whole,
    Words,
    WordsList,
)
from complaints_service.content.tomlfiles import load_toml
from complaints_service.content.workflow_checks import (
    BY_EVENT,
    code_faults,
    flow_faults,
    looser_faults,
    structure_faults,
)
from complaints_service.domain.lifecycle import UNCHANGED, Condition, Lifecycle, StateSpec, Step
from complaints_service.domain.refusals import RULES


class StageEntry(TomlSchema):
    """A stage as people see it; the Code's stages carry their number."""

    key = Words(required=True)
    title = Words(required=True)
    number = Whole()


class StateEntry(TomlSchema):
    """A state and the stage it belongs to."""

    key = Words(required=True)
    label = Words(required=True)
    stage = Words(required=True)
    final = Truth()


class ConditionEntry(TomlSchema):
    """A condition by name, and the rule that refuses where it does not hold."""

    condition = Words(required=True)
    otherwise = Words(required=True)


class StepEntry(TomlSchema):
    """A command with its states, destination and conditions."""

    command = Words(required=True)
    from_ = WordsList(required=True, data_key="from")
    except_ = WordsList(data_key="except")
    to = Words()
    to_any = WordsList()
    when = Tables(ConditionEntry)
    note = Text()


class WorkflowFile(TomlSchema):
    """One workflow."""

    key = Words(required=True)
    title = Words(required=True)
    edition = Words(required=True)
    initial = Words(required=True)
    codes = WordsList(required=True)
    note = Text()
    stage = Tables(StageEntry, load_default=list)
    state = Tables(StateEntry, required=True)
    step = Tables(StepEntry, required=True)


def load_workflow(
    file: Path, conditions: Collection[str], codes: Collection[str]
) -> Lifecycle:
    """Return the lifecycle in `file`.

    `conditions` are the names that the program can answer, `codes` the keys and editions of the
    Codes known. Raises WorkflowError with every fault as a sentence.
    """
    tables = load_toml(file, WorkflowFile)
    faults = [
        *structure_faults(file, tables, conditions, RULES),
        *code_faults(file, tables, codes),
    ]
    if faults:
        raise WorkflowError(faults)
    lifecycle = _lifecycle(tables)
    faults = list(flow_faults(file, lifecycle))
    if faults:
        raise WorkflowError(faults)
    return lifecycle


def never_looser(file: Path, own: Lifecycle, shipped: Lifecycle) -> None:
    """Raise WorkflowError where a council's own workflow asks for less than the shipped one."""
    faults = list(looser_faults(file, own, shipped))
    if faults:
        raise WorkflowError(faults)


def _lifecycle(tables: Mapping[str, Any]) -> Lifecycle:
    states = {
        state["key"]: StateSpec(
            state["key"], state["label"], state["stage"], state.get("final", False)
        )
        for state in tables["state"]
    }
    return Lifecycle(
        key=tables["key"],
        title=tables["title"],
        edition=tables["edition"],
        initial=tables["initial"],
        states=MappingProxyType(states),
        steps=tuple(_step(step, states) for step in tables["step"]),
        codes=tuple(tables["codes"]),
    )


def _step(step: Mapping[str, Any], states: Collection[str]) -> Step:
    sources = set(states) if "*" in step["from_"] else set(step["from_"])
    to: str = step.get("to", BY_EVENT)
    return Step(
        command=step["command"],
        sources=frozenset(sources - set(step.get("except_", ()))),
        dest=None if to in (UNCHANGED, BY_EVENT) else to,
        conditions=tuple(
            Condition(entry["condition"], entry["otherwise"]) for entry in step.get("when", ())
        ),
        targets=frozenset(step.get("to_any", ())),
    )
