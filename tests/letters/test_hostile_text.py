"""Proves that what people write is shown as they wrote it, and never acts."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError
from support.letters import ADVICE, COUNCIL, FULL, facts_saying, fullest_facts, letter_facts

from complaints_service.content.letter_templates import letter_folders
from complaints_service.content.letters import load_letter_rules
from complaints_service.domain.letter_facts import LetterFacts, LetterKind
from complaints_service.letters.compose import FrozenLetter, compose
from complaints_service.letters.serving import large_print, style_source

RULES = load_letter_rules()
HOSTILE = [
    # Script, in an element, an attribute and a scheme
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<a href='javascript:alert(1)'>here</a>",
    "</style><style>@import url(http://127.0.0.1:9/x)</style>",
    # Template code of several engines
    "{{7*7}}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    # Addresses that a renderer might fetch
    "<link rel=attachment href='file:///etc/passwd'>",
    "<object data='http://127.0.0.1:9/'></object><svg><image href='http://127.0.0.1:9/'/></svg>",
    # Ends of things, and entities as typed
    "--> ]]> */ </section></main></body></html>",
    "Fish & Chips &amp; <Ltd> $1 \\n %s",
]
ORDINARY = [
    # Welsh, emoji with joiners and flags, Arabic and Hebrew, Chinese, long words
    "Mae’r to’n gollwng ers pythefnos, ŵyr neb pam: Llanfair­pwll",
    "👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿 😡😡😡",
    "السقف يتسرب منذ أسبوعين",
    "הגג דולף",
    "屋顶漏水",
    "x" * 3000,
]


def parsed(html: str) -> Element:
    """Return the tree that a browser makes of the letter; a parse error fails the test."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(html)


def words(tree: Element) -> str:
    """Return the words of the body, without regard to white space."""
    body = tree.find("body")
    assert body is not None
    return " ".join("".join(body.itertext()).split())


def letter_saying(text: str, kind: str = "stage_1_response") -> FrozenLetter:
    """Return a letter in which every text that a person may write is this one."""
    return compose(facts_saying(text, kind), RULES)


@pytest.mark.parametrize("kind", list(LetterKind))
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(kind: LetterKind, text: str) -> None:
    letter = letter_saying(text, kind)
    tree = parsed(letter.html)
    assert " ".join(text.split()) in words(tree)
    plain = parsed(compose(fullest_facts(kind), RULES).html)
    assert {element.tag for element in tree.iter()} <= {element.tag for element in plain.iter()}
    assert all(name in ("id", "class", "dir", "lang", "charset", "name", "content")
               for element in tree.iter() for name in element.attrib)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE + ORDINARY)
def test_text_and_html_hold_the_same_words(text: str) -> None:
    letter = letter_saying(text)
    marks = "".join(c for c in letter.text if c not in "-•")
    shown = "".join(c for c in words(parsed(letter.html)) if c not in "-•")
    assert "".join(marks.split()) == "".join(shown.split())
    assert all(block.text in letter.text for block in letter.blocks)


@given(st.text(max_size=400))
def test_any_text_at_all_gives_a_well_formed_letter(text: str) -> None:
    facts = letter_facts("acknowledgement", definition=f"x{text}", recipient_name=f"x{text}")
    letter = compose(facts, RULES)
    parsed(letter.html)
    assert letter.html.encode("utf-8")


