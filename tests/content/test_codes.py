"""The editions of the Codes: what they say, and what a council's own copy may not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.clauses import clause
from support.rules import housing, lgsco

from complaints_service.content.codes import load_code, load_codes
from complaints_service.content.places import shipped
from complaints_service.content.problems import WorkflowError
from complaints_service.domain.handling_code import StageLimits, stricter
from complaints_service.domain.rules import edition_in_force

SHIPPED = shipped("workflows") / "codes"


def altered(folder: Path, stands: str, instead: str, name: str = "housing-2024.toml") -> Path:
    text = (SHIPPED / name).read_text(encoding="utf-8")
    assert stands in text
    file = folder / name
    file.write_text(text.replace(stands, instead, 1), encoding="utf-8")
    return file


@clause("HO 6.2", "HO 6.3", "HO 6.4", "HO 6.11", "HO 6.14", "HO 6.15",
        "LGSCO 6.2", "LGSCO 6.3", "LGSCO 6.4", "LGSCO 6.11", "LGSCO 6.15", "LGSCO 6.16")
@pytest.mark.parametrize("code", [housing(), lgsco()], ids=lambda code: code.key)
def test_the_limits(code) -> None:
    assert code.stage_1 == StageLimits(acknowledge=5, respond=10, extension_cap=10)
    assert code.stage_2 == StageLimits(acknowledge=5, respond=20, extension_cap=20)
    assert code.intake_window_months == 12
    # Each limit names the provision that sets it, and that provision names the number.
    for limit, citation in code.limit_provisions.items():
        words = " ".join(code.provisions[citation].numbers)
        expected = code.intake_window_months if limit == "intake" else _days(code, limit)
        assert str(expected) in words, (limit, citation)


def _days(code, limit: str) -> int:
    stage, name = limit.split(".")
    return getattr(getattr(code, stage), name)


def test_every_provision_is_there_with_its_mark() -> None:
    assert len(housing().provisions) == 73
    assert len(lgsco().provisions) == 70
    marks = [one.verified for code in (housing(), lgsco()) for one in code.provisions.values()]
    # As the second reading left them: 87 read, 50 in part, 6 not at all.
    assert {mark: marks.count(mark) for mark in set(marks)} == {
        "text": 87, "partial": 50, "unverified": 6,
    }
    for code in (housing(), lgsco()):
        for citation, provision in code.provisions.items():
            assert citation == provision.id
            assert citation.startswith(f"{code.prefix} ")
            assert provision.section.startswith(citation.split()[1].split(".")[0])
            assert provision.source
    unconfirmed = [one for one in lgsco().provisions.values() if not one.confirmed]
    assert [one.id for one in unconfirmed] == ["LGSCO 9.8"]


def test_the_ombudsmen() -> None:
    assert housing().ombudsman.time_limit_from == "final_response"
    assert lgsco().ombudsman.time_limit_from == "awareness"
    for code in (housing(), lgsco()):
        assert code.ombudsman.key == code.key
        assert code.ombudsman.checked_on <= date(2026, 11, 23)
        assert "12 months" in code.ombudsman.time_limit_text


@pytest.mark.parametrize(
    ("stands", "instead", "sentence"),
    [
        ("respond = { days = 10,", "respond = { days = 15,",
         "limits.stage_1.respond.days is 15; the Code allows 10 at most; write 10 or fewer"),
        ("acknowledge = { days = 5,", "acknowledge = { days = 6,",
         "limits.stage_1.acknowledge.days is 6; the Code allows 5 at most"),
        ("extension_cap = { days = 20,", "extension_cap = { days = 21,",
         "limits.stage_2.extension_cap.days is 21; the Code allows 20 at most"),
        ("months = 12\n", "months = 6\n",
         "intake.months is 6; the Code asks for 12 at least; write 12 or more"),
    ],
)
def test_a_councils_copy_is_never_looser(tmp_path, stands, instead, sentence) -> None:
    file = altered(tmp_path, stands, instead)
    with pytest.raises(WorkflowError, match=r"housing-2024\.toml: ") as refused:
        load_codes(SHIPPED, file.parent)
    assert sentence in str(refused.value)


def test_a_councils_copy_may_be_stricter(tmp_path: Path) -> None:
    file = altered(tmp_path, "acknowledge = { days = 5,", "acknowledge = { days = 3,")
    codes = load_codes(SHIPPED, file.parent)
    assert codes["housing-2024"].stage_1.acknowledge == 3
    # With both Codes the stricter of each limit holds.
    stage_1, stage_2 = stricter([codes["lgsco-2024"], codes["housing-2024"]])
    assert stage_1 == StageLimits(acknowledge=3, respond=10, extension_cap=10)
    assert stage_2 == StageLimits(acknowledge=5, respond=20, extension_cap=20)


def test_a_councils_copy_leaves_no_provision_out(tmp_path: Path) -> None:
    text = (SHIPPED / "housing-2024.toml").read_text(encoding="utf-8")
    (tmp_path / "housing-2024.toml").write_text(
        text[: text.rindex("[[provision]]")], encoding="utf-8"
    )
    with pytest.raises(WorkflowError, match=r"provision HO 9\.8 is missing; none may be left out"):
        load_codes(SHIPPED, tmp_path)


def test_bug_49_the_shipped_edition_stays_when_a_council_adds_its_own(tmp_path: Path) -> None:
    text = (SHIPPED / "housing-2024.toml").read_text(encoding="utf-8")
    later = text.replace('"housing-2024"', '"housing-2028"').replace(
        "in_force_from = 2024-04-01", "in_force_from = 2028-04-01"
    )
    (tmp_path / "housing-2028.toml").write_text(later, encoding="utf-8")
    codes = load_codes(SHIPPED, tmp_path)
    assert set(codes) == {"lgsco-2024", "housing-2024", "housing-2028"}
    # An open complaint keeps the edition of its own day.
    for day, edition in (
        (date(2020, 1, 1), "housing-2024"),
        (date(2028, 3, 31), "housing-2024"),
        (date(2028, 4, 1), "housing-2028"),
    ):
        assert edition_in_force(codes, "housing", day).edition == edition
    with pytest.raises(KeyError):
        edition_in_force(codes, "scottish", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("stands", "instead", "sentence"),
    [
        ('key = "housing"', 'key = "homes"', 'key is "homes"; write one of lgsco, housing'),
        ('edition = "housing-2024"', 'edition = "housing-2025"',
         'edition is "housing-2025"; the file is named housing-2024.toml'),
        ("days = 5, from", 'days = "5", from', "limits.stage_1.acknowledge.days is \"5\"; write a"),
        ("days = 5, from", "days = true, from", "limits.stage_1.acknowledge.days is true; write a"),
        ("in_force_from = 2024-04-01", 'in_force_from = "2024-04-01"',
         'in_force_from is "2024-04-01"; write a date as YYYY-MM-DD without'),
        ("in_force_from = 2024-04-01", "in_force_from = 2024-04-01T00:00:00",
         "write a date as YYYY-MM-DD without"),
        ('provision = "HO 6.2" }', 'provision = "HO 6.22" }',
         'limits.stage_1.acknowledge.provision is "HO 6.22"; no provision in this file'),
        ('id = "HO 1.2"', 'id = "HO 1.1"', 'id is "HO 1.1"; it stands twice; keep one'),
        ('duty = "must"', 'duty = "shall"', 'duty is "shall"; write one of must, should'),
        ("[limits.stage_2]", "[limits.stage_3]", "limits.stage_2 is missing; add it"),
        ('name = "Housing', 'nom = "x"\nname = "Housing', "ombudsman.nom is not a key known here"),
        ('title = "Complaint', 'title = "x"\ntitle = "Complaint', "title stands twice; keep one"),
        ("checked_on = 2026-11-22\n", "", "ombudsman.checked_on is missing; add it"),
    ],
)
def test_a_fault_is_a_sentence(tmp_path, stands, instead, sentence) -> None:
    with pytest.raises(WorkflowError) as refused:
        load_code(altered(tmp_path, stands, instead))
    assert sentence in str(refused.value)


def test_no_code_is_no_question() -> None:
    with pytest.raises(ValueError, match="at least one Code"):
        stricter([])
