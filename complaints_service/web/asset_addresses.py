"""The address of each asset, which changes with its content so that browsers may keep it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from complaints_service.content.places import find

_DIGITS = 12


def address(name: str) -> str:
    """Return the address of an asset such as `service.css`. Raises `PlaceMissing`."""
    file = find("templates", f"web/assets/{name}")
    return f"/assets/{name}?v={_digest(file, file.stat().st_mtime_ns)}"


@lru_cache(maxsize=64)
def _digest(file: Path, changed: int) -> str:
    return digest(file.read_bytes())


def digest(content: bytes) -> str:
    """Return the few digits that tell one content from another."""
    return hashlib.sha256(content).hexdigest()[:_DIGITS]
