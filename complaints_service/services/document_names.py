"""File names that do no harm: what a client calls a file, made safe to show and to save under."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
LONGEST_ENDING = 10
NAMELESS = "document"
# Hidden (controls, direction marks, joiners), half characters, and what no character is.
_NO_TEXT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FORBIDDEN = re.compile(r'[<>:"|?*%;]')
_BLANKS = re.compile(r"\s+")
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


def safe_name(given: str | None) -> str:
    """The last part of a path without anything that hides, misleads or means something to a
    system, at most `LONGEST` characters; `document` where nothing is left."""
    last = re.split(r"[/\\]", given or "")[-1]
    plain = "".join(one for one in unicodedata.normalize("NFC", last)
                    if unicodedata.category(one) not in _NO_TEXT)
    name = _BLANKS.sub(" ", _FORBIDDEN.sub("_", plain)).strip().rstrip(" .")
    stem, ending = split(name)
    stem = stem.strip(" .")
    if _RESERVED.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    return joined(stem or NAMELESS, ending)


def split(name: str) -> tuple[str, str]:
    """The name and its ending in small letters, without the dot; "" where it has none."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not ending or len(ending) > LONGEST_ENDING or not ending.isalnum():
        return name, ""
    return stem, ending.lower()


def joined(stem: str, ending: str) -> str:
    """A name of at most `LONGEST` characters with this ending."""
    short = stem[: LONGEST - len(ending) - 1].rstrip(" .") or NAMELESS
    return f"{short}.{ending}" if ending else short
