"""Draws a lifecycle as a Mermaid state diagram."""

from __future__ import annotations

from collections.abc import Iterator

from complaints_service.domain.lifecycle import Lifecycle


def mermaid(lifecycle: Lifecycle) -> str:
    """Return the diagram's text; commands that never change the state are listed in a note."""
    return "\n".join(_lines(lifecycle)) + "\n"


def _lines(lifecycle: Lifecycle) -> Iterator[str]:
    yield "stateDiagram-v2"
    for key, state in lifecycle.states.items():
        yield f'    state "{_safe(state.label)}" as {key}'
    yield f"    [*] --> {lifecycle.initial}"
    moving = _moving(lifecycle)
    for (source, dest), commands in moving.items():
        yield f"    {source} --> {dest}: {', '.join(commands)}"
    for key, state in lifecycle.states.items():
        if state.final:
            yield f"    {key} --> [*]"
    moves = {command for commands in moving.values() for command in commands}
    still = [command for command in lifecycle.commands if command not in moves]
    if still:
        yield f"    note right of {lifecycle.initial}: The state stays: {', '.join(still)}"


def _moving(lifecycle: Lifecycle) -> dict[tuple[str, str], list[str]]:
    moving: dict[tuple[str, str], list[str]] = {}
    for step in lifecycle.steps:
        for source in sorted(step.sources):
            for dest in sorted(step.leads_to(source) - {source}):
                commands = moving.setdefault((source, dest), [])
                if step.command not in commands:
                    commands.append(step.command)
    return moving


def _safe(label: str) -> str:
    return label.replace('"', "'").replace(":", " -")
