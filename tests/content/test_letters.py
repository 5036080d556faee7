"""Proves that the rules of letters are read strictly and their wording held to the grammar."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from complaints_service.content.letter_templates import check_templates, letter_folders
from complaints_service.content.letters import (
    LetterRulesError,
    load_letter_rules,
    read_letter_rules,
)
from complaints_service.content.places import shipped
from complaints_service.domain.letter_facts import LetterKind
from complaints_service.domain.letters import CODES

SHIPPED = (shipped("workflows") / "letters.toml").read_text(encoding="utf-8")
HANDLER = """[[acknowledgement]]
key = "handler"
rule = "reason_missing"
housing = { need = "recommended" }
lgsco = { need = "recommended" }
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a council with its own workflows and templates."""
    (tmp_path / "workflows").mkdir()
    (tmp_path / "templates" / "letters").mkdir(parents=True)
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    return tmp_path


def own_rules(folder: Path, text: str) -> Path:
    path = folder / "letters.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_rules_cover_every_kind_of_letter() -> None:
    rules = load_letter_rules()
    assert set(rules.blocks) == set(LetterKind)
    assert rules.version


def test_every_provision_carries_how_far_it_was_checked() -> None:
    needs = [
        block.needs[code]
        for blocks in load_letter_rules().blocks.values()
        for block in blocks
        for code in CODES
    ]
    assert all(bool(need.provision) == bool(need.verified) for need in needs)
    assert {need.provision for need in needs if need.verified == "unverified"} == {"HO 5.9"}


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        # A key that nobody reads, a word that is not on the list, a number that cannot be
        ('key = "handler"', 'key = "handlre"', "'handlre'"),
        ('key = "handler"', 'key = "handler"\nmust = true', "must is True: Unknown field."),
        ('need = "recommended" }', 'need = "wanted" }', "need is 'wanted'"),
        ('key = "handler"', 'key = "handler"\nstage = 3', "stage is 3"),
        ('key = "handler"', 'key = "handler"\nwhen = "raining"', "when is 'raining'"),
        ('rule = "reason_missing"', 'rule = "not_nice"', "rule is 'not_nice'"),
        # A provision of the other Code, or one without its mark
        (
            'housing = { need = "recommended" }',
            'housing = { need = "recommended", provision = "LGSCO 6.2", verified = "text" }',
            "name one that begins 'HO '",
        ),
        (
            'housing = { need = "recommended" }',
            'housing = { need = "recommended", provision = "HO 6.2" }',
            "give both",
        ),
        # A row that is there twice
        ('key = "handler"', 'key = "received"', "twice"),
    ],
)
def test_a_fault_in_the_rules_is_named_with_file_key_value_and_mend(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    path = own_rules(tmp_path, SHIPPED.replace(HANDLER, HANDLER.replace(right, wrong, 1), 1))
    with pytest.raises(LetterRulesError) as refused:
        read_letter_rules(path)
    assert "letters.toml: [[acknowledgement]] number" in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # Not TOML at all
        ("[[receipt", "is not valid TOML"),
        # A kind that does not exist, and one that is left out
        (SHIPPED + '\n[[reciept]]\nkey = "received"\n', "[[reciept]] is not a kind of letter"),
        (SHIPPED.replace("[[apology]]", "[[update]]"), "[[apology]] is missing"),
        (SHIPPED.replace('edition = "2026-11"', "edition = 2026"), "edition is 2026"),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(LetterRulesError) as refused:
        read_letter_rules(own_rules(tmp_path, text))
    assert said in str(refused.value)


def test_a_council_may_ask_more_of_its_letters(home: Path) -> None:
    stricter = HANDLER.replace('"recommended"', '"required"')
    own_rules(home / "workflows", SHIPPED.replace(HANDLER, stricter, 1))
    rules = load_letter_rules()
    handler = [b for b in rules.blocks[LetterKind.ACKNOWLEDGEMENT] if b.key == "handler"]
    assert handler[0].needs["housing"].required


@pytest.mark.parametrize(
    ("shipped_text", "own_text"),
    [
        # A required block made a recommended one
        (
            'key = "escalation"\nrule = "signpost_missing"\nhousing = { need = "required"',
            'key = "escalation"\nrule = "signpost_missing"\nhousing = { need = "recommended"',
        ),
        # … or asked only now and then
        (
            'key = "escalation"\nrule = "signpost_missing"\n',
            'key = "escalation"\nrule = "signpost_missing"\nwhen = "over_cap"\n',
        ),
        # … or made to lapse
        (
            'provision = "LGSCO 6.8", verified = "partial" }',
            'provision = "LGSCO 6.8", verified = "partial", unless = "over_cap" }',
        ),
        # … or left out
        ('key = "escalation"', 'key = "next_steps"'),
    ],
)
def test_a_council_may_not_ask_less_than_the_shipped_rules(
    home: Path, shipped_text: str, own_text: str
) -> None:
    assert shipped_text in SHIPPED
    own_rules(home / "workflows", SHIPPED.replace(shipped_text, own_text, 1))
    with pytest.raises(LetterRulesError, match=r"asks less of .* than the shipped rules"):
        load_letter_rules()


def test_the_shipped_wording_fits_the_grammar() -> None:
    assert check_templates() == []


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        # A name that is no merge field, so that a slip is found before any letter is written
        ("{% macro title() %}{{ refrence }}{% endmacro %}", "'refrence' is not a merge field"),
        ("{% macro title() %}{{ config }}{% endmacro %}", "'config' is not a merge field"),
        # A part that no merge field has
        ("{{ organisation.nmae }}", "'nmae' is not allowed"),
        ("{{ ''.__class__.__mro__ }}", "'__class__' is not allowed"),
        # A filter, a call, a file or a lookup beyond the allowed ones
        ("{{ definition | safe }}", "'safe' is not allowed"),
        ("{{ reference.upper() }}", "only a macro may be called"),
        ("{% include 'secrets.html' %}", "Include may not be used"),
        ("{% extends 'other.html' %}", "Extends may not be used"),
        ("{{ points[0] }}", "Getitem may not be used"),
        ("{{ 'x' * 99999999 }}", "Mul may not be used"),
        # A template that cannot be read
        ("{% macro title() %}", "mend the template"),
    ],
)
def test_wording_may_use_merge_fields_and_nothing_else(
    tmp_path: Path, wording: str, said: str
) -> None:
    (tmp_path / "receipt.html").write_text(wording, encoding="utf-8")
    faults = check_templates((tmp_path, *letter_folders()))
    assert any(said in fault and "receipt.html" in fault for fault in faults)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        # A style that would fetch something, or end its own element
        ("print.css", "body { background: URL(http://127.0.0.1/x) }", "'url(' may not be used"),
        ("print.css", "@import 'x.css';", "'@import' may not be used"),
        ("print.css", "</style><b>", "'<' may not be used"),
        # A frame from which no large-print letter can be made
        ("letter.html", "<!DOCTYPE html><body>{{ title }}", "is missing: the large-print letter"),
    ],
)
def test_a_letter_stands_alone_and_can_be_made_large(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert any(said in fault for fault in check_templates((tmp_path, *letter_folders())))


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    shutil.copytree(shipped("templates") / "letters", tmp_path, dirs_exist_ok=True)
    (tmp_path / "delay.html").unlink()
    assert check_templates((tmp_path,)) == [
        "templates/letters/delay.html is missing: put it back from the release."
    ]
