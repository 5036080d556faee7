"""Thresholds advise, and only where they may; prompts and likeness find and decide nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.clauses import clause

from complaints_service.domain.matching import (
    Party,
    likeness,
    plain_phone,
    same_person_or_home,
    similar,
    telling_words,
)
from complaints_service.domain.prompts import Prompt, prompted_by
from complaints_service.domain.thresholds import Contact, Threshold, advice_for

BIN = Threshold("second-missed-bin", "Second missed bin in four weeks", "refuse-recycling", 2, 28,
                ("miss", "not emptied"), date(2026, 3, 1), date(2026, 12, 31))
TODAY = date(2026, 11, 23)


def contact(days_ago: int = 0, text: str = "My bin was missed.", service: str = BIN.service,
            ) -> Contact:
    return Contact(TODAY - timedelta(days=days_ago), service, text)


def advised(*earlier: Contact, asks: bool | None = None, landlord: bool = False,
            now: Contact | None = None) -> tuple[str, int] | None:
    advice = advice_for((BIN,), now or contact(), earlier, asks_to_complain=asks,
                        landlord=landlord)
    return None if advice is None else (advice.advised, advice.found)


@pytest.mark.parametrize(("earlier", "expected"), [
    # a first report is a request
    ((), ("service_request", 1)),
    # a second within the days is a complaint; the last day is within
    ((contact(28),), ("complaint", 2)),
    # one day longer ago counts no more
    ((contact(29),), ("service_request", 1)),
    # another matter of the same service does not count
    ((contact(3, "The garden waste sticker did not come."),), ("service_request", 1)),
    # nor does another service
    ((contact(3, service="parking"),), ("service_request", 1)),
    # nor what came later than the contact that is looked at
    ((contact(-1),), ("service_request", 1)),
])
def test_what_is_counted(earlier: tuple[Contact, ...], expected: tuple[str, int]) -> None:
    assert advised(*earlier) == expected


@clause("HO 1.3", "LGSCO 5.3")
def test_who_asks_to_complain_meets_no_threshold() -> None:
    """The choice is theirs, however few times they have told us."""
    assert advised(asks=True) is None
    assert advised(asks=False) == ("service_request", 1)


@clause("HO 1.3")
def test_a_landlord_has_no_threshold() -> None:
    """Off for every service in which the council acts as landlord."""
    assert advised(contact(1), landlord=True) is None


@pytest.mark.parametrize(("day", "holds"), [
    # the first and the last day are included
    (date(2026, 2, 28), False), (date(2026, 3, 1), True),
    (date(2026, 12, 31), True), (date(2027, 1, 1), False),
])
def test_a_threshold_holds_from_one_day_to_another(day: date, holds: bool) -> None:
    now = Contact(day, BIN.service, "missed")
    assert (advised(now=now) is not None) is holds


def test_a_contact_about_another_matter_is_not_advised_upon() -> None:
    assert advised(now=contact(text="Please send me a second bin.")) is None


ADA = Party("Ada Brook", "ada@example.org", "01632 960123", "22 Otter Way", "ZZ99 1AB")


@pytest.mark.parametrize(("other", "why"), [
    # the same address of email in other letters
    (Party("A. B.", email="ADA@example.org"), ("email",)),
    # the same number, with the country before it
    (Party("Somebody", phone="+44 (0)1632 960123".replace("(0)", "")), ("phone",)),
    # the same home, differently written; another person in it
    (Party("Tom Brook", address="Flat 22, Otter Way", postcode="zz991ab"), ("address",)),
    # two spellings of one name at one postcode
    (Party("Aida Brook", postcode="ZZ99 1AB"), ("similar_name",)),
    # the same name, a title before it and the parts the other way about
    (Party("BROOK, Mrs Ada"), ("name",)),
    # an accent more
    (Party("Adá Brook"), ("name",)),
    # a similar name elsewhere says nothing
    (Party("Aida Brook", postcode="ZZ99 9ZZ"), ()),
    # neighbours are not the same home
    (Party("Ben Ngo", address="24 Otter Way", postcode="ZZ99 1AB"), ()),
    # nothing known on either side is not alike
    (Party(), ()),
])
def test_bug_35_why_two_may_be_one(other: Party, why: tuple[str, ...]) -> None:
    assert likeness(ADA, other) == why


def test_a_name_alone_is_not_sure_enough_to_count_by() -> None:
    assert not same_person_or_home(["name"])
    assert same_person_or_home(["name", "email"])


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_goes_both_ways(one: str, other: str) -> None:
    a, b = Party(one, phone=other), Party(other, phone=one)
    assert set(likeness(a, b)) == set(likeness(b, a))
    assert plain_phone(plain_phone(one)) == plain_phone(one)


def test_similar_words() -> None:
    """Neighbours who tell of one thing in their own words; others who do not."""
    one = telling_words("The lift in Mill House is broken again and my mother, who uses a "
                        "wheelchair, cannot leave the third floor.")
    other = telling_words("Lift broken in Mill House. We live on the third floor and my wheelchair "
                          "cannot get out.")
    third = telling_words("The council tax bill charges me twice for the same month in spring and "
                          "nobody answers the telephone.")
    assert similar(one, other)
    assert not similar(one, third)
    assert not similar(telling_words("Missed bin"), telling_words("Missed bin"))


DAMP = Prompt("hazard", "hazard", "A hazard", "Ring repairs.", ("damp", "gas leak"),
              landlord_only=True)
HELP = Prompt("help", "vulnerability", "Help", "Ask.", ("disab",))


@pytest.mark.parametrize(("text", "landlord", "keys"), [
    # the beginning of a word, in any capitals
    ("There is DAMPNESS in her room and she is disabled.", True, ["hazard", "help"]),
    # only where the council is the landlord
    ("There is damp in the library.", False, []),
    # not in the middle of a word
    ("I was undamped in spirit.", True, []),
    # two words together
    ("We smelt a gas leak.", True, ["hazard"]),
])
def test_prompts(text: str, landlord: bool, keys: list[str]) -> None:
    found = prompted_by(text, (DAMP, HELP), landlord=landlord)
    assert [one.prompt.key for one in found] == keys
