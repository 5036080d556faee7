"""What triage is helped by is checked when the service starts; a council adds its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.clauses import clause

from complaints_service.content.problems import WorkflowError
from complaints_service.content.rules import load_rules
from complaints_service.content.triage import (
    load_prompts,
    load_thresholds,
    load_wordings,
    read_prompts,
    read_thresholds,
    read_wordings,
)
from complaints_service.domain.commands.registry import COMMANDS

GOOD = """\
[[threshold]]
key = "noise"
label = "Third report of one noise"
service = "environmental-health"
contacts = 3
within_days = 21
"""


def written(folder: Path, text: str, name: str = "thresholds.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@clause("HO 1.3")
def test_no_threshold_stands_before_a_tenant() -> None:
    """None of ours belongs to a service in which the council acts as landlord."""
    services = load_rules().vocabularies["services"]
    held = load_rules().thresholds
    assert held
    assert not [one for one in held if services.get(one.service).extras["landlord"]]


def test_a_council_adds_its_own_and_stands_in_place_of_ours(tmp_path: Path) -> None:
    own = written(tmp_path, GOOD + GOOD.replace("noise", "second-missed-bin").replace(
        "environmental-health", "refuse-recycling"))
    shipped = Path("workflows").resolve()
    held = load_thresholds(shipped, own.parent, load_rules().vocabularies["services"])
    by_key = {one.key: one for one in held}
    assert by_key["noise"].contacts == 3
    assert by_key["second-missed-bin"].within_days == 21
    assert "third-street-report" in by_key


@pytest.mark.parametrize(("changed", "told"), [
    # one contact is no repetition
    (("contacts = 3", "contacts = 1"), "write 2 or more"),
    # no time is no time
    (("within_days = 21", "within_days = 0"), "write 1 or more"),
    # it ends before it begins
    (("within_days = 21", "within_days = 21\nfrom = 2026-05-01\nto = 2026-04-01"),
     "it ends before it begins"),
    # a key that nobody knows
    (("contacts = 3", "contacts = 3\nalways = true"), "always"),
    # something that must be there
    (('label = "Third report of one noise"\n', ""), "label is missing"),
    # twice the same
    (("[[threshold]]", GOOD + "[[threshold]]"), "it stands twice"),
])
def test_a_faulty_threshold_is_told_with_its_mend(
    tmp_path: Path, changed: tuple[str, str], told: str
) -> None:
    with pytest.raises(WorkflowError, match=told):
        read_thresholds(written(tmp_path, GOOD.replace(*changed)))


@pytest.mark.parametrize(("service", "told"), [
    # a landlord's service is refused, not left out silently
    ("housing-repairs", "acts as landlord"),
    ("moonlight", "no service has that key"),
])
def test_a_councils_threshold_for_a_service_that_may_have_none(
    tmp_path: Path, service: str, told: str
) -> None:
    own = written(tmp_path, GOOD.replace("environmental-health", service))
    with pytest.raises(WorkflowError, match=told):
        load_thresholds(Path("workflows").resolve(), own.parent,
                        load_rules().vocabularies["services"])


def test_prompts_name_commands_that_exist_and_say_what_to_do() -> None:
    held = load_prompts()
    assert {one.kind for one in held} == {"hazard", "safeguarding", "violence", "vulnerability"}
    assert not [one for one in held if one.command and one.command not in COMMANDS]
    assert all(word == word.casefold() for one in held for word in one.words)


def test_a_prompt_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    text = '[[prompt]]\nkey = "x"\nkind = "dread"\nheading = "X"\nat_once = "Y"\nwords = ["z"]\n'
    with pytest.raises(WorkflowError, match="write one of hazard"):
        read_prompts(written(tmp_path, text, "prompts.toml"))


@clause("HO 2.5", "LGSCO 2.5")
def test_wording_has_gaps_that_belong_to_one_person(tmp_path: Path) -> None:
    """Nothing can be sent to anybody as it stands."""
    assert all(one.gaps for one in load_wordings())
    text = ('[[wording]]\nkey = "x"\ncommand = "decline"\ntitle = "X"\n'
            'explanation = "We do not look at it."\n')
    with pytest.raises(WorkflowError, match="could be sent to anybody"):
        read_wordings(written(tmp_path, text, "triage_wordings.toml"))


def test_wording_belongs_to_a_ground_or_procedure_that_exists() -> None:
    rules = load_rules()
    known = {"decline": rules.vocabularies["grounds"], "hand_off": rules.procedures}
    for one in load_wordings():
        assert one.term is None or one.term in known[one.command]
