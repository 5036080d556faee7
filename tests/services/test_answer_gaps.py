"""What an answer lacks is told all at once, and agrees with the rules that refuse it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.lives import Lives
from support.staffed import staffed

from complaints_service.domain.refusals import Refusal
from complaints_service.services.answer_gaps import gaps_of

GOOD: dict[str, Any] = {
    "points": [
        {"n": 1, "finding": "upheld", "reasons": "We forgot."},
        {"n": 2, "finding": "not_upheld", "reasons": "The file shows it."},
    ],
    "remedies": [{"kind": "apology", "description": "We say sorry.", "due_on": "2027-01-04"}],
    "stage_1_changed": "no",
}


def told(data: dict[str, Any], stage: int = 1) -> list[tuple[str, str | None, str | None]]:
    """Rule, field and provision of each gap."""
    gaps = gaps_of(data, [1, 2], ("lgsco", "housing"), stage)
    return [(one.rule, one.field, one.provision) for one in gaps]


def changed(**changes: Any) -> dict[str, Any]:
    """The good answer with changes."""
    return copy.deepcopy(GOOD) | changes


def test_a_whole_answer_lacks_nothing() -> None:
    assert told(GOOD) == told(GOOD, stage=2) == []


@pytest.mark.parametrize(("data", "stage", "expected"), [
    # Everything that is blank is told, not only the first of it.
    (changed(points=[{"n": 1}, {"n": 2, "reasons": " "}], remedies=[]), 1, [
        ("point_unanswered", "points.0.finding", "HO 6.7, LGSCO 6.7"),
        ("point_unanswered", "points.0.reasons", "HO 6.7, LGSCO 6.7"),
        ("point_unanswered", "points.1.finding", "HO 6.7, LGSCO 6.7"),
        ("point_unanswered", "points.1.reasons", "HO 6.7, LGSCO 6.7"),
    ]),
    # A point that the form did not hold, as when it was added meanwhile.
    (changed(points=GOOD["points"][:1]), 1,
     [("point_unanswered", "points", "HO 6.7, LGSCO 6.7")]),
    # Upheld asks for a remedy …
    (changed(remedies=[]), 1, [("remedy_incomplete", "remedies", "HO 7.1, LGSCO 7.1")]),
    # … or for why there is none.
    (changed(remedies=[], no_remedy_because="It was put right at once."), 1, []),
    # A remedy says what and by when.
    (changed(remedies=[{"amount": 50.0}]), 1, [
        ("remedy_incomplete", "remedies.0.kind", "HO 7.3, LGSCO 7.3"),
        ("remedy_incomplete", "remedies.0.description", "HO 7.3, LGSCO 7.3"),
        ("remedy_incomplete", "remedies.0.due_on", "HO 7.3, LGSCO 7.3"),
    ]),
    # Stage 2 says whether stage 1's decision changes.
    (changed(stage_1_changed=""), 2, [("reason_missing", "stage_1_changed",
                                       "HO 6.19, LGSCO 6.18")]),
    (changed(stage_1_changed=""), 1, []),
])
def test_what_is_missing(
    data: dict[str, Any], stage: int, expected: list[tuple[str, str, str]]
) -> None:
    assert told(data, stage) == expected


@pytest.fixture
def lives(database_url: str, tmp_path: Path) -> Iterator[Lives]:
    """Lend a council."""
    with staffed(database_url, tmp_path, seed=9) as council:
        yield Lives(council)


BLANK = st.sampled_from([None, "", " "])
FINDING = st.one_of(BLANK, st.sampled_from(["upheld", "partly_upheld", "not_upheld",
                                            "unable_to_decide"]))
ANSWER = st.fixed_dictionaries({"finding": FINDING, "reasons": st.one_of(BLANK, st.just("So."))})
REMEDY = st.fixed_dictionaries({
    "kind": st.one_of(BLANK, st.just("apology")),
    "description": st.one_of(BLANK, st.just("Say sorry.")),
    "due_on": st.one_of(st.none(), st.just("2027-01-04")),
})
DATA = st.fixed_dictionaries({
    "points": st.lists(ANSWER, max_size=1),
    "remedies": st.lists(REMEDY, max_size=2),
    "no_remedy_because": st.one_of(BLANK, st.just("It was put right.")),
})


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=DATA)
def test_there_is_a_gap_exactly_where_the_rules_refuse(lives: Lives, data: dict[str, Any]) -> None:
    # The schema refuses a finding of blanks before any rule does; the form never sends one.
    for one in data["points"]:
        one["n"] = 1
        one["finding"] = (one["finding"] or "").strip() or None
    for remedy in data["remedies"]:
        remedy["kind"] = (remedy["kind"] or "").strip() or None
    ref = lives.investigating()
    gaps = gaps_of(data, [1], ("lgsco",), 1)
    refused: list[Refusal] = []
    try:
        lives.council.tell("handler", "respond_stage_1", ref, data)
    except Refusal as error:
        refused.append(error)
    assert [(one.rule, one.provision) for one in refused] == \
        [(one.rule, one.provision) for one in gaps[:1]]
