"""Reads the signs of a PDF in the order in which they are drawn, each as its font's map has it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pypdf
from pypdf.generic import ContentStream

PAIR = re.compile(rb"<([0-9a-f]+)>\s*<([0-9a-f]*)>")
BATCH = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)


@dataclass
class Sheet:
    """One page: its words, without what is marked as mere decoration, and its sizes of type."""

    words: list[str] = field(default_factory=list)
    sizes: set[float] = field(default_factory=set)


@dataclass
class _Pen:
    """Where a page's drawing stands; `marks` holds whether each open part is decoration."""

    signs: Mapping[int, str] = field(default_factory=dict)
    size: float = 0.0
    scale: float = 1.0
    text_scale: float = 1.0
    kept: list[float] = field(default_factory=list)
    marks: list[bool] = field(default_factory=list)


def sheets(pdf: bytes) -> tuple[pypdf.PdfReader, tuple[Sheet, ...]]:
    """Return the document, and each of its pages as drawn."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    maps: dict[int, Mapping[int, str]] = {}
    return reader, tuple(_sheet(one, reader, maps) for one in reader.pages)


def _sheet(
    page: pypdf.PageObject, reader: pypdf.PdfReader, maps: dict[int, Mapping[int, str]]
) -> Sheet:
    sheet, pen = Sheet(), _Pen()
    fonts = page["/Resources"].get("/Font", {})
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"Tf":
            font = fonts[operands[0]]
            pen.signs = maps.setdefault(id(font.get_object()), _map(font))
            pen.size = float(operands[1])
        elif operator in (b"TJ", b"Tj"):
            _shown(sheet, pen, operands)
        else:
            _moved(pen, operator, operands)
    return sheet


def _moved(pen: _Pen, operator: bytes, operands: Any) -> None:
    """Follow what changes the scale, or opens and ends a marked part."""
    if operator == b"cm":
        pen.scale *= abs(float(operands[3]))
    elif operator == b"Tm":
        pen.text_scale = abs(float(operands[3]))
    elif operator == b"q":
        pen.kept.append(pen.scale)
    elif operator == b"Q":
        pen.scale = pen.kept.pop()
    elif operator in (b"BDC", b"BMC"):
        pen.marks.append(operands[0] == "/Artifact")
    elif operator == b"EMC":
        pen.marks.pop()


def _shown(sheet: Sheet, pen: _Pen, operands: Any) -> None:
    items = operands[0] if isinstance(operands[0], list) else operands
    text = "".join(_read(one, pen.signs) for one in items)
    if text.strip():
        sheet.sizes.add(round(pen.size * pen.text_scale * pen.scale, 1))
    if not any(pen.marks):
        sheet.words.append(text)


def _read(item: Any, signs: Mapping[int, str]) -> str:
    if isinstance(item, (int, float)):
        return ""
    drawn = item.original_bytes
    return "".join(signs[number] for number in _numbers(drawn))


def _numbers(drawn: bytes) -> Iterator[int]:
    for at in range(0, len(drawn), 2):
        yield int.from_bytes(drawn[at:at + 2])


def _map(font: Any) -> Mapping[int, str]:
    """What each sign of a font stands for; a sign without a meaning fails where it is drawn."""
    told = font.get_object()["/ToUnicode"].get_object().get_data()
    return {
        int(sign, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for batch in BATCH.findall(told) for sign, text in PAIR.findall(batch)
    }
