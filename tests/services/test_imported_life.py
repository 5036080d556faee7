"""An imported complaint lives on: whoever takes it up can answer it, escalate it and settle it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update
from support.registers import register
from support.staffed import COUNCIL, Staffed, staffed

from complaints_service.persistence.base import table
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services import rules_in_use
from complaints_service.services.invariants.registry import check_all
from complaints_service.services.open_commands import open_commands
from complaints_service.services.reading import complaint_view, seen
from complaints_service.services.register_import import RegisterImport, Wish, import_register

HEADINGS = ["Ref", "Date received", "Service", "Complaint", "Date acknowledged",
            "Stage 1 response date", "Stage 1 outcome", "Stage 1 extended to", "Compensation",
            "Handler", "Name"]
REMEDY = {"kind": "apology", "description": "We say sorry", "due_on": "2026-12-11"}
ANSWER = {"points": [{"n": 1, "finding": "upheld", "reasons": "The record shows it"}],
          "remedies": [REMEDY], "send_by": "post"}


@pytest.fixture
def council(database_url: str, tmp_path: Path) -> Iterator[Staffed]:
    with staffed(database_url, tmp_path) as found:
        found.at(datetime(2026, 11, 23, 9, tzinfo=UTC))
        yield found


def brought_in(council: Staffed, folder: Path, *cells: str, mapping: str = "") -> RegisterImport:
    row = [*cells, *[""] * (len(HEADINGS) - len(cells))]
    file = register(folder, [HEADINGS, row])
    said = folder / "mapping.toml"
    said.write_text(mapping)
    with council.app.app_context():
        return import_register(file, Wish(COUNCIL, said if mapping else None))


def faults(council: Staffed) -> list[object]:
    with council.app.app_context():
        return list(check_all(db.session(), rules_in_use.rules(), council.now).violations)


def test_an_open_complaint_is_answered_at_both_stages(council: Staffed, tmp_path: Path) -> None:
    brought_in(council, tmp_path, "C-1", "16/11/2026", "Planning", "No reply", "18/11/2026")
    council.tell("officer", "respond_stage_1", "C-1", ANSWER)
    council.later(days=1)
    council.tell("officer", "request_stage_2", "C-1")
    council.tell("officer", "acknowledge_stage_2", "C-1", {
        "definition": "No reply came", "send_by": "post"})
    council.tell("officer", "assign_reviewer", "C-1", {"reviewer": "reviewer@borough.example"})
    done = council.tell("reviewer", "respond_stage_2", "C-1", {
        **ANSWER, "stage_1_changed": "no", "remedies": [], "no_remedy_because": "Offered before"})
    assert done.state == "stage_2_responded"
    assert faults(council) == []


def test_one_not_yet_acknowledged_is_acknowledged(council: Staffed, tmp_path: Path) -> None:
    brought_in(council, tmp_path, "C-1", "18/11/2026", "Planning", "No reply")
    done = council.tell("officer", "acknowledge", "C-1", {
        "definition": "No reply came", "outcomes_not_stated": True, "send_by": "post"})
    assert done.state == "stage_1_investigating"
    assert faults(council) == []


def test_one_answered_elsewhere_goes_to_stage_2(council: Staffed, tmp_path: Path) -> None:
    """An imported answer never hinders the request, whatever it lacks."""
    brought_in(council, tmp_path, "C-1", "02/11/2026", "Planning", "No reply", "", "10/11/2026")
    assert council.tell("officer", "request_stage_2", "C-1").state == "stage_2_requested"
    council.tell("officer", "acknowledge_stage_2", "C-1", {
        "definition": "No reply came", "send_by": "post"})
    assert faults(council) == []


def test_a_refusal_can_be_undone(council: Staffed, tmp_path: Path) -> None:
    brought_in(council, tmp_path, "C-1", "02/11/2026", "Planning", "No reply", "", "10/11/2026",
               "Not accepted")
    done = council.tell("officer", "accept", "C-1", {"points": [{"text": "No reply came"}]})
    assert done.state == "stage_1_accepted"
    assert faults(council) == []


def test_compensation_without_a_day_gets_one_and_is_paid(
    council: Staffed, tmp_path: Path
) -> None:
    brought_in(council, tmp_path, "C-1", "02/11/2026", "Planning", "No reply", "04/11/2026",
               "10/11/2026", "Upheld", "", "£30.50")
    council.tell("officer", "change_remedy_date", "C-1", {
        "n": 1, "due_on": "2026-12-18", "reason": "No day had been set", "send_by": "post"})
    with council.app.app_context():
        changed = load(db.session(), "C-1")
        assert changed is not None
        assert (changed.remedies[0].due_on, changed.remedies[0].amount_pence) == (
            date(2026, 12, 18), 3050)
    council.tell("officer", "complete_remedy", "C-1", {"n": 1, "evidence": "Paid by BACS"})
    assert faults(council) == []


def test_an_extension_that_was_not_told_takes_none_of_the_days_allowed(
    council: Staffed, tmp_path: Path
) -> None:
    """Due on 2 December; the old register extended it by all ten days, and told nobody."""
    brought_in(council, tmp_path, "C-1", "16/11/2026", "Planning", "No reply", "18/11/2026", "",
               "", "16/12/2026")
    council.tell("officer", "extend", "C-1", {
        "stage": 1, "working_days": 10, "reason": "complexity", "reason_text": "More to read",
        "send_by": "hand"})
    with council.app.app_context():
        complaint = load(db.session(), "C-1")
        assert complaint is not None
        assert [one.working_days for one in complaint.extensions] == [10, 10]
    assert faults(council) == []


def test_everything_on_an_imported_file_can_be_shown(council: Staffed, tmp_path: Path) -> None:
    brought_in(council, tmp_path, "C-1", "02/11/2026", "Planning", "No reply", "04/11/2026",
               "10/11/2026", "Upheld", "25/11/2026", "£30", "K Thorne", "Noor Rowe")
    with council.app.app_context():
        shown = complaint_view(seen("C-1", council.actors["officer"]))
    assert shown["points"][0]["stage_1"] == {"finding": "upheld", "reasons": None, "sources": []}
    assert shown["extensions"][0]["reason"] is None
    assert shown["remedies"][0]["due_on"] is None
    assert shown["overdue"] is False


MAPPING = '[values.handler]\n"K Thorne" = "{address}"\n'


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("handler@borough.example", True), ("Handler@Borough.Example", True),
        ("reviewer@borough.example", False), ("nobody@borough.example", False),
    ],
)
def test_handlers_by_the_mapping(
    council: Staffed, tmp_path: Path, address: str, taken: bool
) -> None:
    """Only an account in use that may handle complaints; the others are warned of, unnamed."""
    cells = ("C-1", "16/11/2026", "Planning", "No reply", "", "", "", "", "", "K Thorne")
    result = brought_in(council, tmp_path, *cells, mapping=MAPPING.format(address=address))
    assert bool(result.warnings) is not taken
    assert address not in str(result.warnings)
    with council.app.app_context():
        complaint = load(db.session(), "C-1")
        assert complaint is not None
        assert (complaint.stage_1.handler == "ACC-handler") is taken
    assert faults(council) == []


def test_a_handler_whose_account_is_closed_gets_nothing(
    council: Staffed, tmp_path: Path
) -> None:
    with council.app.app_context(), transaction() as session:
        session.execute(update(table(AccountRow)).values(enabled=False))
    cells = ("C-1", "16/11/2026", "Planning", "No reply", "", "", "", "", "", "K Thorne")
    said = MAPPING.format(address="handler@borough.example")
    result = brought_in(council, tmp_path, *cells, mapping=said)
    assert len(result.warnings) == 1
    with council.app.app_context():
        assert db.session.scalar(select(AccountRow.enabled).limit(1)) is False


def test_what_an_imported_open_complaint_offers(council: Staffed, tmp_path: Path) -> None:
    brought_in(council, tmp_path, "C-1", "16/11/2026", "Planning", "No reply", "18/11/2026")
    with council.app.app_context():
        complaint = load(db.session(), "C-1")
        assert complaint is not None
        offered = open_commands(complaint, council.actors["officer"], rules_in_use.rules(),
                                council.now.date())
    assert {"respond_stage_1", "extend", "assign"} <= set(offered)
