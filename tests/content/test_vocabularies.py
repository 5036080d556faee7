"""The vocabularies: what they hold, from when to when, and what a list may not say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.clauses import clause

from complaints_service.content.places import shipped
from complaints_service.content.problems import WorkflowError
from complaints_service.content.rules import load_rules
from complaints_service.content.vocabularies import load_vocabularies, load_vocabulary
from complaints_service.domain.vocabularies import Term, Vocabulary

SHIPPED = shipped("workflows") / "vocabularies"
LISTS = load_vocabularies(SHIPPED, None)


@clause("HO 7.1", "LGSCO 7.1")
def test_the_eight_kinds_of_remedy() -> None:
    assert len(LISTS["remedy_kinds"].terms) == 8
    assert [one.key for one in LISTS["remedy_kinds"] if one.extras["money"]] == [
        "financial_remedy"
    ]


@clause("HO 2.2")
def test_the_grounds_are_the_codes_own() -> None:
    grounds = LISTS["grounds"]
    assert [one.key for one in grounds] == [
        "over_12_months", "legal_proceedings", "already_considered",
    ]
    for ground in grounds:
        assert ground.extras["policy_paragraph"]
        assert ground.extras["signpost"]
    # What goes another way is handed off, merged or a request, and never counted as refused.
    assert "parking_appeal" in LISTS["procedures"]
    assert "insurance_claim" in LISTS["procedures"]


def test_every_provision_named_in_a_list_exists() -> None:
    known = {citation for code in load_rules().codes.values() for citation in code.provisions}
    named = {
        citation
        for one in LISTS.values()
        for term in one
        for citation in term.extras.get("provisions", ())
    }
    assert named
    assert named <= known


def test_a_service_of_the_landlord_falls_to_the_housing_ombudsman() -> None:
    landlord = {one.key for one in LISTS["services"] if one.extras["landlord"]}
    assert landlord == {"housing-repairs", "housing-tenancy", "housing-rents"}


def test_causes_stand_on_two_levels() -> None:
    parents = [one for one in LISTS["causes"] if "parent" not in one.extras]
    assert len(parents) == 10
    for cause in LISTS["causes"]:
        if "parent" in cause.extras:
            assert "parent" not in LISTS["causes"].get(cause.extras["parent"]).extras


def test_both_ombudsmen_have_their_findings() -> None:
    findings = LISTS["ombudsman_findings"]
    bodies = [one.extras["body"] for one in findings]
    assert (bodies.count("lgsco"), bodies.count("housing")) == (6, 8)
    # Only what was investigated can be upheld.
    assert not [one for one in findings if one.extras["upheld"] > one.extras["investigated"]]


def test_a_word_is_valid_from_one_day_to_another() -> None:
    words = Vocabulary("x", "X", (
        Term("old", "Old", to_on=date(2026, 3, 31)),
        Term("new", "New", from_on=date(2026, 4, 1)),
        Term("always", "Always"),
    ))
    for day, valid in (
        (date(2026, 3, 31), ["old", "always"]),
        (date(2026, 4, 1), ["new", "always"]),
    ):
        assert [one.key for one in words.on(day)] == valid
        assert [key for key in ("old", "new", "always") if words.valid_on(key, day)] == valid
    # A retired word can still be read on an old complaint; one that never was cannot.
    assert words.get("old").label == "Old"
    assert not words.valid_on("never", date(2026, 4, 1))
    with pytest.raises(KeyError):
        words.get("never")


def test_a_councils_own_list_stands_in_place_of_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "services.toml").write_text(
        'key = "services"\ntitle = "Services"\n'
        '[[item]]\nkey = "bins"\nlabel = "Bins"\nlandlord = false\n',
        encoding="utf-8",
    )
    lists = load_vocabularies(SHIPPED, tmp_path)
    assert [one.key for one in lists["services"]] == ["bins"]
    assert lists["channels"].terms == LISTS["channels"].terms


GOOD = 'key = "causes"\ntitle = "T"\n[[item]]\nkey = "a"\nlabel = "A"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD.replace('key = "causes"', 'key = "cause"'), 'key is "cause"; the file is named'),
        (GOOD + '[[item]]\nkey = "a"\nlabel = "B"\n', 'key is "a"; it stands twice; keep one'),
        (GOOD + 'parent = "b"\n', 'a.parent is "b"; no item has that key'),
        (GOOD + 'landlord = true\n', "item[1].landlord is not a key known here"),
        (GOOD + "from = 2026-04-01\nto = 2026-03-31\n", "a.to is 2026-03-31; it ends before it"),
        (GOOD + 'from = "2026-04-01"\n', 'item[1].from is "2026-04-01"; write a date'),
        (GOOD.replace('label = "A"', 'label = ""'), 'item[1].label is ""; write some words'),
        ('key = "causes"\ntitle = "T"\nitem = []\n', "item is []; a list needs at least one item"),
        ('key = "causes"\ntitle = "T"\n', "item is missing; add it"),
    ],
    ids=lambda text: text[-40:],
)
def test_a_fault_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "causes.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WorkflowError) as refused:
        load_vocabulary(file)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("name", "extra"),
    [("services", "landlord"), ("grounds", "signpost"), ("ombudsman_findings", "body")],
)
def test_what_a_list_needs_is_asked_for(tmp_path: Path, name: str, extra: str) -> None:
    file = tmp_path / f"{name}.toml"
    file.write_text(GOOD.replace("causes", name), encoding="utf-8")
    with pytest.raises(WorkflowError, match=rf"item\[1\]\.{extra} is missing; add it"):
        load_vocabulary(file)
