"""Words meant for the public never point to a person."""

from __future__ import annotations

import pytest

from complaints_service.domain.personal_data import BLOCKED, WARNED, screen, small_number_in

NAMES = ("Ms Rhiannon Alys Example", "Jo Baker")

# (what it is, the words) that are always refused
BLOCK = [
    ("an email address", "Write to jo.baker@home.example for more."),
    ("a telephone number", "Ring (01932) 838383."),
    ("a telephone number", "Ring 01632 960123 or call in."),
    ("a telephone number", "Ring +44 (0)1632 960 123."),
    ("a telephone number", "Text 07700 900123."),
    ("a postcode", "The bins at ZZ99 1AB were missed."),
    ("a postcode", "The bins at zz991ab were missed."),
    ("a property number (UPRN)", "UPRN 999012345"),
    ("a property number (UPRN)", "Property 100062001234 was missed."),
    ("a National Insurance number", "Number QQ123456C was given."),
    ("a National Insurance number", "Number AB 12 34 56 C was given."),
    ("a complaint's reference", "See 7K3M-Q29X-4."),
    ("a complaint's reference", "See CMP-2026-004217."),
    ("a payment number", "Sort code 12-34-56 account 12345678."),
    ("a payment number", "Card 4111 1111 1111 1111 was charged."),
    ("a house number with its street", "The lamp outside 12 Orchard Close was out."),
    ("a person's name", "Rhiannon Alys Example told us."),
    ("a person's name", "rhiannon example told us."),
    ("a person's name", "Ms Example told us."),
    ("a person's name", "Mr. J Baker told us."),
]


@pytest.mark.parametrize(("kind", "words"), BLOCK)
def test_what_points_to_a_person_is_blocked(kind: str, words: str) -> None:
    assert kind in {one.kind for one in screen({"told": words}, NAMES).blocked}


# words in which nothing may be found
@pytest.mark.parametrize("words", [
    "Residents told us that missed bins were not collected for weeks.",
    "In 2026 we answered 95 of 120 complaints within 10 working days.",
    "Crew tablets now show assisted collections before the round starts.",
    "We now send texts that name the contractor and the next date.",
    "The renewal letter of 2025-26 was rewritten; 1,250 were sent.",
    "From April to June 2026 the office opened at 8.30am.",
    "Bakers and shops were told of the new collection days.",
])
def test_plain_words_pass(words: str) -> None:
    found = screen({"told": words}, NAMES)
    assert found.blocked == ()
    assert small_number_in({"told": words}) is None


@pytest.mark.parametrize(("kind", "words"), [
    ("a street name", "The lamps in Orchard Close were out."),
    ("an exact date", "It happened on 3 September."),
    ("an age", "A man aged 83 waited."),
    ("a word about health, family, origin or crime", "Her daughter uses a wheelchair."),
    ("a school or block", "Near Hilltop School."),
    ("somebody singled out", "One resident told us."),
    ("perhaps a person's name", "Then Baker came again."),
])
def test_what_a_person_must_look_at_is_warned_of(kind: str, words: str) -> None:
    assert kind in {one.kind for one in screen({"told": words}, NAMES).warned}


def test_six_words_in_a_row_from_a_complaint_are_a_quotation() -> None:
    said = "The van came twice and left the bags on the pavement."
    copied = screen({"told": "A crew left the bags on the pavement."}, sources=[said])
    assert [one.kind for one in copied.warned] == ["words quoted from a complaint"]
    own = screen({"told": "Bags were left behind on pavements."}, sources=[said])
    assert own.warned == ()


@pytest.mark.parametrize("words", [
    "2 residents told us", "three complaints", "Four young families"
])
def test_few_people_are_not_counted_in_public(words: str) -> None:
    assert small_number_in({"told": words}) is not None


def test_every_kind_has_a_case_here() -> None:
    assert set(BLOCKED) <= {kind for kind, _ in BLOCK}
    assert len(WARNED) == 6
