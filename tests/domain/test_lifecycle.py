"""The machine's answers: next states, what is refused and why, and what it keeps: nothing."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from support.workflows import CODES, CONDITIONS, SMALL, facts, written

from complaints_service.content.workflows import load_workflow
from complaints_service.domain.lifecycle import (
    Condition,
    ConditionUnmet,
    Lifecycle,
    NotAllowed,
    StateSpec,
    Step,
)
from complaints_service.domain.lifecycle_diagram import mermaid


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Lifecycle:
    folder: Path = tmp_path_factory.mktemp("workflow")
    return load_workflow(written(folder, SMALL), CONDITIONS, CODES)


LEADS = [
    # A step with its conditions met.
    ("open", "answer", {"told": True, "answered": True}, None, "answered"),
    # A step that leaves the state as it is.
    ("second", "note", {}, None, "second"),
    # One command, two steps: the one whose source it is.
    ("answered", "ask_again", {}, None, "second"),
    ("open", "ask_again", {"overdue": True}, None, "open"),
    # The event decides, within the set.
    ("parked", "unmerge", {}, "second", "second"),
    ("parked", "unmerge", {}, "parked", "parked"),
    # A target given where the step has only one is checked too.
    ("answered", "ask_again", {}, "second", "second"),
]


@pytest.mark.parametrize(("state", "command", "true", "target", "after"), LEADS)
def test_where_a_step_leads(small, state, command, true, target, after) -> None:
    assert small.next_state(state, command, facts(**true), target) == after


REFUSED = [
    # A command nobody knows; a state nobody knows; a step from elsewhere.
    ("open", "celebrate", {}, None),
    ("nowhere", "note", {}, None),
    ("done", "note", {}, None),
    ("second", "answer", {"told": True, "answered": True}, None),
    # A target outside the set.
    ("parked", "unmerge", {}, "done"),
    ("answered", "ask_again", {}, "done"),
]


@pytest.mark.parametrize(("state", "command", "true", "target"), REFUSED)
def test_what_is_not_allowed(small, state, command, true, target) -> None:
    with pytest.raises(NotAllowed) as refused:
        small.next_state(state, command, facts(**true), target)
    assert (refused.value.command, refused.value.state) == (command, state)


@pytest.mark.parametrize(
    ("state", "command", "true", "rule"),
    [
        # The first unmet condition names the rule.
        ("open", "answer", {}, "reason_missing"),
        ("open", "answer", {"told": True}, "point_unanswered"),
        ("open", "answer", {"answered": True}, "reason_missing"),
        ("open", "ask_again", {}, "not_allowed"),
    ],
)
def test_which_rule_an_unmet_condition_breaks(small, state, command, true, rule) -> None:
    with pytest.raises(ConditionUnmet) as refused:
        small.next_state(state, command, facts(**true))
    assert refused.value.rule == rule


def test_a_target_left_out_is_the_programs_fault(small: Lifecycle) -> None:
    with pytest.raises(ValueError, match="must be given"):
        small.next_state("parked", "unmerge", facts())


def test_what_is_open_is_what_succeeds(small: Lifecycle) -> None:
    # The page draws open_steps; next_state decides. In every state, under all facts, they agree.
    asked = 0
    for values in itertools.product([False, True], repeat=len(CONDITIONS)):
        these = facts(**dict(zip(CONDITIONS, values, strict=True)))
        for state in small.states:
            open_now = small.open_steps(state, these)
            for command in small.commands:
                target = "open" if command == "unmerge" else None
                try:
                    small.next_state(state, command, these, target)
                    succeeds = True
                except (NotAllowed, ConditionUnmet):
                    succeeds = False
                assert succeeds == (command in open_now), (state, command, values)
                asked += 1
    assert asked == 8 * 5 * 6


def test_of_several_steps_the_first_that_applies_is_taken() -> None:
    told = Condition("told", "reason_missing")
    several = Lifecycle(
        key="x", title="x", edition="x", initial="a",
        states={key: StateSpec(key, key, "contact") for key in "abc"},
        steps=(
            Step("go", frozenset("a"), "b", (told,)),
            Step("go", frozenset("a"), "c", (Condition("overdue", "not_allowed"),)),
        ),
    )
    assert several.next_state("a", "go", facts(told=True, overdue=True)) == "b"
    assert several.next_state("a", "go", facts(overdue=True)) == "c"
    with pytest.raises(ConditionUnmet) as refused:
        several.next_state("a", "go", facts())
    assert refused.value.rule == "reason_missing"


def test_a_step_that_names_no_state_cannot_be_built() -> None:
    # The library itself would take it and never let it happen.
    with pytest.raises(ValueError, match="no known state: x"):
        Lifecycle(
            key="x", title="x", edition="x", initial="a",
            states={"a": StateSpec("a", "a", "contact")},
            steps=(Step("go", frozenset("x"), "a"),),
        )


def test_a_hundred_thousand_steps_leave_nothing_in_the_machine(small: Lifecycle) -> None:
    these = facts(told=True, answered=True)
    for _ in range(50_000):
        small.next_state("open", "answer", these)
        small.next_state("answered", "ask_again", these)
    assert small._machine.models == []


def test_the_diagram_shows_every_way_and_every_command(small: Lifecycle) -> None:
    drawn = mermaid(small)
    for line in (
        "[*] --> open",
        "open --> answered: answer",
        "answered --> second: ask_again",
        "parked --> open: unmerge",
        "done --> [*]",
        "The state stays: note",
    ):
        assert line in drawn
    assert "parked --> parked" not in drawn
