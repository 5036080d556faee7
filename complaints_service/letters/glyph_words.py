"""Tells whoever reads a PDF by machine which character each drawn sign stands for.

The renderer takes it from the first place where a sign is drawn. Where that is a letter with an
accent of its own, the letter's sign stands for nothing from then on, in every other word as well;
where it is a bracket in a right-to-left line, all brackets of the document change sides. Here the
font itself is asked, and the text only where the font knows no single character for the sign.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

UNSEEN = "\u200b"
"""Zero-width space, for a sign that adds nothing: every sign must stand for something."""
_FIRST_SHAPE, _LAST_SHAPE = "\ufb00", "\ufeff"


def teach(font_class: Any) -> None:
    """Make the renderer's class of fonts look up its signs here."""

    def given(font: Any) -> SignsOf:
        known: SignsOf = font.__dict__["to_unicode"]
        return known

    def keep(font: Any, _: Mapping[int, str]) -> None:
        font.__dict__["to_unicode"] = SignsOf(font)

    font_class.to_unicode = property(given, keep)


class SignsOf(dict[int, str]):
    """The text of each sign of one font, by the sign's number in it."""

    def __init__(self, font: Any) -> None:
        """Know nothing until a sign is drawn."""
        super().__init__()
        self._font = font

    def __setitem__(self, sign: int, text: str) -> None:
        """Keep what the sign stands for; `text` is where the renderer saw it first."""
        known = _characters(_Face(self._font)).get(sign, "")
        said = next((one for one in text if one in known), known[:1])
        super().__setitem__(sign, _plain(said) if said else text or UNSEEN)


def _plain(character: str) -> str:
    """The letters that a joined or positional form is made of; any other character as it is."""
    if _FIRST_SHAPE <= character <= _LAST_SHAPE:
        return unicodedata.normalize("NFKC", character)
    return character


class _Face:
    """A font's file, the same for the same name; it is read once a process."""

    def __init__(self, font: Any) -> None:
        self.font, self.name = font, (bytes(font.name), int(font.index))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Face) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


@cache
def _characters(face: _Face) -> Mapping[int, str]:
    """The characters that draw each sign when alone, the lowest first."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # publishes no types

    font = TTFont(io.BytesIO(face.font.file_content), fontNumber=face.font.index, lazy=True)
    names, found = font.getBestCmap() or {}, dict[int, str]()
    for number in sorted(names):
        sign = font.getGlyphID(names[number])
        found[sign] = found.get(sign, "") + chr(number)
    return MappingProxyType(found)
