"""Headings are known by many names, and a mapping file says what else they mean."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from support.registers import HEADINGS, TODAY, register

from complaints_service.content.problems import WorkflowError
from complaints_service.content.register.aliases import load_aliases, read_aliases
from complaints_service.content.register.columns import COLUMNS
from complaints_service.content.register.errors import RegisterError
from complaints_service.content.register.mapping import RegisterMapping, read_mapping
from complaints_service.content.register.reading import read_register

ALIASES = load_aliases()


# Each line: a column, then headings that councils give it.
NAMES = """
old_reference: Ref | Ref. | Reference No. | Case Ref | CASE NUMBER | Complaint ID | URN | No.
old_reference: ID
received: Date Rec'd | Date rec’d | Date received | Received | Received on | Date of complaint
received: Date of Receipt | Received Date | Stage 1 received | Complaint received date
received: date_received | Date logged | Date received (dd/mm/yyyy) | Date complaint made | Date
channel: How received | Channel | Received via | Method of contact | Source | Contact method
service: Service | Service Area | Department | Directorate | Service complained about | Team
description: Complaint | Description | Details of complaint | Nature of complaint | Summary
acknowledged: Date Ack'd | Acknowledged | Date acknowledged | Acknowledgement sent | Ack date
acknowledged: Stage 1 acknowledgement date | Ack sent
stage_1_target: Stage 1 target | Target | Due date | Response due | S1 due date | Deadline
stage_1_target: Stage One response deadline | Stage 1 due | Target date for response
stage_1_responded: Stage 1 replied | Stage 1 response | Date of response | Responded
stage_1_responded: Stage 1 response sent | S1 reply | Date replied | Date completed
stage_1_responded: Stage I response date | Response date
stage_1_extended_to: S1 extended to | Extended to | Stage 1 extension date | New due date
stage_1_extended_to: Revised target date
stage_1_outcome: Stage 1 outcome | Outcome | Decision | S1 decision | Upheld?
stage_1_outcome: Outcome (upheld / not upheld) | Stage one finding | Upheld / Not upheld
stage_2_requested: Stage 2 requested | Stage 2 request date | Escalated to Stage 2
stage_2_requested: Date escalated | Escalation request received | Stage 2 received
stage_2_requested: Date of Stage Two request
stage_2_acknowledged: Stage 2 ack'd | Stage 2 acknowledged | S2 Ack date
stage_2_target: Stage 2 target | S2 due date | Stage two deadline
stage_2_responded: Stage 2 replied | Stage 2 response date | S2 response sent | Stage two reply
stage_2_extended_to: S2 extended to | Stage 2 extension date
stage_2_outcome: Stage 2 outcome | S2 decision | Stage two finding
ombudsman: Ombudsman | Referred to Ombudsman? | Which Ombudsman
ombudsman_reference: Ombudsman ref | LGSCO reference | Ombudsman reference number
ombudsman_decision: Ombudsman decision | LGSCO outcome | HOS finding
ombudsman_decided: Ombudsman decision date | Date of Ombudsman decision
ombudsman_notified: Ombudsman enquiry date | Date referred to Ombudsman
compensation: Compensation | Compensation (£) | Compensation paid £ | Redress | Amount
lessons: Lessons learned | Learning | Lessons learnt | Service improvements | Actions taken
ward: Ward | Electoral ward
handler: Handler | Investigating officer | Case officer | Officer | Assigned to
handler: Stage 1 handler
complainant: Complainant | Complainant name | Name | Customer name | Tenant
complainant: Name of complainant
first_name: First name | Forename
last_name: Surname | Last Name
email: Email | E-mail | Email address | Complainant email
phone: Phone | Telephone | Tel. no. | Contact number | Mobile
address: Address | Address line 1 | Property address
postcode: Postcode | Post code
closed: Closed | Date closed | Closure date | Case closed date
status: Status | Case status
notes: Notes | Comments
"""


@pytest.mark.parametrize("line", NAMES.strip().splitlines())
def test_a_column_by_its_many_names(line: str) -> None:
    column, _, headings = line.partition(":")
    found = {heading.strip(): ALIASES.column_of(heading) for heading in headings.split("|")}
    assert {heading: one and one.column for heading, one in found.items()} == dict.fromkeys(
        found, column
    )


@pytest.mark.parametrize("heading", ["Gender", "Outcome reason", "Stage 3 reply", "Working days",
                                     "Corporate complaints register (live)", "", "Ethnicity"])
def test_what_no_column_is_called(heading: str) -> None:
    assert ALIASES.column_of(heading) is None


def test_no_name_stands_for_two_columns() -> None:
    raw = (Path(__file__).parents[3] / "workflows/register/aliases.toml").read_text("utf-8")
    tables = tomllib.loads(raw)
    for table in ("headings", "headings_otherwise"):
        seen: dict[tuple[str, ...], str] = {}
        for column, names in tables[table].items():
            for name in names:
                assert seen.setdefault(ALIASES.key_of(name), column) == column, name


def read(folder: Path, *rows: tuple[object, ...], mapping: RegisterMapping | None = None):
    return read_register(register(folder, rows), TODAY, mapping)


def test_every_column_may_be_headed_by_its_own_name() -> None:
    for column in COLUMNS:
        found = ALIASES.column_of(column)
        assert found is not None, column
        assert found == (column, 0)


def test_group_headings_over_several_columns_are_read_with_those_below(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("", "", "", "Stage 1", "", "", "Stage 2", "", "", ""),
        ("Ref", "Received", "Service", "Ack'd", "Replied", "Outcome", "Requested", "Ack'd",
         "Replied", "Outcome"),
        ("C1", "02/03/26", "Planning", "03/03/26", "16/03/26", "Upheld", "17/03/26", "18/03/26",
         "15/04/26", "Not upheld"),
    )
    row = reading.sound[0]
    assert (row.stage_1.outcome, row.stage_2.outcome) == ("upheld", "not_upheld")
    assert row.stage_2.responded is not None
    assert row.stage_2.responded.month == 4


def test_unknown_headings_are_listed_and_not_used(tmp_path: Path) -> None:
    row = ("C1", "02/03/26", "Planning", "x", "F", "")
    reading = read(tmp_path, (*HEADINGS, "Gender", ""), row)
    assert reading.unused_headings == ("Gender",)
    assert len(reading.sound) == 1


def test_the_plainer_of_two_headings_counts(tmp_path: Path) -> None:
    reading = read(tmp_path, (*HEADINGS, "Directorate", "Date logged"),
                   ("C1", "02/03/26", "Planning", "x", "Place", "05/03/26"))
    assert reading.sound[0].service == "planning"
    assert reading.sound[0].received.day == 2
    assert reading.unused_headings == ("Directorate", "Date logged")


def test_of_several_lesser_headings_the_likeliest_counts(tmp_path: Path) -> None:
    reading = read(tmp_path, ("ID", "Opened", "Received", "Team", "Department", "Subject"),
                   ("7", "05/03/26", "02/03/26", "North", "Planning", "x"))
    row = reading.sound[0]
    assert (row.old_reference, row.received.day, row.service) == ("7", 2, "planning")
    assert reading.unused_headings == ("Opened", "Team")


def test_a_register_of_one_stage_may_give_the_day_of_closing_alone(tmp_path: Path) -> None:
    reading = read(tmp_path, (*HEADINGS, "Date closed", "Outcome"),
                   ("C1", "02/03/26", "Planning", "x", "16/03/26", "Upheld"))
    row = reading.sound[0]
    assert row.stage_1.responded is not None
    assert (row.stage_1.responded.day, row.closed) == (16, None)
    assert "“Date closed” was taken for it" in reading.warnings[0]
    # With an answer's own day, or a second stage, closing is closing.
    for other in ("Date replied", "Stage 2 requested"):
        rows = ((*HEADINGS, "Date closed", other), ("C1", "02/03/26", "Planning", "x", "", ""))
        assert read(tmp_path, *rows).warnings == ()


@pytest.mark.parametrize(
    ("headings", "why"),
    [
        # Two headings for one thing.
        (("Date received", "Date of complaint", "Service"), "complaint” both mean received"),
        (("Date received", "Date received", "Service"), "“Date received” stands twice"),
        # No day of receipt.
        (("Ref", "Service", "Complaint"), "no heading for “Date received”"),
        # Nothing that says what it was about.
        (("Ref", "Date received", "Ward"), "no heading for “Service” or “Complaint”"),
    ],
)
def test_headings_that_will_not_do(tmp_path: Path, headings: tuple[str, ...], why: str) -> None:
    with pytest.raises(RegisterError, match=why):
        read(tmp_path, headings, ("1", "2", "3"))


MAPPING_TOML = """
date_order = "month-first"
[headings]
"Came in" = "received"
"What" = "description"
"Service" = ""
[values.outcome]
"Green" = "upheld"
[values.services]
"DSO" = "refuse-recycling"
[values.handler]
"K Thorne" = "k.thorne@example.org"
"""


def test_a_mapping_file_goes_before_all_else(tmp_path: Path) -> None:
    file = tmp_path / "mapping.toml"
    file.write_text(MAPPING_TOML.replace('"Service" = ""\n', ""), encoding="utf-8")
    reading = read(
        tmp_path,
        ("Ref", "Came in", "What", "Service", "Replied", "Outcome", "Handler"),
        ("C1", "3/2/26", "x", "dso", "3/16/26", "GREEN", "k thorne"),
        mapping=read_mapping(file),
    )
    row = reading.sound[0]
    assert (row.received.month, row.stage_1.outcome) == (3, "upheld")
    assert row.service == "refuse-recycling"
    assert row.handler_email == "k.thorne@example.org"
    assert reading.date_order_used == "month-first"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        # The table turned round.
        ({"headings": {"received": "Came in"}}, "on the left stands the register's heading"),
        # A part, a kind, an order that does not exist.
        ({"headings": {}, "columns": {}}, "only headings, values"),
        ({"values": {"colour": {}}}, "values.colour"),
        ({"date_order": "american"}, "“day-first” or “month-first”"),
        ({"values": {"outcome": {"Green": 3}}}, "in quotation marks"),
        ({"headings": ["received"]}, "write it as a table"),
        ({"sheet": 1}, "quotation marks"),
    ],
)
def test_a_mapping_that_will_not_do(tmp_path: Path, said: object, why: str) -> None:
    file = tmp_path / "mapping.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(RegisterError, match=why):
        read_mapping(file)


def test_a_mapping_must_fit_the_register_and_the_vocabularies(tmp_path: Path) -> None:
    rows = (HEADINGS, ("C1", "02/03/26", "Planning", "x"))
    file = tmp_path / "mapping.json"
    file.write_text('{"Came in": "received"}', encoding="utf-8")
    with pytest.raises(RegisterError, match="“Came in”, which the register does not have"):
        read(tmp_path, *rows, mapping=read_mapping(file))
    file.write_text('{"values": {"service": {"DSO": "bins"}}}', encoding="utf-8")
    with pytest.raises(RegisterError, match="“bins”, which is none of"):
        read(tmp_path, *rows, mapping=read_mapping(file))


@pytest.mark.parametrize("content", ["", "[headings", "{", "[1, 2]"])
def test_a_mapping_that_is_no_mapping(tmp_path: Path, content: str) -> None:
    file = tmp_path / "mapping.toml"
    file.write_text(content, encoding="utf-8")
    if not content:
        assert read_mapping(file).headings == {}
        return
    with pytest.raises(RegisterError, match=r"mapping\.toml"):
        read_mapping(file)


def test_an_alias_file_of_the_council_stands_in_place_of_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = (Path(__file__).parents[3] / "workflows/register/aliases.toml").read_text("utf-8")
    own = tmp_path / "workflows" / "register" / "aliases.toml"
    own.parent.mkdir(parents=True)
    own.write_text(shipped.replace('received = [\n', 'received = [\n  "came to us",\n', 1), "utf-8")
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    assert load_aliases().column_of("Came to us") == ("received", 0)


@pytest.mark.parametrize(
    ("was", "written", "why"),
    [
        ('ward = ["ward"', 'wards = ["ward"', "headings"),
        ("[channels]", "[channel]", "channels"),
        ('small_words = ["of"', 'small_words = "of" #', "small_words"),
        ('upheld = ["justified"', 'upheld = [1, "justified"', "outcomes.upheld"),
    ],
)
def test_an_alias_file_at_fault_is_refused(
    tmp_path: Path, was: str, written: str, why: str
) -> None:
    shipped = (Path(__file__).parents[3] / "workflows/register/aliases.toml").read_text("utf-8")
    assert was in shipped
    file = tmp_path / "aliases.toml"
    file.write_text(shipped.replace(was, written, 1), encoding="utf-8")
    with pytest.raises(WorkflowError, match=why):
        read_aliases(file)
