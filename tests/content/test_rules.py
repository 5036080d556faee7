"""The rules joined together: read once, with the council's own files over the shipped ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.clauses import clause

from complaints_service.content.places import shipped
from complaints_service.content.problems import WorkflowError
from complaints_service.content.rules import load_clock_rules, load_rules
from complaints_service.content.rules_check import check_all, rules_files


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder, with an empty `workflows` in it."""
    folder = tmp_path / "workflows"
    (folder / "closures").mkdir(parents=True)
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    return folder


def test_the_rules_are_read_once() -> None:
    assert load_rules() is load_rules()
    rules = load_rules()
    assert rules.calendars[rules.calendar.version] is rules.calendar
    assert (dict(load_clock_rules()[0]), load_clock_rules()[1]) == (
        dict(rules.codes), rules.calendar,
    )
    assert rules.procedures is rules.vocabularies["procedures"]
    assert rules.uk_calendar.nation == "united-kingdom"


@pytest.mark.parametrize(
    ("key", "on", "edition"),
    [
        ("lgsco", date(2026, 11, 23), "lgsco-2024"),
        ("housing", date(2026, 11, 23), "housing-2024"),
        # Older than the first edition known: still under that one, never without limits.
        ("housing", date(2023, 11, 23), "housing-2024"),
    ],
)
def test_the_edition_in_force(key: str, on: date, edition: str) -> None:
    assert load_rules().code_in_force(key, on).edition == edition


@clause("HO 5.1", "LGSCO 5.1")
def test_one_workflow_serves_both_codes() -> None:
    assert set(load_rules().lifecycle.codes) == {"lgsco", "housing"}


def test_a_councils_closure_makes_a_further_version(home: Path) -> None:
    (home / "closures" / "wedding.toml").write_text(
        'nation = "england-and-wales"\nversion = "2027-02"\nchecked_on = 2027-02-01\n'
        'source = "Royal proclamation"\n[[closure]]\nday = 2027-06-04\nname = "Royal wedding"\n',
        encoding="utf-8",
    )
    rules = load_rules()
    assert set(rules.calendars) == {"2026-11", "2027-02"}
    assert rules.calendar.version == "2027-02"
    # A complaint that was given the older calendar can still be explained by it.
    assert rules.calendars["2026-11"].is_working(date(2027, 6, 4))


def test_bug_49_an_empty_folder_takes_no_rule_away(home: Path) -> None:
    assert home.exists()
    assert set(load_rules().codes) == {"lgsco-2024", "housing-2024"}
    assert load_rules().vocabularies["grounds"].terms


def test_a_councils_workflow_stands_in_place_of_the_shipped_one(home: Path) -> None:
    text = (shipped("workflows") / "complaint.toml").read_text(encoding="utf-8")
    own = text.replace('edition = "2026-11"', 'edition = "ours-1"')
    (home / "complaint.toml").write_text(own, encoding="utf-8")
    assert load_rules().lifecycle.edition == "ours-1"


def test_a_workflow_under_another_name_is_refused(home: Path) -> None:
    text = (shipped("workflows") / "complaint.toml").read_text(encoding="utf-8")
    (home / "complaint.toml").write_text(text.replace('key = "complaint"', 'key = "ours"', 1),
                                         encoding="utf-8")
    with pytest.raises(WorkflowError, match=r'key is "ours"; the file is named complaint\.toml'):
        load_rules()


EXTEND = """command = "extend"
from = ["stage_1_investigating", "stage_2_investigating"]
to = "="
"""


@pytest.mark.parametrize(
    ("stands", "instead", "sentence"),
    [
        # A condition left out.
        ('when = [{ condition = "answer_not_yet_due", otherwise = "extension_after_due" }]\n', "",
         'step is "extend"; it is missing, or lacks a condition, in the state'),
        # A condition that refuses with another rule.
        ('"extension_after_due"', '"not_allowed"', 'step is "extend"; it is missing, or lacks'),
        # A step left out of one state, and one that the shipped file does not have.
        (EXTEND, EXTEND.replace('"stage_1_investigating", ', ""),
         "in the state stage_1_investigating; put it back"),
        (EXTEND, EXTEND.replace("from = [", 'from = ["stage_1_accepted", '),
         'step is "extend"; the shipped file has no such step in the state stage_1_accepted'),
        # The same step to another end.
        ('from = ["service_request"]\nto = "closed"',
         'from = ["service_request"]\nto = "withdrawn"',
         'step is "close_service_request"; the shipped file has no such step'),
    ],
)
def test_a_councils_workflow_asks_for_no_less(home: Path, stands, instead, sentence) -> None:
    text = (shipped("workflows") / "complaint.toml").read_text(encoding="utf-8")
    assert stands in text
    (home / "complaint.toml").write_text(text.replace(stands, instead, 1), encoding="utf-8")
    with pytest.raises(WorkflowError) as refused:
        load_rules()
    assert sentence in str(refused.value)


def test_a_councils_workflow_may_ask_for_more(home: Path) -> None:
    text = (shipped("workflows") / "complaint.toml").read_text(encoding="utf-8")
    more = EXTEND + 'when = [{ condition = "ombudsman_free", otherwise = "not_allowed" },'
    own = text.replace(EXTEND + "when = [", more, 1)
    assert own != text
    (home / "complaint.toml").write_text(own, encoding="utf-8")
    step = next(one for one in load_rules().lifecycle.steps if one.command == "extend")
    assert [one.name for one in step.conditions] == ["ombudsman_free", "answer_not_yet_due"]


def test_every_shipped_file_is_sound() -> None:
    assert check_all() == []
    names = {file.name for file in rules_files()}
    assert {"complaint.toml", "housing-2024.toml", "scotland.toml", "services.toml"} <= names
