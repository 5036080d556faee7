"""Proves that letters of random lives print as accessible PDF with every word in it.

A few of each kind here; `make letters` takes two hundred of each.
"""

from __future__ import annotations

import random

import pytest
from support.letter_cases import random_case
from support.letter_reading import bare, differences, faults
from support.pdf_signs import sheets

from complaints_service.domain.letter_facts import LetterKind
from complaints_service.letters.pdf import render_pdf

A_KIND = 2
SEEDS = random.Random().sample(range(1_000_000), A_KIND)
SECONDS = 60.0
PAGE = '<!DOCTYPE html><html lang="en"><head><title>T</title></head><body>{}</body></html>'


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(LetterKind))
def test_letters_of_random_lives_print_with_every_word(kind: LetterKind) -> None:
    for turn, seed in enumerate(SEEDS):
        case, large = random_case(kind, seed), turn == 0
        pdf = render_pdf(case.letter.html, large_print=large, seconds=SECONDS)
        assert list(faults(case, pdf, large_print=large)) == [], f"{kind}, seed {seed}"


# What is written, and what a machine must read, though it is drawn of several signs.
SPELT = [
    # A letter first met under an accent that has no sign of its own stays that letter ever after
    ("Z\u0323\u0335 Zebra", "Z\u0323\u0335 Zebra"),
    ("a\u0301\u0316b, abba", "a\u0301\u0316b, abba"),
    # Brackets that a right-to-left line turns round stay as they are elsewhere
    ("<p dir=auto>(קומה)</p><p>(ground floor)</p>", "(ground floor)"),
    # Letters drawn as one sign are read as letters, and so are the shapes of Arabic letters
    ("office, flat, ﬁn", "office, flat, fin"),
    ("<p>مرحبا</p>", "مرحبا"[::-1]),
]


@pytest.mark.slow
@pytest.mark.parametrize(("written", "heard"), SPELT)
def test_each_sign_of_a_pdf_stands_for_its_own_character(written: str, heard: str) -> None:
    pdf = render_pdf(PAGE.format(f"<p>{written}</p>"), seconds=SECONDS)
    assert bare(heard) in bare("".join("".join(one.words) for one in sheets(pdf)[1]))


# What a PDF says, what the letter says, and whether that is a difference.
READ = [
    ("Onetwo", "One two", False),
    # Another order is another text, except in a right-to-left line
    ("twoOne", "One two", True),
    ("ףוס one", "one סוף", False),
    ("ףוסX one", "one סוף", True),
    # Words left out, and words added
    ("One", "One two", True),
    ("One two three", "One two", True),
]


@pytest.mark.parametrize(("said", "wanted", "differs"), READ)
def test_the_reading_notices_what_differs(said: str, wanted: str, differs: bool) -> None:
    assert bool(list(differences(wanted, bare(said)))) is differs


def test_a_fault_of_each_sort_is_found() -> None:
    case = random_case(LetterKind.STAGE_1_RESPONSE, 1)
    other = random_case(LetterKind.ACKNOWLEDGEMENT, 1)
    pdf = render_pdf(other.letter.html, seconds=SECONDS)
    small = other.letter.html.replace("font-size: 14pt", "font-size: 9pt")
    told = [*faults(case, pdf), *faults(other, render_pdf(small, seconds=SECONDS))]
    assert any("bookmarks" in one for one in told)
    assert any("where the letter says" in one for one in told)
    assert any("points" in one for one in told)
    assert any("JavaScript" in one for one in faults(other, pdf + b"/JavaScript"))
