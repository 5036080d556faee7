"""Colours of a council's brand: which can carry white text."""

from __future__ import annotations

import re

from complaints_service.domain.refusals import InvalidData

LEAST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3: text against what lies behind it."""
WHITE = "#ffffff"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def checked_colour(colour: str) -> str:
    """Return a colour `#rrggbb` on which white text can be read.

    Raises `InvalidData` for what is no colour, or is too light.
    """
    if not _HEX.fullmatch(colour):
        raise InvalidData("colour", f"colour is {colour[:20]!r}; give it as #rrggbb, such as "
                          "#1d3557.")
    found = contrast(colour, WHITE)
    if found < LEAST_CONTRAST:
        raise InvalidData("colour", f"colour is {colour}, on which white text has a contrast of "
                          f"{found:.1f} to 1; choose a darker one, with {LEAST_CONTRAST} or more.")
    return colour.lower()


def contrast(one: str, other: str) -> float:
    """Return how two colours `#rrggbb` stand out from each other, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
