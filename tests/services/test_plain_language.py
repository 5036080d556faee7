"""The plain-language check: what it points out, what it leaves alone, and that it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints_service.content.plain_words import PlainWords, load_plain_words
from complaints_service.services.plain_language import (
    MOST_SHOWN,
    advise,
    sentences,
    syllables_of,
)

EASY = (
    "We did not call you back. You rang us twice, in March and in May. Each time we said that "
    "we would ring you the next day, and we did not. We are sorry. A plumber will come on "
    "Monday. She will mend the tap. We will ring you on Tuesday to ask if it works."
)
HARD = (
    "Notwithstanding the aforementioned considerations, the authority's interpretation of the "
    "applicable statutory provisions necessitated comprehensive reconsideration of the "
    "administrative arrangements, culminating in unavoidable organisational complications."
)


@pytest.mark.parametrize(("text", "expected"), [
    # Full stops, question marks and exclamation marks end a sentence.
    ("We came. Did you see us? We did!", ["We came.", "Did you see us?", "We did!"]),
    # A quotation mark or bracket belongs to the sentence that it closes.
    ("You said “nobody came.” We agree.", ["You said “nobody came.”", "We agree."]),
    # Amounts, times and references do not end one.
    ("We pay £150.00 at 9.30am under part 6.7 of the policy.",
     ["We pay £150.00 at 9.30am under part 6.7 of the policy."]),
    # Titles and abbreviations do not end one.
    ("Mr. Brook wrote to us, e.g. in May.", ["Mr. Brook wrote to us, e.g. in May."]),
    # A blank line ends one, for headings have no full stop.
    ("What we found\n\nWe were late", ["What we found", "We were late"]),
    # So does the next item of a list.
    ("We will:\n- mend the tap\n- call you", ["We will:", "- mend the tap", "- call you"]),
    # A line that only wraps does not.
    ("We will mend\nthe tap.", ["We will mend\nthe tap."]),
    # Nothing has no sentence.
    (" \n ", []),
])
def test_sentences(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


@pytest.mark.parametrize(("word", "count"), [
    ("tap", 1), ("plumber", 2), ("complete", 2), ("missed", 1), ("promised", 2), ("wanted", 2),
    ("organisation", 5), ("table", 2), ("the", 1), ("houses", 2), ("Wŷn", 1), ("rhythm", 1),
])
def test_syllables(word: str, count: int) -> None:
    assert syllables_of(word) == count


def test_easy_words_have_a_low_reading_age_and_hard_words_a_high_one() -> None:
    easy, hard = advise(EASY), advise(HARD + " " + HARD)
    assert easy.reading_age is not None
    assert hard.reading_age is not None
    assert easy.reading_age <= 9
    assert hard.reading_age >= 18
    assert (easy.hard, hard.hard) == (False, True)


def test_a_good_answer_gets_no_advice() -> None:
    assert advise(EASY).nothing_to_mend


def test_a_few_words_have_no_reading_age() -> None:
    assert advise("We are sorry.").reading_age is None


@pytest.mark.parametrize(("words", "pointed_out"), [
    # Twenty-five words are still good, one more is too many.
    (25, False), (26, True),
])
def test_long_sentences(words: int, pointed_out: bool) -> None:
    advice = advise(" ".join(["tap"] * words) + ".")
    assert [one.words for one in advice.long_sentences] == [words] * pointed_out


@pytest.mark.parametrize(("text", "found"), [
    # However it is written, at either end of a sentence.
    ("Prior to your call we had begun.", ["Prior to"]),
    ("We utilise it prior\nto noon, and PRIOR TO tea.", ["utilise", "prior to"]),
    # Only whole words.
    ("The SLAughter of operatively pleasant words.", []),
    ("Our SLA is ten days.", ["SLA"]),
])
def test_jargon(text: str, found: list[str]) -> None:
    assert [one.found for one in advise(text).jargon] == found


@pytest.mark.parametrize("text", [
    "We are sorry you feel that nobody listened.",
    "I am sorry that you feel this way.",
    "We apologise for any inconvenience this may have caused.",
    "Lessons have been learnt.",
    "Please note that we were closed.",
])
def test_phrases_that_sound_as_if_we_did_not_mean_it(text: str) -> None:
    assert len(advise(text).phrases) == 1


def test_no_more_is_shown_than_helps() -> None:
    wanted = PlainWords(3, 5, {f"w{n}": "x" for n in range(40)}, {})
    text = ". ".join(f"one two three w{n}" for n in range(40))
    advice = advise(text, wanted)
    assert len(advice.jargon) == len(advice.long_sentences) == MOST_SHOWN


def test_the_shipped_list_advises_nothing_that_it_would_point_out_itself() -> None:
    wanted = load_plain_words()
    for advice in {*wanted.jargon.values()}:
        assert not advise(advice).jargon, advice


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    advice = advise(text)
    assert advice.words >= 0
    assert advice.sentences <= max(1, len(text))


@pytest.mark.timeout(10)
@pytest.mark.parametrize("text", ["a" * 500_000, "in the " * 80_000, "\n" * 500_000,
                                  "- " * 250_000, "." * 500_000, "\n \n" * 160_000, "£." * 200_000,
                                  "e.g. " * 100_000, "a.” " * 100_000])
def test_hostile_text_is_read_in_time(text: str) -> None:
    assert advise(text).words >= 0
