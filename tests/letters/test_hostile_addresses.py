"""Proves that no letter fetches, holds or starts anything, whatever addresses are written in it."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject
from support.letters import facts_saying
from support.pdf_signs import sheets

from complaints_service.content.letters import load_letter_rules
from complaints_service.domain.letter_facts import LetterKind
from complaints_service.letters.compose import compose
from complaints_service.letters.pdf import PdfFailed, render_pdf

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
RULES = load_letter_rules()
SECONDS = 60.0
CANARY = "the-canary-sang"
PAGE = '<!DOCTYPE html><html lang="en"><head><title>T</title></head><body>{}<p>end</p></body>'

# How an address may be written so that something fetches it; {at} is the address.
SHAPES = (
    '<img src="{at}" alt="a">', "<img srcset='{at} 2x' alt=a>",
    "<picture><source srcset='{at}'><img src='{at}' alt=a></picture>",
    "<style>@import url({at});</style>", "<style>@import '{at}';</style>",
    "<style>@font-face {{ font-family: q; src: url({at}) }} p {{ font-family: q }}</style>",
    "<style>body {{ background: url({at}); list-style: url({at}); cursor: url({at}) }}</style>",
    "<style>p::before {{ content: url({at}) }}</style>",
    "<style>@page {{ background: url({at}); @top-left {{ content: url({at}) }} }}</style>",
    "<div style=\"background-image: image-set('{at}' 1x)\">x</div>",
    "<div style='border-image: url({at}) 1'>x</div>", "<div style='mask: url({at}#m)'>x</div>",
    "<svg width='9' height='9'><image href='{at}' width='9' height='9'/></svg>",
    "<svg width='9' height='9'><image xlink:href='{at}' width='9' height='9'/></svg>",
    "<svg width='9' height='9'><use href='{at}#x'/></svg>",
    "<svg width='9' height='9'><style>@import url({at});</style><text>x</text></svg>",
    "<object data='{at}'></object>", "<object data='{at}' type='application/pdf'>x</object>",
    "<embed src='{at}'>", "<iframe src='{at}'></iframe>", "<frameset><frame src='{at}'></frameset>",
    "<link rel='stylesheet' href='{at}'>", "<link rel='attachment' href='{at}'>",
    "<link rel='icon' href='{at}'>", "<link rel='preload' as='style' href='{at}'>",
    "<a rel='attachment' href='{at}'>x</a>", "<video src='{at}' poster='{at}'></video>",
    "<audio src='{at}'></audio>", "<input type='image' src='{at}' alt='a'>",
    "<base href='{at}'><img src='x.png' alt='a'>",
    "<meta http-equiv='refresh' content='0;url={at}'>",
    "<body background='{at}'>", "<table background='{at}'><tr><td>x</td></tr></table>",
    "<script src='{at}'></script>",
)  # fmt: skip
ACTIVE = ("/EmbeddedFiles", "/EmbeddedFile", "/JavaScript", "/JS", "/Launch", "/SubmitForm",
          "/ImportData", "/OpenAction", "/AA", "/RichMedia", "/GoToR", "/GoToE")


@dataclass
class Trap:
    """A listener on this machine and a file that nobody may read; `calls` counts who came."""

    port: int
    canary: Path
    calls: list[object] = field(default_factory=list)

    def addresses(self) -> tuple[str, ...]:
        """Every way to reach them, and ways out of the folder of letters."""
        return (
            f"http://127.0.0.1:{self.port}/x", f"HTTP://localhost:{self.port}/x.css",
            f"https://127.0.0.1:{self.port}/x", f"ftp://127.0.0.1:{self.port}/x",
            f"//127.0.0.1:{self.port}/x", self.canary.as_uri(), str(self.canary),
            f"data:text/plain,{CANARY}",
            "bundled:../letter.html", "bundled:%2e%2e/letter.html", f"bundled:{self.canary}",
            f"bundled:print.css#{self.canary}", "bundled:receipt.html",
        )


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Trap]:
    """Lend a trap; at the end nobody may have come to it."""
    canary = tmp_path / "canary.css"
    canary.write_text(f"p::after {{ content: '{CANARY}' }}", encoding="utf-8")
    with listening() as (port, calls):
        yield Trap(port, canary, calls)
        assert calls == []


@contextmanager
def listening() -> Iterator[tuple[int, list[object]]]:
    """Lend a port on which every call is counted."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        def count() -> None:
            while True:
                try:
                    calls.append(server.accept())
                except OSError:
                    return

        threading.Thread(target=count, daemon=True).start()
        yield server.getsockname()[1], calls


