"""The sentences in which a data file is refused: file, key, value and mend."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

_LONGEST_VALUE = 80


class WorkflowError(Exception):
    """A rules file cannot be used; `problems` holds one sentence for each fault."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Keep every fault, so that one reading shows them all."""
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


def problem(file: Path, key: str, value: object, mend: str) -> str:
    """Word one fault: which file, which key, what stands there, and how to mend it."""
    return f"{file.name}: {key} is {shown(value)}; {mend}."


def shown(value: object) -> str:
    """Show a value of a TOML file in a sentence, shortened when it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return _cut("[" + ", ".join(shown(item) for item in value) + "]")
    if isinstance(value, dict):
        return "a table"
    return _cut(f'"{value}"' if isinstance(value, str) else str(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
