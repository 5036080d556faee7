"""Proves how dates, money and people's own words look."""

from __future__ import annotations

from datetime import date

import pytest
from markupsafe import Markup

from complaints_service.letters.plain_text import plain_text
from complaints_service.letters.wording import line, money, paragraphs, series, uk_date, uk_day


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


def test_words_are_escaped_once_and_their_line_breaks_kept() -> None:
    assert paragraphs("A & B\n<c>\n\nd") == Markup(
        '<p dir="auto">A &amp; B<br>&lt;c&gt;</p>\n<p dir="auto">d</p>'
    )
    assert line(" one\n two ") == Markup("<bdi>one two</bdi>")


def test_plain_text_keeps_order_lists_and_paragraphs() -> None:
    html = (
        "<head><title>no</title><style>no</style></head><h2>Head</h2><p>One<br>two &amp; 3</p>"
        "<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>"
    )
    assert plain_text(html) == "Head\n\nOne\ntwo & 3\n\n- a\n- b\n\n1. c\n2. d"
