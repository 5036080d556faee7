"""Proves that characters without a glyph are put into words before printing."""

from __future__ import annotations

import pytest

from complaints_service.letters.glyphs import WRITINGS, drawable, glyph_finder, not_drawable


def only_western(character: str) -> bool:
    return ord(character) < 0x250 or character == "\ufffd"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        # What can be drawn stays as it is
        ("<p>Mae’r tô</p>".replace("’", "'"), "<p>Mae'r tô</p>"),
        # A pictograph is named
        ("<p>\U0001f621</p>", "<p>[pouting face]</p>"),
        # What only shapes its neighbours goes
        ("a\u200d\ufe0f\U000e0067b", "ab"),
        # A letter of a script without a font is seen to be missing, one by one
        ("屋顶", "\ufffd\ufffd"),
    ],
)
def test_what_no_font_can_draw_is_put_into_words(html: str, shown: str) -> None:
    assert drawable(html, only_western) == shown


def test_without_even_a_stand_in_a_question_mark_is_drawn() -> None:
    assert drawable("屋", lambda character: ord(character) < 0x250) == "?"


def test_this_machines_fonts_can_draw_english_and_not_what_is_unassigned() -> None:
    has_glyph = glyph_finder()
    assert all(has_glyph(character) for character in "Aé£")
    assert not has_glyph("\U000effff")


def test_the_writings_that_cannot_be_printed_are_named() -> None:
    assert not_drawable(lambda one: one not in "中か") == ["Chinese", "Japanese"]
    assert not_drawable(lambda _: True) == []
    assert not_drawable(lambda _: False) == list(WRITINGS)
