"""What a sound row tells of, in the commands of a complaint's life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support.registers import SAMPLE, TODAY, one_row

from complaints_service.content.register.history import history
from complaints_service.content.register.reading import read_register
from complaints_service.content.register.steps import ImportedStep, ImportRules
from complaints_service.content.rules import load_clock_rules
from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.domain.handling_code import StageLimits

CALENDAR = load_clock_rules()[1]
RULES = ImportRules(StageLimits(5, 10, 10), StageLimits(5, 20, 20), CALENDAR, TODAY)
# Monday 2 March 2026, acknowledged on the Wednesday: due on Wednesday 18 March.
ANSWERED = {"acknowledged": "04/03/2026", "stage_1_responded": "18/03/2026",
            "stage_1_outcome": "Upheld"}
TO_THE_ANSWER = "2 receive, 2 accept, 4 acknowledge, 18 respond_stage_1"


def steps(folder: Path, rules: ImportRules = RULES, **cells: str) -> tuple[ImportedStep, ...]:
    return history(one_row(folder, **cells).sound[0], rules)


def told(folder: Path, **cells: str) -> list[tuple[str, date]]:
    return [(one.command, one.occurred_on) for one in steps(folder, **cells)]


def data_of(found: tuple[ImportedStep, ...], command: str) -> Mapping[str, Any]:
    return next(one.data for one in found if one.command == command)


@pytest.mark.parametrize(
    ("cells", "commands"),
    [
        # Received and nothing more: accepted the same day, so that its clocks run.
        ({}, "2 receive, 2 accept"),
        # Acknowledged, answered.
        (ANSWERED, TO_THE_ANSWER),
        # An answer without acknowledgement.
        ({"stage_1_responded": "18/03/2026", "stage_1_outcome": "No"},
         "2 receive, 2 accept, 18 respond_stage_1"),
        # Acknowledged and answered in one letter.
        (ANSWERED | {"acknowledged": "18/03/2026"},
         "2 receive, 2 accept, 18 acknowledge, 18 respond_stage_1"),
        # Stage 2, all of it.
        (ANSWERED | {"stage_2_requested": "19/03/2026", "stage_2_acknowledged": "20/03/2026",
                     "stage_2_responded": "31/03/2026", "stage_2_outcome": "Not upheld"},
         f"{TO_THE_ANSWER}, 19 request_stage_2, 20 acknowledge_stage_2, 31 respond_stage_2"),
        # Stage 2 asked for while stage 1 was overdue: it stands before the answer.
        (ANSWERED | {"stage_1_responded": "23/03/2026", "stage_2_requested": "19/03/2026"},
         "2 receive, 2 accept, 4 acknowledge, 19 request_stage_2, 23 respond_stage_1"),
        # Withdrawn; not accepted, with and without an acknowledgement.
        (ANSWERED | {"stage_1_outcome": "Withdrawn"},
         "2 receive, 2 accept, 4 acknowledge, 18 withdraw"),
        (ANSWERED | {"stage_1_outcome": "Not accepted"},
         "2 receive, 2 accept, 4 acknowledge, 18 decline"),
        ({"stage_1_responded": "18/03/2026", "stage_1_outcome": "Excluded"},
         "2 receive, 18 decline"),
        # Stage 2 refused.
        (ANSWERED | {"stage_2_requested": "19/03/2026", "stage_2_responded": "20/03/2026",
                     "stage_2_outcome": "Not accepted"},
         f"{TO_THE_ANSWER}, 19 request_stage_2, 20 decline_stage_2"),
        # Money, a lesson and the end of the file.
        (ANSWERED | {"compensation": "£30", "lessons": "Texts now name the day",
                     "closed": "20/03/2026"},
         f"{TO_THE_ANSWER}, 18 offer_remedy, 18 add_lesson, 20 close"),
        # An Ombudsman's case has no days in most registers: it stands on the last day known.
        (ANSWERED | {"ombudsman": "LGSCO", "ombudsman_decision": "Upheld"},
         f"{TO_THE_ANSWER}, 18 notify_ombudsman, 18 record_ombudsman_decision"),
    ],
)  # fmt: skip
def test_the_steps_of_a_row(tmp_path: Path, cells: dict[str, str], commands: str) -> None:
    found = told(tmp_path, **cells)
    # The last is always the note that keeps what has no place of its own.
    assert found[-1][0] == "add_note"
    assert ", ".join(f"{day.day} {command}" for command, day in found[:-1]) == commands


def test_what_the_steps_say(tmp_path: Path) -> None:
    found = steps(tmp_path, **ANSWERED, compensation="£30.50", complainant="Noor Rowe",
                  email="noor.rowe@example.org", ward="Thorpe Green", contractor="Keel Heating",
                  ombudsman="HOS", ombudsman_reference="20260001",
                  ombudsman_decision="Maladministration", ombudsman_decided="30/04/2026")
    received = data_of(found, "receive")
    assert (received["old_reference"], received["service"]) == ("C1", "planning")
    assert received["complainants"][0]["email"] == "noor.rowe@example.org"
    (point,) = data_of(found, "accept")["points"]
    assert (point["text"], point["contractor"]) == ("No reply", "Keel Heating")
    (answer,) = data_of(found, "respond_stage_1")["points"]
    assert (answer["n"], answer["finding"], answer["reasons"]) == (1, "upheld", None)
    remedy = data_of(found, "offer_remedy")
    assert (remedy["amount"], remedy["due_on"]) == (Decimal("30.50"), None)
    assert data_of(found, "notify_ombudsman")["body"] == "housing"
    decision = data_of(found, "record_ombudsman_decision")
    assert decision["decided_on"] == date(2026, 4, 30)
    assert decision["findings"][0]["category"] == "maladministration"


def test_an_unknown_finding_answers_no_point(tmp_path: Path) -> None:
    found = steps(tmp_path, stage_1_responded="18/03/2026")
    assert data_of(found, "respond_stage_1")["points"] == []
    early = steps(tmp_path, stage_1_responded="18/03/2026", stage_1_outcome="Resolved early")
    assert data_of(early, "respond_stage_1")["resolved_early"] is True


@pytest.mark.parametrize(
    ("cells", "day", "days"),
    [
        # Due on 18 March: two working days more, to the Friday.
        ({"acknowledged": "04/03/2026", "stage_1_extended_to": "20/03/2026"}, 18, 2),
        # Extended to the Sunday: no working day more than to the Friday.
        ({"acknowledged": "04/03/2026", "stage_1_extended_to": "22/03/2026"}, 18, 2),
        # Answered before the day first due: given that day at the latest.
        (ANSWERED | {"stage_1_responded": "16/03/2026", "stage_1_extended_to": "20/03/2026"},
         16, 2),
        # Not acknowledged: due on Monday 23 March, on the backstop.
        ({"stage_1_extended_to": "24/03/2026"}, 23, 1),
        # Good Friday and Easter Monday, 3 and 6 April, are no working days.
        ({"acknowledged": "04/03/2026", "stage_1_extended_to": "07/04/2026"}, 18, 12),
    ],
)  # fmt: skip
def test_extensions(tmp_path: Path, cells: dict[str, str], day: int, days: int) -> None:
    (found,) = [one for one in steps(tmp_path, **cells) if one.command == "extend"]
    assert (found.occurred_on.day, found.data["working_days"]) == (day, days)
    assert (found.data["stage"], found.day_known) == (1, False)


def test_an_extension_counts_as_told_only_where_that_was_asserted(tmp_path: Path) -> None:
    cells = {"acknowledged": "04/03/2026", "stage_1_extended_to": "20/03/2026"}
    assert data_of(steps(tmp_path, **cells), "extend")["told"] is False
    asserted = steps(tmp_path, replace(RULES, extensions_told=True), **cells)
    assert data_of(asserted, "extend")["told"] is True
    # It then stands on the day first due, the last on which it is in time.
    assert next(one for one in asserted if one.command == "extend").occurred_on.day == 18


def test_an_extension_before_its_day_first_due_never_lies_in_the_future(tmp_path: Path) -> None:
    found = steps(tmp_path, received="20/11/2026", stage_1_extended_to="18/12/2026")
    assert next(one for one in found if one.command == "extend").occurred_on == TODAY


@pytest.mark.parametrize(
    ("extended_to", "remark", "kept"),
    [
        # The day first due itself, or before it: no extension, but said.
        ("18/03/2026", "does not count", False),
        ("10/03/2026", "does not count", False),
        # Ten working days are the most.
        ("01/04/2026", "", True),
        ("02/04/2026", "11 working days beyond the day first due, 18 March 2026", True),
    ],
)
def test_extensions_that_do_not_hold(
    tmp_path: Path, extended_to: str, remark: str, kept: bool
) -> None:
    found = steps(tmp_path, acknowledged="04/03/2026", stage_1_extended_to=extended_to)
    assert ("extend" in [one.command for one in found]) is kept
    note = str(data_of(found, "add_note")["text"])
    assert remark in note
    assert ("extended to" in note) is bool(remark)


def test_stage_2_extensions_have_their_own_clock(tmp_path: Path) -> None:
    found = steps(tmp_path, **ANSWERED, stage_2_requested="19/03/2026",
                  stage_2_acknowledged="20/03/2026", stage_2_extended_to="23/04/2026")
    # Twenty working days from 20 March, Easter left out, end on 21 April.
    assert data_of(found, "extend")["working_days"] == 2
    assert data_of(found, "extend")["stage"] == 2


def test_the_note_keeps_what_has_no_place(tmp_path: Path) -> None:
    found = steps(tmp_path, **ANSWERED, stage_1_target="19/03/2026", handler="K Thorne",
                  service="DSO", compensation="tbc", status="Closed", notes="By phone",
                  ombudsman="Pensions", ombudsman_reference="P1", ombudsman_decision="Odd")
    note = str(data_of(found, "add_note")["text"])
    for kept in ("line 2", "DSO", "K Thorne", "Stage 1 target: 19 March 2026", "tbc",
                 "Status: Closed", "By phone", "P1", "Odd"):
        assert kept in note


def test_the_whole_sample_tells_its_history_in_known_commands() -> None:
    counts: Counter[str] = Counter()
    for row in read_register(SAMPLE, TODAY).sound:
        found = history(row, RULES)
        counts.update(one.command for one in found)
        days = [one.occurred_on for one in found]
        assert days == sorted(days)
        assert found[0].command == "receive"
        assert max(days) <= TODAY
    assert set(counts) <= set(COMMANDS)
    assert counts == {
        "receive": 394, "accept": 394, "acknowledge": 388, "extend": 49, "respond_stage_1": 382,
        "request_stage_2": 65, "acknowledge_stage_2": 65, "respond_stage_2": 60,
        "notify_ombudsman": 11, "record_ombudsman_decision": 11, "offer_remedy": 36,
        "add_lesson": 59, "add_note": 394,
    }  # fmt: skip
