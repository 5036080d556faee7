"""`complaints workflow`: checks the rules files and draws them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.workflows import SMALL, written

from complaints_service.cli.workflow import command
from complaints_service.content.places import shipped

SHIPPED = shipped("workflows")


def workflow(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_the_shipped_files_have_no_fault() -> None:
    result = workflow("check", "--json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["ok"], answer["problems"]) == (0, True, [])
    assert str(SHIPPED / "codes" / "housing-2024.toml") in answer["checked"]
    assert "no fault" in workflow("check").stdout


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("mine.toml", SMALL.replace('condition = "told"', 'condition = "tld"'),
         'mine.toml: step answer.when.condition is "tld"'),
        ("services.toml", 'key = "services"\ntitle = "S"\nitem = []\n', "item is []"),
        ("extra.toml", 'nation = "mars"\nversion = "1"\nchecked_on = 2026-01-01\nsource = "s"\n',
         'nation is "mars"'),
        ("housing-2024.toml", "[limits]\n", "key is missing"),
        ("broken.toml", "x = ", "is not TOML"),
        ("empty.toml", "", "key is missing; add it"),
    ],
)
def test_a_fault_is_told_and_the_status_is_1(
    tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    result = workflow("check", str(written(tmp_path, text, name)))
    assert result.exit_code == 1
    assert sentence in result.stdout


def test_several_files_are_checked_each_by_itself(tmp_path: Path) -> None:
    bad = written(tmp_path, "x = ", "bad.toml")
    result = workflow("check", str(bad), str(SHIPPED / "codes" / "lgsco-2024.toml"), "--json")
    answer = json.loads(result.stdout)
    assert len(answer["checked"]) == 2
    assert len(answer["problems"]) == 1


def test_a_councils_looser_code_is_found_by_a_plain_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (SHIPPED / "codes" / "housing-2024.toml").read_text(encoding="utf-8")
    folder = tmp_path / "workflows" / "codes"
    folder.mkdir(parents=True)
    (folder / "housing-2024.toml").write_text(
        text.replace("respond = { days = 20,", "respond = { days = 30,"), encoding="utf-8"
    )
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    result = workflow("check")
    assert result.exit_code == 1
    assert "limits.stage_2.respond.days is 30; the Code allows 20 at most" in result.stdout


def test_a_workflow_is_drawn() -> None:
    drawn = workflow("diagram", "complaint").stdout
    assert drawn.startswith("stateDiagram-v2\n")
    assert "stage_1_accepted --> stage_1_investigating: " in drawn
    answer = json.loads(workflow("diagram", "ombudsman", "--json").stdout)
    assert "[*] --> enquiry" in answer["mermaid"]


def test_an_unknown_workflow_is_refused() -> None:
    result = workflow("diagram", "nothing")
    assert result.exit_code == 2
    assert 'NAME is "nothing", which is no workflow; write complaint or ombudsman' in result.stderr