def printed(html: str) -> bytes:
    """Return the PDF; a refused document stands for an empty one, as it reached nothing either."""
    try:
        return render_pdf(html, seconds=SECONDS)
    except PdfFailed:
        return render_pdf(PAGE.format("refused"), seconds=SECONDS)


def streams(pdf: bytes) -> Iterator[bytes]:
    """Yield every stream of a PDF as it is once unpacked."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
        found = reader.get_object(number)
        if isinstance(found, StreamObject):
            yield found.get_data()


def names(found: Any, seen: set[int] | None = None) -> set[str]:
    """Return the keys and names of everything that a PDF's root leads to."""
    seen = set() if seen is None else seen
    found = found.get_object() if hasattr(found, "get_object") else found
    if id(found) in seen:
        return set()
    seen.add(id(found))
    if isinstance(found, dict):
        return set(found) | {n for one in found.values() for n in names(one, seen)}
    if isinstance(found, list):
        return {n for one in found for n in names(one, seen)}
    return {str(found)} if isinstance(found, NameObject) else set()


def assert_inert(pdf: bytes) -> None:
    """Fail when the PDF holds a file, an action or what only a file outside could have told."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert not reader.attachments
    assert names(reader.trailer["/Root"]).isdisjoint(ACTIVE)


@pytest.mark.parametrize("shape", SHAPES)
def test_markup_that_asks_for_an_address_gets_nothing(shape: str, trap: Trap) -> None:
    """As if somebody's words had slipped through unescaped, which they never do."""
    pdf = printed(PAGE.format("".join(shape.format(at=at) for at in trap.addresses())))
    assert_inert(pdf)
    assert not any(CANARY.encode() in one for one in (pdf, *streams(pdf)))
    assert CANARY not in "".join(word for sheet in sheets(pdf)[1] for word in sheet.words)


@pytest.mark.parametrize("kind", list(LetterKind))
def test_addresses_in_every_field_are_words_like_any_other(kind: LetterKind, trap: Trap) -> None:
    """Every shape stands in every field of some kind of letter, with the listener and the file."""
    place, kinds = list(LetterKind).index(kind), len(LetterKind)
    reached = (trap.addresses()[0], trap.canary.as_uri())
    said = " ".join(shape.format(at=at) for shape in SHAPES[place::kinds] for at in reached)
    letter = compose(facts_saying(said, kind), RULES)
    pdf = render_pdf(letter.html, seconds=SECONDS)
    assert_inert(pdf)
    assert "/URI" not in names(pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"])
    assert not any(CANARY.encode() in one for one in (pdf, *streams(pdf)))
    words = "".join("".join(word for sheet in sheets(pdf)[1] for word in sheet.words).split())
    assert words.count("".join(said.split())) > 1, "the words themselves are printed"


def test_the_trap_catches_whoever_comes() -> None:
    with listening() as (port, calls), socket.create_connection(("127.0.0.1", port), 5):
        for _ in range(100):
            if calls:
                return
            threading.Event().wait(0.05)
    pytest.fail("nobody was counted")


def test_the_search_finds_what_is_hidden() -> None:
    writer = pypdf.PdfWriter(io.BytesIO(render_pdf(PAGE.format("x"), seconds=SECONDS)))
    writer.add_attachment("x.txt", CANARY.encode())
    script = {"/S": "/JavaScript", "/JS": "app.alert(1)"}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject(key): TextStringObject(value) for key, value in script.items()})
    held = io.BytesIO()
    writer.write(held)
    assert {"/EmbeddedFiles", "/OpenAction", "/JS"} <= names(
        pypdf.PdfReader(io.BytesIO(held.getvalue())).trailer["/Root"])
    assert any(CANARY.encode() in one for one in streams(held.getvalue()))
