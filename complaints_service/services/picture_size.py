"""How many pixels a picture says it has, read from its first bytes; nothing is decoded."""

from __future__ import annotations

from pathlib import Path
from struct import error as TooShort  # noqa: N812 - named by the library like nothing else
from struct import unpack

_WITHIN = 256 * 1024
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
UNKNOWN = 2**63
"""A picture that does not say how large it is."""


def pixels(path: Path, media_type: str) -> int:
    """The number of pixels; 0 for what is no picture, `UNKNOWN` where it cannot be told."""
    ways = {"image/png": _png, "image/gif": _gif, "image/jpeg": _jpeg, "image/webp": _webp}
    way = ways.get(media_type)
    if way is None:
        return 0
    with path.open("rb") as file:
        head = file.read(_WITHIN)
    try:
        return way(head)
    except (ValueError, IndexError, TooShort):
        return UNKNOWN


def _png(head: bytes) -> int:
    width, height = unpack(">II", head[16:24])
    return int(width * height)


def _gif(head: bytes) -> int:
    width, height = unpack("<HH", head[6:10])
    return int(width * height)


def _webp(head: bytes) -> int:
    kind = head[12:16]
    if kind == b"VP8X":
        return (1 + _three(head[24:27])) * (1 + _three(head[27:30]))
    if kind == b"VP8L":
        packed = unpack("<I", head[21:25])[0]
        return int((1 + (packed & 0x3FFF)) * (1 + ((packed >> 14) & 0x3FFF)))
    width, height = unpack("<HH", head[26:30])
    return int((width & 0x3FFF) * (height & 0x3FFF))


def _three(given: bytes) -> int:
    return int.from_bytes(given, "little")


def _jpeg(head: bytes) -> int:
    """Walk from marker to marker until the frame that says its size."""
    at = 2
    while True:
        while head[at] == 0xFF and head[at + 1] == 0xFF:
            at += 1
        if head[at] != 0xFF:
            raise ValueError("no marker where one should be")
        marker = head[at + 1]
        if marker in _FRAMES:
            height, width = unpack(">HH", head[at + 5:at + 9])
            return int(width * height)
        if marker in _ALONE:
            at += 2
            continue
        at += 2 + unpack(">H", head[at + 2:at + 4])[0]