@pytest.mark.parametrize("mark", list("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
def test_marks_that_would_turn_the_reading_round_are_taken_out(mark: str) -> None:
    letter = letter_saying(f"Not {mark}upheld")
    assert mark not in letter.html
    assert "Not upheld" in letter.text


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ufeff", "\ud800"])
def test_characters_that_cannot_be_printed_are_taken_out(mark: str) -> None:
    letter = letter_saying(f"left{mark}right")
    assert mark not in letter.html
    assert "leftright" in letter.text


def test_line_ends_of_every_kind_are_kept_as_lines_and_paragraphs() -> None:
    letter = letter_saying("one\r\ntwo\rthree\u2028four\n \n\n\nfive")
    block = next(block for block in letter.blocks if block.key == "definition")
    assert "one\ntwo\nthree\nfour\n\nfive" in block.text


def test_twenty_points_are_all_there_with_their_answers() -> None:
    points = tuple(replace(ADVICE, n=n, text=f"Matter {n}.", reasons=f"Because {n}.")
                   for n in range(1, 21))  # fmt: skip
    text = compose(letter_facts("stage_1_response", ("lgsco",), points=points), RULES).text
    assert all(f"Matter {n}." in text and f"Because {n}." in text for n in range(1, 21))


def test_long_names_are_kept_whole() -> None:
    name = "Ms " + " ".join(["Example-Placeholder"] * 12)
    letter = compose(letter_facts(recipient_name=name, salutation=""), RULES)
    assert f"Dear {name}" in letter.text


@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_letter_is_an_accessible_document_that_needs_nothing_else(kind: LetterKind) -> None:
    letter = compose(fullest_facts(kind), RULES)
    tree = parsed(letter.html)
    assert tree.attrib["lang"] == "en-GB"
    assert letter.text.count("CMP-2026-004217") >= 1
    assert "Date: 23 November 2026" in letter.text
    assert len(list(tree.iter("h1"))) == 1
    title = next(tree.iter("title"))
    assert "Alderbourne Borough Council" in (title.text or "")
    levels = [int(e.tag[1]) for e in tree.iter() if e.tag in ("h1", "h2", "h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    outside = ("script", "link", "img", "iframe", "object", "embed", "a", "svg")
    assert not [element for element in tree.iter() if element.tag in outside]
    assert not any(word in letter.html for word in ("@import", "url(", " style=", "http"))
    assert len({e.attrib["id"] for e in tree.iter() if "id" in e.attrib}) == len(letter.blocks)


def test_no_type_is_smaller_than_fourteen_points() -> None:
    letter = compose(letter_facts(), RULES)
    sizes = [rest.split("pt")[0] for rest in letter.html.split("font-size: ")[1:]]
    assert sizes
    assert min(float(size) for size in sizes) >= 14


def test_large_print_is_the_same_letter_with_another_class() -> None:
    letter = compose(letter_facts(), RULES)
    large = large_print(letter.html)
    assert words(parsed(large)) == words(parsed(letter.html))
    assert "large-print" in (parsed(large).find("body") or Element("body")).attrib["class"]
    # What somebody wrote cannot stand in for the element that is changed.
    odd = compose(letter_facts(definition='<body class="letter">'), RULES).html
    assert large_print(odd).count('class="letter large-print"') == 1


def test_the_style_of_a_letter_can_be_allowed_by_its_hash() -> None:
    letter = compose(letter_facts(), RULES)
    assert style_source(letter.html).startswith("'sha256-")
    assert style_source("<p>No style</p>") == "'none'"


@pytest.mark.parametrize("colour", ["red", "#12345", "#000000; } body { display: none", ""])
def test_a_colour_that_is_none_is_refused(colour: str) -> None:
    facts = letter_facts(organisation=replace(COUNCIL, colour=colour))
    with pytest.raises(ValueError, match="give it as #rrggbb"):
        compose(facts, RULES)


@pytest.mark.parametrize(
    "wording",
    [
        # An unknown name, an unknown part, a way into Python, a way to call it
        "{{ refrence }}",
        "{{ organisation.nmae }}",
        "{{ reference.__class__ }}",
        "{{ definition.upper() }}",
        "{{ kind.mro() }}",
    ],
)
def test_wording_that_reaches_beyond_the_facts_fails(tmp_path: Path, wording: str) -> None:
    own = "{% macro block_definition() %}" + wording + "{% endmacro %}"
    (tmp_path / "acknowledgement.html").write_text(own, encoding="utf-8")
    with pytest.raises((UndefinedError, SecurityError)):
        compose(letter_facts(), RULES, (tmp_path, *letter_folders()))


def test_every_text_field_of_the_facts_was_made_hostile() -> None:
    """A field added later must join the texts above, or be one that no person writes."""
    chosen: dict[str, Any] = {name: FULL[name] for name in FULL if type(FULL[name]) is str}
    texts = {field.name for field in fields(LetterFacts) if field.type == "str"}
    never = {"reference", "on_behalf_of", "decision", "no_remedy_because", "escalation_window",
             "given_as"}
    assert texts - set(chosen) <= never
