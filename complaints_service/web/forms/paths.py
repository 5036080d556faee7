"""How the fields of a form are named, and what may be typed into them."""

from __future__ import annotations

import re

_NUMBERED = re.compile(r"\[(\d+)\]")
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
PARTS_OF_DATE = ("day", "month", "year")


def joined(path: str, name: str | int) -> str:
    """Return the path of `name` inside `path`."""
    return f"{path}.{name}" if path else str(name)


def control_id(path: str) -> str:
    """Return the id of the control at a path: letters, digits, `_` and `-`."""
    return path.replace(".", "-")


def pattern(path: str) -> str:
    """Return the path without the numbers of entries: `points.0.text` as `points.text`."""
    return ".".join(part for part in path.split(".") if not part.isdigit())


def normal(path: str) -> str:
    """Return a path as forms write it: `remedies[0].kind` as `remedies.0.kind`."""
    return _NUMBERED.sub(r".\1", path).removeprefix("data.")


def printable(text: str) -> str:
    """Return the text with what no HTML page may hold, such as NUL, as a replacement mark."""
    return _NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text)
