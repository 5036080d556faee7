"""What a sound row becomes: imported steps, and the rules under which they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.handling_code import StageLimits


@dataclass(frozen=True, slots=True)
class ImportedStep:
    """One thing that happened: a command's name, the London day and the command's data.

    `day_known` is False where the register gives no day and the step stands on the latest day of
    the row, which is the earliest on which it can have happened. Data that the register lacks is
    None, where a live command would require it.
    """

    command: str
    occurred_on: date
    data: Mapping[str, Any] = field(default_factory=dict)
    day_known: bool = True


@dataclass(frozen=True, slots=True)
class ImportRules:
    """The limits of both stages under the complaint's Codes, and what the operator asserts.

    `extensions_told` says that each complainant was told of an extension in time; without it an
    imported extension counts as not told. `today` is the London day of the import.
    """

    stage_1: StageLimits
    stage_2: StageLimits
    calendar: WorkingCalendar
    today: date
    extensions_told: bool = False
