"""The workflow loader: what it refuses, in a sentence with file, key, value and mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.clauses import clause
from support.workflows import CODES, CONDITIONS, SMALL, written

from complaints_service.content.problems import WorkflowError
from complaints_service.content.rules import known_conditions, load_rules
from complaints_service.content.workflows import load_workflow
from complaints_service.domain.lifecycle import ConditionUnmet, NotAllowed


def refused(folder: Path, text: str) -> str:
    with pytest.raises(WorkflowError) as error:
        load_workflow(written(folder, text), CONDITIONS, CODES)
    assert error.value.problems
    assert str(error.value) == "\n".join(error.value.problems)
    for sentence in error.value.problems:
        assert sentence.startswith("small.toml: ")
        assert sentence.endswith(".")
    return str(error.value)


MENDS = [
    # A key nobody knows, at the top and inside.
    ('title = "A', 'titel = "x"\ntitle = "A', "titel is not a key known here"),
    ('to = "done"', 'to = "done"\ngo = "x"', "step[7].go is not a key known here"),
    # A key twice.
    ('edition = "2026-11"', 'edition = "a"\nedition = "b"', "edition stands twice; keep one"),
    # A key missing.
    ('initial = "open"\n', "", "initial is missing; add it"),
    ('label = "Open"\n', "", "state[1].label is missing; add it"),
    # The wrong type.
    ("number = 2", 'number = "2"', 'stage[2].number is "2"; write a whole number'),
    ("final = true", 'final = "yes"', 'state[5].final is "yes"; write true or false'),
    ('from = ["parked"]', 'from = "parked"', 'from is "parked"; write a list of words'),
    ('title = "A small workflow"', "title = 7", "title is 7; write some words"),
    # Not TOML at all.
    ('initial = "open"', "initial = open", 'line 5: "initial = open" is not TOML'),
    # A state that does not exist, as source, destination, target or beginning.
    ('to = "second"', 'to = "secnd"', 'step ask_again.to is "secnd"; no state has that key'),
    ('from = ["parked"]', 'from = ["prked"]', 'step unmerge.from is "prked"; no state has'),
    ('"second", "="]', '"third"]', 'step unmerge.to_any is "third"; no state has that key'),
    ('initial = "open"', 'initial = "begin"', 'initial is "begin"; no state has that key'),
    ('except = ["done"]', 'except = ["over"]', 'step note.from is "over"; no state has that key'),
    # A state under a stage that does not exist, or twice.
    ('stage = "stage_2"', 'stage = "stage_9"', 'state second.stage is "stage_9"; no stage has'),
    ('key = "done"', 'key = "open"', 'state.key is "open"; it stands twice; keep one'),
    # No source at all; no destination; two kinds of destination.
    ('from = ["parked"]', "from = []", "step unmerge.from is []; name at least one state"),
    ('to = "done"', "", "step finish.to is missing; name a state, or several in to_any"),
    ('to = "by_event"', 'to = "open"', 'step unmerge.to is "open"; to_any stands there too'),
    # A condition that no code knows, a rule that nobody names.
    ('"overdue"', '"overdu"', 'step ask_again.when.condition is "overdu"; the program knows no'),
    ('otherwise = "not_allowed"', 'otherwise = "never"', 'when.otherwise is "never"; no rule has'),
    # A Code nobody knows.
    ('["lgsco", "housing"]', '["lgsco", "homes"]', 'codes is "homes"; no such Code is known'),
    # A state that nothing leads to, and one that nothing leaves.
    (
        '[[state]]\nkey = "done"',
        ('[[state]]\nkey = "lost"\nlabel = "Lost"\nstage = "ended"\nfinal = true\n'
         '[[state]]\nkey = "done"'),
        'state is "lost"; no step leads to it; add one or take it out',
    ),
    ("final = true", "final = false", 'state is "done"; no step leaves it; add one, or mark it'),
]


@pytest.mark.parametrize(("stands", "instead", "sentence"), MENDS, ids=lambda text: text[:40])
def test_a_fault_is_a_sentence(tmp_path: Path, stands: str, instead: str, sentence: str) -> None:
    assert stands in SMALL
    assert sentence in refused(tmp_path, SMALL.replace(stands, instead, 1))


@pytest.mark.parametrize(
    "blank",
    ['{ condition = "", otherwise = "not_allowed" }', '{ condition = " ", otherwise = "x" }',
     '{ otherwise = "not_allowed" }', "{}"],
)
def test_bug_48_a_blank_condition_never_means_always(tmp_path: Path, blank: str) -> None:
    text = SMALL.replace('{ condition = "overdue", otherwise = "not_allowed" }', blank)
    assert "step[4].when[1].condition is" in refused(tmp_path, text)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = SMALL.replace('"overdue"', '"overdu"').replace('to = "second"', 'to = "secnd"')
    assert len(refused(tmp_path, text).splitlines()) == 2


STAGE_3 = '[[stage]]\nkey = "stage_3"\ntitle = "Panel"\nnumber = 3\n\n[[state]]\nkey = "open"'


@clause("HO 5.3")
@pytest.mark.parametrize(
    ("stands", "instead"),
    [
        # A third stage; only one; two first ones.
        ('[[state]]\nkey = "open"', STAGE_3),
        ("number = 2\n", ""),
        ("number = 2", "number = 1"),
    ],
    ids=["three", "one", "none second"],
)
def test_a_code_has_exactly_two_stages(tmp_path: Path, stands: str, instead: str) -> None:
    text = SMALL.replace(stands, instead, 1)
    assert "a Code has exactly two stages; number them 1 and 2" in refused(tmp_path, text)


@clause("HO 5.2", "LGSCO 5.2")
@pytest.mark.parametrize(
    "name",
    ["Stage 0", "Stage zero", "stage_0", "Informal resolution", "Informal stage",
     "Pre-complaint stage", "Stage 3", "Review panel", "Appeal"],
)
def test_no_stage_before_the_first_or_after_the_second(tmp_path: Path, name: str) -> None:
    text = SMALL.replace('label = "Open"', f'label = "{name}"')
    assert f'state open is "{name}"; a Code has no such stage' in refused(tmp_path, text)


def test_a_workflow_of_no_code_may_have_other_stages(tmp_path: Path) -> None:
    text = SMALL.replace('["lgsco", "housing"]', "[]").replace('[[state]]\nkey = "open"', STAGE_3)
    assert load_workflow(written(tmp_path, text), CONDITIONS, CODES).codes == ()


def test_an_absent_file_and_one_that_is_not_utf_8(tmp_path: Path) -> None:
    with pytest.raises(WorkflowError, match="cannot be read"):
        load_workflow(tmp_path / "none.toml", CONDITIONS, CODES)
    file = tmp_path / "small.toml"
    file.write_bytes(b'key = "\xff"')
    with pytest.raises(WorkflowError, match="is not UTF-8; save it as UTF-8"):
        load_workflow(file, CONDITIONS, CODES)


def test_the_shipped_workflows_use_every_condition_the_program_answers() -> None:
    rules = load_rules()
    used = {
        condition.name
        for lifecycle in (rules.lifecycle, rules.ombudsman_lifecycle)
        for step in lifecycle.steps
        for condition in step.conditions
    }
    assert used == known_conditions()


def test_the_shipped_workflows_open_exactly_what_succeeds() -> None:
    class Everything:
        def __getattr__(self, name: str) -> bool:
            return name in known_conditions()

    for lifecycle in (load_rules().lifecycle, load_rules().ombudsman_lifecycle):
        for state in lifecycle.states:
            open_now = lifecycle.open_steps(state, Everything())
            for command in lifecycle.commands:
                steps = [
                    one for one in lifecycle.steps
                    if one.command == command and state in one.sources
                ]
                target = min(steps[0].leads_to(state)) if steps and steps[0].targets else None
                try:
                    lifecycle.next_state(state, command, Everything(), target)
                    succeeds = True
                except (NotAllowed, ConditionUnmet):
                    succeeds = False
                assert succeeds == (command in open_now), (state, command)
