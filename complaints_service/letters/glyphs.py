"""Puts words in the place of characters that no font on this machine can draw."""

from __future__ import annotations

import ctypes
import ctypes.util
import unicodedata
from collections.abc import Callable
from functools import cache

STAND_IN = "\ufffd"
# Joiners, variation selectors and tags only shape their neighbours; alone they mean nothing.
SHAPERS = frozenset({"Cf", "Mn", "Me"})
PICTURES = frozenset({"So", "Sk", "Sm", "Sc"})


# A letter of each writing that residents use most, beside Latin.
WRITINGS = {
    "Arabic": "ع", "Bengali": "ক", "Chinese": "中", "Cyrillic": "Ж", "Greek": "Ω", "Gujarati": "ક",
    "Gurmukhi": "ਕ", "Hebrew": "ה", "Hindi": "क", "Japanese": "か", "Korean": "가", "Tamil": "க",
}


class _FontSet(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_int),
        ("room", ctypes.c_int),
        ("fonts", ctypes.POINTER(ctypes.c_void_p)),
    )


def drawable(html: str, has_glyph: Callable[[str], bool]) -> str:
    """Return the same HTML with every character drawable.

    Accessible PDF may not hold a character without a glyph. A pictograph becomes its name, such
    as `[pouting face]`, a mark that only shapes others goes, and anything else becomes a stand-in.
    """
    missing = {one for one in set(html) if ord(one) > 0x7E and not has_glyph(one)}
    if not missing:
        return html
    stand_in = STAND_IN if has_glyph(STAND_IN) else "?"
    return html.translate({ord(one): _in_words(one, stand_in) for one in missing})


def not_drawable(has_glyph: Callable[[str], bool]) -> list[str]:
    """Return the writings that no font here can draw: letters print stand-ins for names in them."""
    return [name for name, one in WRITINGS.items() if not has_glyph(one)]


def _in_words(character: str, stand_in: str) -> str:
    category = unicodedata.category(character)
    if category in SHAPERS:
        return ""
    name = unicodedata.name(character, "")
    return f"[{name.lower()}]" if category in PICTURES and name else stand_in


def glyph_finder() -> Callable[[str], bool]:
    """Return a question to the machine's fonts: can any of them draw this character?

    The fonts are listed once. Where the font library is not found, every character passes.
    """
    found = ctypes.util.find_library("fontconfig") or "libfontconfig.so.1"
    try:
        library = ctypes.CDLL(found)
    except OSError:
        return lambda _: True
    charsets = _charsets(library)
    has_char = library.FcCharSetHasChar
    has_char.argtypes, has_char.restype = (ctypes.c_void_p, ctypes.c_uint32), ctypes.c_int

    @cache
    def has_glyph(character: str) -> bool:
        return any(has_char(charset, ord(character)) for charset in charsets)

    return has_glyph


def _charsets(library: ctypes.CDLL) -> list[ctypes.c_void_p]:
    """Return the character set of every font, kept by the library for the process's life."""
    library.FcPatternCreate.restype = ctypes.c_void_p
    library.FcObjectSetCreate.restype = ctypes.c_void_p
    library.FcObjectSetAdd.argtypes = (ctypes.c_void_p, ctypes.c_char_p)
    library.FcFontList.argtypes = (ctypes.c_void_p,) * 3
    library.FcFontList.restype = ctypes.POINTER(_FontSet)
    library.FcPatternGetCharSet.argtypes = (
        *(ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int),
        ctypes.POINTER(ctypes.c_void_p),
    )
    wanted = library.FcObjectSetCreate()
    library.FcObjectSetAdd(wanted, b"charset")
    listed = library.FcFontList(None, library.FcPatternCreate(), wanted).contents
    charsets = []
    for n in range(listed.count):
        charset = ctypes.c_void_p()
        if library.FcPatternGetCharSet(listed.fonts[n], b"charset", 0, ctypes.byref(charset)) == 0:
            charsets.append(charset)
    return charsets
