"""`workflows/reminders.toml`: what is shipped, and which faults are refused with their mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaints_service.content.problems import WorkflowError
from complaints_service.content.reminders import load_reminders, read_reminders

SHIPPED = Path("workflows/reminders.toml")


def test_the_shipped_ladders() -> None:
    rules = load_reminders()
    others = next(ladder for ladder in rules.ladders if not ladder.kinds)
    assert others.steps == {
        "handler": (5, 2, 0), "cover": (5, 2, 0), "team": (0, -1), "manager": (-1, -5),
        "head": (-5, -10),
    }
    assert (rules.opens.hour, rules.closes.hour) == (8, 18)
    assert rules.named_kinds() <= set(rules.words)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("opens = 08:00:00", "opens = 19:00:00", "hours.closes is 18:00:00; write a time after"),
        ("opens = 08:00:00", 'opens = "8"', "hours.opens is \"8\"; write a time such as 08:00:00"),
        ("handler = [5, 2, 0]\nteam = [0, -1]", "handler = [0, 2]\nteam = [0, -1]",
         "write whole numbers of working days left, most first"),
        ("handler = [5, 2, 0]\nteam = [0, -1]", "handler = [2, 2]\nteam = [0, -1]", "most first"),
        ("handler = [5, 2, 0]\nteam = [0, -1]\n", "", "tell the handler or the team"),
        ('kinds = ["contact_limit_review", "adjustment_review"]\n', "", "leave exactly one ladder"),
        ('"adjustment_review"]', '"remedy"]', 'ladder[3].kinds is "remedy"; name it in one'),
        ("[words]", "[word]", "is not a key known here"),
        ("asleep_hours = 26", "", "alarms.asleep_hours is missing; add it"),
    ],
)
def test_a_fault_is_refused_with_its_mend(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "reminders.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(WorkflowError) as refused:
        read_reminders(file)
    assert sentence in str(refused.value)
    assert "reminders.toml" in str(refused.value)


def test_a_councils_own_file_stands_before_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "workflows" / "reminders.toml"
    own.parent.mkdir()
    text = SHIPPED.read_text(encoding="utf-8")
    own.write_text(text.replace("closes = 18:00:00", "closes = 17:00:00"), encoding="utf-8")
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    assert load_reminders().closes.hour == 17
