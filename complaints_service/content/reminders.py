"""Reads `workflows/reminders.toml`: when the dates of complaints are chased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from marshmallow import ValidationError, fields

from complaints_service.content.places import find
from complaints_service.content.problems import WorkflowError, problem
from complaints_service.content.toml_fields import (
    MISSING,
    Table,
    Tables,
    TomlSchema,
    Whole,
    WordsList,
)
from complaints_service.content.tomlfiles import load_toml
from complaints_service.domain.reminders import RECIPIENTS, Ladder, ReminderRules

FILE = "reminders.toml"


class Steps(fields.Field[tuple[int, ...]]):
    """Numbers of working days left, most first, none twice."""

    mend = "write whole numbers of working days left, most first, such as [5, 2, 0, -1]"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        whole = isinstance(value, list) and all(type(item) is int for item in value)
        if not whole or any(a <= b for a, b in pairwise(value)):
            raise ValidationError(self.mend)
        return tuple(value)


class Clock(fields.Field[time]):
    """A time of day."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, time):
            raise ValidationError("write a time such as 08:00:00 without quotation marks")
        return value


class LadderSchema(TomlSchema):
    """When the dates of some kinds are chased."""

    kinds = WordsList()
    handler = Steps()
    team = Steps()
    manager = Steps()
    head = Steps()


class HoursSchema(TomlSchema):
    """When emails about dates leave."""

    opens = Clock(required=True, error_messages={"required": MISSING})
    closes = Clock(required=True, error_messages={"required": MISSING})


class AlarmsSchema(TomlSchema):
    """When the worker raises an alarm about itself."""

    asleep_hours = Whole(required=True)
    calendar_notice_days = Whole(required=True)


class RemindersSchema(TomlSchema):
    """The whole file."""

    hours = Table(HoursSchema, required=True)
    alarms = Table(AlarmsSchema, required=True)
    ladder = Tables(LadderSchema, required=True)
    words = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        error_messages={"required": MISSING},
    )


def load_reminders() -> ReminderRules:
    """Return the council's reminders, else the shipped ones.

    Read once a process. Raises WorkflowError with file, key, value and mend.
    """
    return read_reminders(find("workflows", FILE))


@cache
def read_reminders(file: Path) -> ReminderRules:
    """Return the reminders of one file. Raises WorkflowError with every fault."""
    raw = load_toml(file, RemindersSchema)
    faults = list(_faults(file, raw))
    if faults:
        raise WorkflowError(faults)
    return ReminderRules(
        ladders=tuple(_ladder(row) for row in raw["ladder"]),
        opens=raw["hours"]["opens"],
        closes=raw["hours"]["closes"],
        asleep_hours=raw["alarms"]["asleep_hours"],
        calendar_notice_days=raw["alarms"]["calendar_notice_days"],
        words=dict(raw["words"]),
    )


def _ladder(row: Mapping[str, Any]) -> Ladder:
    steps = {name: row[name] for name in RECIPIENTS if row.get(name)}
    if "handler" in steps:
        steps["cover"] = steps["handler"]
    return Ladder(kinds=frozenset(row.get("kinds", ())), steps=steps)


def _faults(file: Path, raw: Mapping[str, Any]) -> Iterator[str]:
    opens, closes = raw["hours"]["opens"], raw["hours"]["closes"]
    if opens >= closes:
        yield problem(file, "hours.closes", closes, f"write a time after {opens}")
    open_ended = [row for row in raw["ladder"] if not row.get("kinds")]
    if len(open_ended) != 1:
        yield problem(file, "ladder", raw["ladder"], "leave exactly one ladder without kinds")
    seen: set[str] = set()
    for number, row in enumerate(raw["ladder"], 1):
        key = f"ladder[{number}]"
        for kind in row.get("kinds", ()):
            if kind in seen:
                yield problem(file, f"{key}.kinds", kind, "name it in one ladder only")
            seen.add(kind)
        if not row.get("handler") and not row.get("team"):
            yield problem(file, f"{key}.team", None, "tell the handler or the team at some step")
