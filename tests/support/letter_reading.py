"""Reads a letter's PDF as a machine does, and lists what a resident would miss in it.

Words are compared without white space, in compatibility form (an `fi` drawn as one sign is `fi`),
without signs that are not seen (joiners, marks of direction, soft hyphens) and without the bullets
of lists. Signs that no font here can draw stand as the letter prints them. A PDF holds
right-to-left lines in the order of the eye, not of the voice; a paragraph with Arabic or Hebrew in
it must hold the same signs in any order, with brackets of either side, every other paragraph the
same signs in the same order.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

import page
import pypdf

from complaints_service.content.letters import load_letter_rules
from complaints_service.domain.letter_facts import LetterKind
from complaints_service.domain.letters import circumstances_of
from complaints_service.letters.glyphs import drawable, glyph_finder
from complaints_service.letters.plain_text import plain_text

from .letter_cases import Case
from .pdf_signs import Sheet, sheets

RULES = load_letter_rules()
UNSEEN = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp", "Cn"})
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO"})
HEADING = re.compile(r"<h([123])[^>]*>(.*?)</h\1>", re.DOTALL)
NAMED_BY = frozenset({LetterKind.ACKNOWLEDGEMENT, LetterKind.STAGE_2_ACKNOWLEDGEMENT})
SIDES = str.maketrans(")]}>»", "([{<«")
HAS_GLYPH = glyph_finder()
ACTIONS = (b"/JavaScript", b"/JS ", b"/Launch", b"/URI", b"/SubmitForm", b"/EmbeddedFile",
           b"/OpenAction", b"/AA ", b"/RichMedia")


def bare(text: str) -> str:
    """Return the signs of a text that can be seen, in compatibility form; no bullets."""
    made = unicodedata.normalize("NFKC", text)
    seen = (one for one in made
            if unicodedata.category(one) not in UNSEEN and not "\ufe00" <= one <= "\ufe0f")
    return "".join(one for one in seen if one != "•")


def sideless(text: str) -> Counter[str]:
    """Return how often each sign stands in a text; brackets of either side count alike."""
    return Counter(text.translate(SIDES))


def faults(case: Case, pdf: bytes, *, large_print: bool = False) -> Iterator[str]:
    """Yield what is wrong with a letter and its PDF; nothing where all is well."""
    reader, found = sheets(pdf)
    yield from _accessible(pdf)
    yield from _blocks(case)
    yield from _findings_without_names(case)
    yield from _document(case, reader)
    yield from _words(case, found)
    yield from _nothing_acts(pdf, reader)
    least = 18 if large_print else 14
    smallest = min(min(one.sizes) for one in found if one.sizes)
    if smallest < least:
        yield f"type of {smallest} points, where {least} is the least"


def _accessible(pdf: bytes) -> Iterator[str]:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        report = page.validate_pdf(file.name, profile=page.ValidationProfile.PDF_UA_1)
    if not report.is_compliant:
        for one in report.failures[:3]:
            yield f"not PDF/UA-1: {one.rule_id} {one.message}"


def _blocks(case: Case) -> Iterator[str]:
    facts = case.facts
    missing = RULES.missing_blocks(facts.kind, facts.codes, case.letter.blocks, stage=facts.stage,
                                   circumstances=circumstances_of(facts))
    for one in missing:
        yield f"the block {one.key} is missing ({one.provision})"
    for block in case.letter.blocks:
        if block.text not in case.letter.text:
            yield f"the block {block.key} is not in the plain text"


def _findings_without_names(case: Case) -> Iterator[str]:
    if (case.officer in case.letter.html) != (case.facts.kind in NAMED_BY):
        yield "an officer is named where findings are, or left out of an acknowledgement"


def _document(case: Case, reader: pypdf.PdfReader) -> Iterator[str]:
    root = reader.trailer["/Root"]
    title = str(reader.metadata.title if reader.metadata else "")
    if case.facts.reference not in title or case.facts.organisation.name not in title:
        yield f"the title is {title!r}"
    if root.get("/Lang") != "en-GB" or not root["/MarkInfo"]["/Marked"]:
        yield "the language or the marks are missing"
    if not root["/ViewerPreferences"]["/DisplayDocTitle"]:
        yield "the title is not shown"
    wanted = [bare(plain_text(one[1])) for one in HEADING.findall(case.letter.html)]
    marks = [bare(one) for one in _outline(reader.outline)]
    if marks != wanted:
        yield f"the bookmarks are {marks} and the headings {wanted}"


def _outline(marks: Any) -> Iterator[str]:
    for one in marks:
        if isinstance(one, list):
            yield from _outline(one)
        else:
            yield str(one["/Title"])


def _words(case: Case, found: tuple[Sheet, ...]) -> Iterator[str]:
    said = []
    for number, sheet in enumerate(found, 1):
        words = bare("".join(sheet.words))
        # What runs along the foot of every page is drawn last.
        foot = bare(f"Our reference: {case.facts.reference}Page {number} of {len(found)}")
        if not words.endswith(foot):
            yield f"page {number} ends with {words[-60:]!r}"
        said.append(words.removesuffix(foot))
    html = drawable(case.letter.html, HAS_GLYPH)
    yield from differences(plain_text(html).replace("\n- ", "\n"), "".join(said))
    text = case.letter.text.replace("\n- ", "\n")
    if bare(plain_text(case.letter.html).replace("\n- ", "\n")) != bare(text):
        yield "the plain text differs from the HTML"


def differences(wanted: str, said: str) -> Iterator[str]:
    """Yield the first paragraph whose signs the PDF does not hold, and what is there instead."""
    at = 0
    for paragraph in wanted.split("\n\n"):
        mixed = any(unicodedata.bidirectional(one) in RIGHT_TO_LEFT for one in paragraph)
        for line in paragraph.split("\n"):
            signs = bare(line)
            there = said[at:at + len(signs)]
            at += len(signs)
            if there != signs and not (mixed and sideless(there) == sideless(signs)):
                lost, more = Counter(signs) - Counter(there), Counter(there) - Counter(signs)
                yield (f"the PDF reads {there[:200]!r} where the letter says {signs[:200]!r}; lost "
                       f"{dict(lost)}, more {dict(more)}")
                return
    if at != len(said):
        yield f"the PDF goes on with {said[at:at + 200]!r}"


def _nothing_acts(pdf: bytes, reader: pypdf.PdfReader) -> Iterator[str]:
    if reader.attachments:
        yield "files are attached"
    for one in ACTIONS:
        if one in pdf:
            yield f"{one.decode().strip()} stands in the PDF"
