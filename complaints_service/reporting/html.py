"""Renders published pages from `reports/`: sandboxed templates over plain values."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from complaints_service.content.places import find, overlays

FOLDER = "reports"
STYLE = "style.css"


def render(template: str, **values: Any) -> bytes:
    """Render `template`, named from the `reports` folder, as UTF-8."""
    found = _environment(tuple(overlays(FOLDER))).get_template(template)
    page: str = found.render(style=style(), **values)
    return (page.strip() + "\n").encode()


def style() -> str:
    """The one style sheet of published pages, carried inside each of them."""
    return find(FOLDER, STYLE).read_text(encoding="utf-8").strip()


def style_source(page: bytes) -> str:
    """What a content security policy allows the style inside this page by.

    A released page keeps the style it was released with, whatever ours has become since.
    """
    _, opened, rest = page.partition(b"<style>")
    inside, closed, _ = rest.partition(b"</style>")
    if not (opened and closed):
        return "'none'"
    return f"'sha256-{b64encode(sha256(inside).digest()).decode()}'"


@cache
def _environment(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
