"""Turns the bytes of a text file into text, whatever encoding a council's program chose."""

from __future__ import annotations

import codecs

from complaints_service.content.register.errors import RegisterError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096
_UNSEEN = frozenset(range(32)) - {9, 10, 12, 13}
SAVE_AGAIN = "open it in the spreadsheet program and save it as “CSV UTF-8” or as .xlsx"


def decode(raw: bytes) -> str:
    """Return the text of a CSV file.

    A byte order mark decides; else UTF-16 shows by its zero bytes, else UTF-8 if it is valid, else
    Windows-1252 (in which £ and the curly apostrophe stand where Excel puts them), else Latin-1,
    which differs from it only in bytes that Windows-1252 leaves unused. Raises RegisterError for
    what is no text.
    """
    encoding = _encoding(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise RegisterError(
            f"The file says that it is {encoding.upper()} but breaks off at byte {error.start}: "
            f"{SAVE_AGAIN}."
        ) from error
    if "\x00" in text:
        raise RegisterError(f"The file holds zero bytes and is no text: {SAVE_AGAIN}.")
    return text


def _encoding(raw: bytes) -> str:
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    wide = _wide(raw[:_SAMPLE])
    if wide:
        return wide
    _refuse_binary(raw)
    for name in ("utf-8", "cp1252"):
        try:
            raw.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "latin-1"


def _wide(sample: bytes) -> str | None:
    """Name UTF-16 without a mark: nearly every other byte of Western text is then zero."""
    half = len(sample) // 2
    if half < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _refuse_binary(raw: bytes) -> None:
    sample = raw[:_SAMPLE]
    unseen = sum(byte in _UNSEEN for byte in sample)
    if 0 in raw or unseen * 50 > len(sample):
        raise RegisterError(f"The file is no text and no .xlsx workbook: {SAVE_AGAIN}.")
