"""What reading a register gives: sound rows, and rows refused with their reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not taken: its line in the file, the heading, what stands there, and why.

    `why` is one sentence with the mend. `value` is shortened where it is long.
    """

    row: int
    field: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class StageFacts:
    """The days of one stage, in Europe/London, and its outcome.

    `started` is the receipt, or the request for stage 2. `outcome` is a finding, or
    `resolved_early`, `withdrawn` or `declined`; None where the register says none.
    """

    started: date | None = None
    acknowledged: date | None = None
    target: date | None = None
    extended_to: date | None = None
    responded: date | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class OmbudsmanFacts:
    """What the register says of an Ombudsman: `body` is `lgsco` or `housing`, `decision` a key of
    the vocabulary `ombudsman_findings`; words not understood are kept as they stand."""

    body: str | None = None
    reference: str | None = None
    decision: str | None = None
    decision_words: str | None = None
    notified: date | None = None
    decided: date | None = None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Who complained, as the register has it."""

    name: str
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    postcode: str | None = None


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One sound row. Words of vocabularies are keys; `…_words` keep what the register said.

    `identity` is the same whenever this complaint is read again: by its old reference, or by what
    was known when it came in where it has none. `digest` changes with any particular. Both may
    derive from personal data: keep them where it is kept. `remarks` say what was noted in reading.
    """

    line: int
    identity: str
    digest: str
    old_reference: str | None
    received: date
    service: str
    service_words: str
    channel: str
    channel_words: str
    description: str
    category: str | None
    issue_on: date | None
    stage_1: StageFacts
    stage_2: StageFacts
    ombudsman: OmbudsmanFacts
    compensation: Decimal | None
    compensation_words: str | None
    lessons: str | None
    ward: str | None
    handler: str | None
    handler_email: str | None
    contractor: str | None
    complainant: PersonFacts | None
    point_ombudsman: str | None
    closed: date | None
    status_words: str | None
    notes: str | None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A word that no vocabulary has: how often it stands in the register, and as what it was taken.

    `taken_as` is the key used in its place, or None where the particular was left out.
    """

    field: str
    value: str
    count: int
    first_row: int
    taken_as: str | None


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """A register as read: `rows_total` = sound + refused + skipped + repeated.

    `rows_total` counts the records below the headings, blank ones aside; `skipped` are totals
    rows and headings printed again; `repeated` are rows that an earlier one holds already;
    `spelled` gives each column's heading as this register has it.
    """

    rows_total: int
    sound: tuple[RegisterRow, ...]
    refused: tuple[Refused, ...]
    skipped: int
    repeated: int
    unused_headings: tuple[str, ...]
    unknown_values: tuple[UnknownValue, ...]
    date_order_used: str
    warnings: tuple[str, ...] = ()
    sheet: str = ""
    spelled: Mapping[str, str] = field(default_factory=dict)
