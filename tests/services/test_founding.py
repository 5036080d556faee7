"""Which name of a council is another council, and which a slip of the hand."""

from __future__ import annotations

import pytest

from complaints_service.services.founding import alike, distance


@pytest.mark.parametrize(("typed", "there"), [
    # a letter left out, doubled, changed, or two swapped
    ("runymede", "runnymede"), ("runnymeede", "runnymede"), ("rumnymede", "runnymede"),
    ("runnymeed", "runnymede"), ("alderborne", "alderbourne"),
    # a hyphen too many
    ("alder-bourne", "alderbourne"),
    ("surrey-heeth-borough", "surrey-heeth-burough"),
])
def test_a_slip(typed: str, there: str) -> None:
    assert alike(typed, ["elmbridge", there]) == there


@pytest.mark.parametrize(("typed", "there"), [
    # short words that differ are different words
    ("east", "west"), ("north-devon", "south-devon"),
    # what differs in a digit or in the last letter numbers things
    ("council-a", "council-b"), ("borough1", "borough2"), ("councila", "councilb"),
    ("testing2", "testing"),
    ("waverley", "woking"), ("surrey-heath", "west-surrey"),
])
def test_another_council(typed: str, there: str) -> None:
    assert alike(typed, [there]) is None


@pytest.mark.parametrize(("one", "other", "letters"), [
    ("", "", 0), ("a", "", 1), ("abc", "acb", 1), ("kitten", "sitting", 3), ("abcd", "badc", 2),
])
def test_letters_between_words(one: str, other: str, letters: int) -> None:
    assert distance(one, other) == distance(other, one) == letters
