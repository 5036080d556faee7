"""Proves how dates, money and people's own words look."""

from __future__ import annotations

from datetime import date

import pytest
from markupsafe import Markup

from complaints_service.letters.plain_text import plain_text
from complaints_service.letters.wording import (
    line,
    money,
    paragraphs,
    readable,
    series,
    uk_date,
    uk_day,
)


def test_dates_are_written_out_in_english_whatever_the_machine_speaks() -> None:
    assert uk_date(date(2026, 11, 3)) == "3 November 2026"
    assert uk_day(date(2026, 11, 23)) == "Monday 23 November 2026"


@pytest.mark.parametrize(
    ("pence", "shown"),
    # Whole pounds without pence, thousands with a comma
    [(0, "£0"), (5, "£0.05"), (5000, "£50"), (15050, "£150.50"), (125000, "£1,250")],
)
def test_money_is_pounds(pence: int, shown: str) -> None:
    assert money(pence) == shown


@pytest.mark.parametrize(
    ("items", "shown"),
    [((), ""), ((1,), "1"), ((1, 2), "1 and 2"), ((1, 2, 3), "1, 2 and 3")],
)
def test_a_series_reads_as_a_sentence(items: tuple[int, ...], shown: str) -> None:
    assert series(items) == shown


def test_a_letter_and_its_accent_become_one_sign_where_there_is_one() -> None:
    assert readable("e\u0301tude, Nguye\u0302\u0303n") == "\u00e9tude, Nguy\u1ec5n"
    assert readable("Z\u0335") == "Z\u0335"


def test_words_are_escaped_once_and_their_line_breaks_kept() -> None:
    assert paragraphs("A & B\n<c>\n\nd") == Markup(
        '<p dir="auto">A &amp; B<br>&lt;c&gt;</p>\n<p dir="auto">d</p>'
    )
    assert line(" one\n two ") == Markup("<bdi>one two</bdi>")


@pytest.mark.parametrize(("typed", "shown"), [
    # Two lines or more with a hyphen, an asterisk or a bullet.
    ("- a\n- b", '<ul><li dir="auto">a</li><li dir="auto">b</li></ul>'),
    ("* <a>\n• b", '<ul><li dir="auto">&lt;a&gt;</li><li dir="auto">b</li></ul>'),
    # Lines that count from 1, and what stands before and after them.
    ("We found:\n1. a\n2) b\nSo it is.", ('<p dir="auto">We found:</p>\n<ol><li dir="auto">a</li>'
     '<li dir="auto">b</li></ol>\n<p dir="auto">So it is.</p>')),
    # One line, another count, a date or a sum makes no list.
    ("- a", '<p dir="auto">- a</p>'), ("1. April", '<p dir="auto">1. April</p>'),
    ("2. a\n3. b", '<p dir="auto">2. a<br>3. b</p>'), ("-5\n-6", '<p dir="auto">-5<br>-6</p>'),
    # Nothing else is a sign of anything.
    ("**a** _b_ # c", '<p dir="auto">**a** _b_ # c</p>'),
])
def test_lists_as_people_type_them(typed: str, shown: str) -> None:
    assert str(paragraphs(typed)) == shown


def test_plain_text_keeps_order_lists_and_paragraphs() -> None:
    html = (
        "<head><title>no</title><style>no</style></head><h2>Head</h2><p>One<br>two &amp; 3</p>"
        "<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>"
    )
    assert plain_text(html) == "Head\n\nOne\ntwo & 3\n\n- a\n- b\n\n1. c\n2. d"


# A piece of HTML and its words.
PIECES = [
    # An attribute's value may hold the sign that ends a tag
    ('<p title="a > b">One</p><p>Two</p>', "One\n\nTwo"),
    # What people wrote arrives escaped and leaves as they wrote it
    ("<p>&lt;b&gt; &amp;amp; &#8217; a &lt; b</p>", "<b> &amp; ’ a < b"),
    # A comment, the document type, the head and the style say nothing
    ("<!DOCTYPE html><head><title>T</title><style>p {}</style></head><!-- <p>x</p> --><p>y</p>",
     "y"),
    # Numbers begin anew in each list
    ("<ol><li>a</li><li>b</li></ol><ol><li>c</li></ol>", "1. a\n2. b\n\n1. c"),
    # A name that only looks like a known element breaks no line
    ("<p>a<pq>b</pq>c</p>", "abc"),
    # Large and small letters name the same element
    ("<P>a</P><Br>b", "a\n\nb"),
    # A lone sign is a word like any other
    ("<p>1 < 2</p>", "1 < 2"),
    ("", ""),
]


@pytest.mark.parametrize(("html", "words"), PIECES)
def test_plain_text_reads_html_as_a_browser_would(html: str, words: str) -> None:
    assert plain_text(html) == words
    assert plain_text(Markup(html)) == words  # noqa: S704 (its own words)
