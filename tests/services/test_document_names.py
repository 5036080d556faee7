"""File names: what a client calls a file, and what it is kept as."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints_service.services.document_names import LONGEST, safe_name

NAMES = [
    # No name leads anywhere
    ("../../etc/passwd.txt", "passwd.txt"), ("C:\\fakepath\\a.txt", "a.txt"), ("/", "document"),
    ("..", "document"), ("", "document"), (None, "document"), ("..txt", "document.txt"),
    # Nothing ends a header or begins another
    ("a\r\nX-Evil: 1.txt", "aX-Evil_ 1.txt"), ('a"b\';c.txt', "a_b'_c.txt"),
    # Names that a system keeps for itself
    ("con.txt", "_con.txt"), ("LPT1.a.txt", "_LPT1.a.txt"), ("NUL", "_NUL"),
    ("aux .pdf", "_aux.pdf"),
    # Marks that turn a name round, and characters that hide
    ("\u202etxt.cod\u2066.txt", "txt.cod.txt"), ("a\u200b\x00b.txt", "ab.txt"),
    # Long ones keep their ending
    ("x" * 5000 + ".txt", "x" * (LONGEST - 4) + ".txt"),
    # One letter is one letter, however it was typed
    ("e\u0301.txt", "\u00e9.txt"), ("a .txt", "a.txt"), ("<img src=x>.TXT", "_img src=x_.txt"),
    # Other scripts stay
    ("文書 – Zoë.pdf", "文書 – Zoë.pdf"),
]


@pytest.mark.parametrize(("called", "kept"), NAMES)
def test_a_name_is_made_safe(called: str | None, kept: str) -> None:
    assert safe_name(called) == kept


@given(st.text(max_size=300))
def test_every_name_is_safe_and_stays_as_it_is(called: str) -> None:
    name = safe_name(called)
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\<>:"|?*%;\r\n\0')
    assert all(unicodedata.category(one) not in ("Cc", "Cf", "Cs") for one in name)
    assert name not in (".", "..")
    assert not name.startswith(".")
    assert safe_name(name) == name
