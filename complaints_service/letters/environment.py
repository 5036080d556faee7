"""The sandbox in which letter templates run: facts, a few filters, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from complaints_service.content.letter_templates import ATTRIBUTES, FILTERS, STYLE
from complaints_service.letters import wording


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """A Jinja environment without globals, whose templates see only the allowed attributes."""

    def __init__(self, folder: Path) -> None:
        """Read templates from one folder of letter wording."""
        super().__init__(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.globals.clear()
        self.filters = {
            name: getattr(wording, name) for name in FILTERS if hasattr(wording, name)
        } | {"length": len}
        # The letters' whole vocabulary of tests; the others reach into objects or compare types.
        self.tests = {name: self.tests[name] for name in ("none", "defined")}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow the parts of the facts alone."""
        return attr in ATTRIBUTES

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow the template's own macros alone."""
        return isinstance(obj, Macro)


@cache
def style_sheet(folders: Sequence[Path]) -> str:
    """Return the style sheet that counts, the council's own before the shipped one."""
    return next(
        (folder / STYLE).read_text(encoding="utf-8")
        for folder in folders
        if (folder / STYLE).is_file()
    )


@cache
def environments(folders: Sequence[Path]) -> tuple[LetterEnvironment, ...]:
    """Return one environment a folder, kept for the life of the process."""
    return tuple(LetterEnvironment(folder) for folder in folders)


@cache
def templates(folders: Sequence[Path], name: str) -> tuple[Template, ...]:
    """Return the template `name` of each folder that has it, kept for the life of the process."""
    held = zip(environments(folders), folders, strict=True)
    return tuple(one.get_template(name) for one, folder in held if (folder / name).is_file())
