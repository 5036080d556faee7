"""Compares what is stored of a complaint with what its events make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import deadlines_of
from complaints_service.domain.rules import Rules
from complaints_service.persistence.complaints import (
    WAITING,
    complaint_row,
    deadline_row,
    stage_row,
)

Row = Mapping[str, Any]
DERIVED = frozenset({"next_due_on", "next_due_kind", *WAITING})
"""Columns that belong to the deadlines, and change with the calendar."""
KEPT_APART = frozenset({"blocks", "html", "plain_text", "recipient", "delivery", "ref", "id"})
"""What a letter's row holds that no event repeats, and what the post office changes."""


@dataclass(frozen=True)
class Difference:
    """One value that is stored otherwise than the events say; `where` names table and key."""

    ref: str
    where: str
    field: str
    stored: Any
    replayed: Any


def row_differences(stands: Complaint, row: Row, rules: Rules) -> Iterator[Difference]:
    """Compare the snapshot and its columns, apart from the next due date."""
    wanted = complaint_row(stands, deadlines_of(stands, rules))
    snapshot = wanted.pop("snapshot")
    stored = row["snapshot"] or {}
    for name in sorted({*snapshot, *stored}):
        if snapshot.get(name) != stored.get(name):
            yield Difference(stands.ref, "complaint.snapshot", name, stored.get(name),
                             snapshot.get(name))
    for name, value in wanted.items():
        if name not in DERIVED and row[name] != value:
            yield Difference(stands.ref, "complaint", name, row[name], value)


def date_differences(
    stands: Complaint, row: Row, stages: Sequence[Row], deadlines: Sequence[Row], rules: Rules
) -> Iterator[Difference]:
    """Compare the rows of stages and deadlines, and the next due date."""
    due = deadlines_of(stands, rules)
    wanted = complaint_row(stands, due)
    for name in sorted(DERIVED):
        if row[name] != wanted[name]:
            yield Difference(stands.ref, "complaint", name, row[name], wanted[name])
    made = [stage_row(stands, stage, rules) for stage in (1, 2)]
    yield from _keyed(stands.ref, "stage", ("stage",), [one for one in made if one], stages)
    yield from _keyed(stands.ref, "deadline", ("kind", "item"),
                      [deadline_row(stands.ref, one) for one in due], deadlines)


def letter_differences(stands: Complaint, letters: Sequence[Row]) -> Iterator[Difference]:
    """Compare the rows of letters with the letters that the events issued."""
    wanted = [
        {"id": one.id, "kind": one.kind, "stage": one.stage, "send_by": one.send_by,
         "issued_at": one.issued_at, "dispatched_at": one.dispatched_at, "sha256": one.sha256,
         "template": one.template, "template_version": one.template_version}
        for one in stands.letters
    ]
    stored = [{key: one[key] for key in one if key not in KEPT_APART or key == "id"}
              for one in letters]
    yield from _keyed(stands.ref, "letter", ("id",), wanted, stored)


def _keyed(
    ref: str, where: str, keys: tuple[str, ...], wanted: Sequence[Row], stored: Sequence[Row]
) -> Iterator[Difference]:
    replayed = {tuple(one[key] for key in keys): one for one in wanted}
    held = {tuple(one[key] for key in keys): one for one in stored}
    for key in sorted({*replayed, *held}, key=str):
        place = f"{where} {' '.join(str(part) for part in key if part != '')}"
        new, old = replayed.get(key), held.get(key)
        if new is None or old is None:
            yield Difference(ref, place, "row", old and "present", new and "present")
            continue
        for name, value in new.items():
            if old[name] != value:
                yield Difference(ref, place, name, old[name], value)
