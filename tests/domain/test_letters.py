"""Proves the pure rules about required blocks and about what facts can fill."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.letters import (
    ADVICE,
    HOUSING_OMBUDSMAN,
    LGSCO_OMBUDSMAN,
    REDECORATION,
    REPAIRS,
    letter_facts,
)

from complaints_service.domain.letter_blocks import FILLED, can_fill, signposts
from complaints_service.domain.letter_facts import LetterKind
from complaints_service.domain.letters import (
    Block,
    BlockRule,
    LetterRules,
    Need,
    circumstances_of,
)

BOTH = ("housing", "lgsco")


def rules(*rows: BlockRule) -> LetterRules:
    return LetterRules(blocks={LetterKind.DELAY: rows})


def row(key: str = "reason", **changes: object) -> BlockRule:
    needs = {"housing": Need(True, "HO 5.9", "unverified"), "lgsco": Need(False)}
    return replace(BlockRule(key=key, rule="reason_missing", needs=needs), **changes)


@pytest.mark.parametrize(
    ("codes", "provision"),
    [
        # What only the Housing Code requires is missed under the Housing Code
        (("housing",), "HO 5.9"),
        # … and where both Codes apply, because the stricter of the two holds
        (BOTH, "HO 5.9"),
        # … and where it is not yet known which Code applies
        ((), "HO 5.9"),
        # … but not under the other Code, which only recommends it
        (("lgsco",), None),
    ],
)
def test_a_block_is_missed_only_under_a_code_that_requires_it(
    codes: tuple[str, ...], provision: str | None
) -> None:
    missing = rules(row()).missing_blocks(LetterKind.DELAY, codes, [])
    assert [block.provision for block in missing] == ([provision] if provision else [])


def test_a_blank_block_counts_as_absent_and_a_filled_one_as_present() -> None:
    asked = rules(row())
    assert asked.missing_blocks(LetterKind.DELAY, BOTH, [Block("reason", " \n")])
    assert not asked.missing_blocks(LetterKind.DELAY, BOTH, [Block("reason", "The flood.")])


def test_both_provisions_are_named_when_both_codes_require_the_block() -> None:
    needs = {"housing": Need(True, "HO 6.5", "text"), "lgsco": Need(True, "LGSCO 6.5", "text")}
    missing = rules(row(needs=needs)).missing_blocks(LetterKind.DELAY, BOTH, [])
    assert missing[0].provision == "HO 6.5, LGSCO 6.5"
    assert missing[0].verified == ("text", "text")


def test_the_councils_own_standard_refuses_without_naming_a_provision() -> None:
    needs = {"housing": Need(True), "lgsco": Need(True)}
    missing = rules(row(needs=needs)).missing_blocks(LetterKind.DELAY, ("lgsco",), [])
    assert [(block.rule, block.provision) for block in missing] == [("reason_missing", None)]


@pytest.mark.parametrize(
    ("changes", "stage", "circumstances", "missed"),
    [
        # A row of one stage is not asked at the other
        ({"stage": 2}, 1, frozenset(), False),
        ({"stage": 2}, 2, frozenset(), True),
        # A row with a circumstance is asked only when it holds
        ({"when": "out_of_time"}, 1, frozenset(), False),
        ({"when": "out_of_time"}, 1, frozenset({"out_of_time"}), True),
    ],
)
def test_stage_and_circumstance_decide_whether_a_block_is_asked(
    changes: dict[str, object], stage: int, circumstances: frozenset[str], missed: bool
) -> None:
    missing = rules(row(**changes)).missing_blocks(
        LetterKind.DELAY, BOTH, [], stage=stage, circumstances=circumstances
    )
    assert bool(missing) is missed


def test_a_requirement_lapses_in_the_circumstance_that_it_names() -> None:
    needs = {"housing": Need(True, "HO 6.9", "partial"), "lgsco": Need(True, unless="over_cap")}
    asked = rules(row(needs=needs))
    over = frozenset({"over_cap"})
    assert not asked.missing_blocks(LetterKind.DELAY, ("lgsco",), [], circumstances=over)
    assert asked.missing_blocks(LetterKind.DELAY, ("lgsco",), [])
    assert asked.missing_blocks(LetterKind.DELAY, BOTH, [], circumstances=over)


@pytest.mark.parametrize(
    ("codes", "early", "by_phone", "expected"),
    [
        # An early answer by telephone may do under the LGSCO Code alone
        (("lgsco",), True, True, True),
        # The Housing Code asks for answers in writing, always
        (("housing",), True, True, False),
        (BOTH, True, True, False),
        # A formal investigation needs a written answer
        (("lgsco",), False, True, False),
        (("lgsco",), True, False, False),
    ],
)
@pytest.mark.provision("HO 6.9")
def test_when_an_early_answer_by_telephone_may_do(
    codes: tuple[str, ...], early: bool, by_phone: bool, expected: bool
) -> None:
    facts = letter_facts(
        "stage_1_response", codes, resolved_early=early, answered_by_phone=by_phone
    )
    assert ("early_phone_answer" in circumstances_of(facts)) is expected


@pytest.mark.parametrize(
    ("key", "changes", "filled"),
    [
        # The outcomes sought, or that none were stated, belong to the definition (HO 5.6)
        ("definition", {"outcomes_sought": " "}, False),
        ("definition", {"outcomes_sought": "", "outcomes_not_stated": True}, True),
        ("definition", {"definition": "\n"}, False),
        # A point that is not ours must say whose it is (HO 5.7)
        ("responsibility", {"points": (replace(REPAIRS, ours=False),)}, False),
        (
            "responsibility",
            {"points": (replace(REPAIRS, ours=False, responsibility="The water company."),)},
            True,
        ),
        # Every point of ours needs its finding and its reasons (HO 6.7)
        ("decision", {"points": (REPAIRS, replace(ADVICE, finding=""))}, False),
        ("reasons", {"points": (REPAIRS, replace(ADVICE, reasons="  "))}, False),
        ("decision", {"points": ()}, False),
        # A point of someone else's needs neither
        (
            "reasons",
            {"points": (REPAIRS, replace(ADVICE, ours=False, finding="", reasons=""))},
            True,
        ),
        # A remedy says what and by when (HO 7.3)
        ("remedy", {"remedies": (replace(REDECORATION, due_on=None),)}, False),
        ("remedy", {"remedies": (replace(REDECORATION, description=" "),)}, False),
        # Something upheld needs a remedy or the reason for none
        ("remedy", {"remedies": ()}, False),
        ("remedy", {"remedies": (), "no_remedy_because": "Already put right in May."}, True),
        # Nothing upheld needs none
        ("remedy", {"remedies": (), "points": (ADVICE,)}, True),
        # What happens next is not the explanation once more
        ("next_steps", {"explanation": "We mend it.", "next_steps": "We mend it."}, False),
        ("next_steps", {"next_steps": "We will mend it."}, True),
        # Whether stage 1 changed is one of three answers
        ("stage_1_changed", {"stage_1_changed": "perhaps"}, False),
    ],
)
def test_what_the_facts_must_hold_before_a_block_can_be_written(
    key: str, changes: dict[str, object], filled: bool
) -> None:
    assert can_fill(key, letter_facts("stage_1_response", **changes)) is filled


@pytest.mark.parametrize(
    ("kind", "changes", "filled"),
    [
        # Every point's own Ombudsman must be named
        ("extension", {"ombudsmen": (HOUSING_OMBUDSMAN,)}, False),
        ("extension", {"ombudsmen": ()}, False),
        # … with a way to reach it
        (
            "extension",
            {
                "ombudsmen": (
                    replace(HOUSING_OMBUDSMAN, telephone="", email="", address_lines=()),
                    LGSCO_OMBUDSMAN,
                )
            },
            False,
        ),
        # The final response must say how long there is, in each Ombudsman's own words
        (
            "stage_2_response",
            {"ombudsmen": (HOUSING_OMBUDSMAN, replace(LGSCO_OMBUDSMAN, time_limit_text=""))},
            False,
        ),
        (
            "extension",
            {"ombudsmen": (HOUSING_OMBUDSMAN, replace(LGSCO_OMBUDSMAN, time_limit_text=""))},
            True,
        ),
        # … which are never the same words, as the two count from different events
        (
            "stage_2_response",
            {
                "ombudsmen": (
                    HOUSING_OMBUDSMAN,
                    replace(LGSCO_OMBUDSMAN, time_limit_text=HOUSING_OMBUDSMAN.time_limit_text),
                )
            },
            False,
        ),
        ("stage_2_response", {}, True),
    ],
)
@pytest.mark.provision("HO 6.19")
@pytest.mark.provision("LGSCO 6.5")
def test_what_makes_a_signpost(kind: str, changes: dict[str, object], filled: bool) -> None:
    assert can_fill("ombudsman", letter_facts(kind, **changes)) is filled


@pytest.mark.parametrize(
    ("points", "codes", "named"),
    [
        # Only the Ombudsman that may look at the points is named
        ((REPAIRS,), ("housing",), [("housing", (1,))]),
        ((ADVICE,), ("lgsco",), [("lgsco", (2,))]),
        ((REPAIRS, ADVICE), BOTH, [("housing", (1,)), ("lgsco", (2,))]),
        # Points decide before Codes: some points of a mixed complaint may be refused alone
        ((ADVICE,), BOTH, [("lgsco", (2,))]),
        # Before there are points the Codes decide, and before those everything given is named
        ((), ("housing",), [("housing", ())]),
        ((), (), [("housing", ()), ("lgsco", ())]),
    ],
)
def test_nobody_is_sent_to_the_wrong_ombudsman(
    points: tuple[object, ...], codes: tuple[str, ...], named: list[tuple[str, tuple[int, ...]]]
) -> None:
    given = tuple(replace(body, points=()) for body in (HOUSING_OMBUDSMAN, LGSCO_OMBUDSMAN))
    facts = letter_facts("extension", codes, points=points, ombudsmen=given)
    assert [(body.key, body.points) for body in signposts(facts)] == named


def test_every_block_answers_for_bare_facts_without_failing() -> None:
    facts = letter_facts("update", (), points=(), ombudsmen=(), remedies=())
    assert {key: can_fill(key, facts) for key in FILLED}.keys() == FILLED.keys()
