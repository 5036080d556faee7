"""The date calculator's rows: eight cells in, the last acceptable dates or one error out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from complaints_service.domain.calendar import CalendarEnds, DayCounted, WorkingCalendar
from complaints_service.domain.clocks import StageDates, stage_dates
from complaints_service.domain.handling_code import HandlingCode, StageLimits, stricter
from complaints_service.domain.moments import london_day
from complaints_service.domain.rules import edition_in_force

INPUT_COLUMNS = (
    "case_id",
    "code",
    "stage_1_received",
    "stage_1_acknowledged",
    "stage_1_extension",
    "stage_2_requested",
    "stage_2_acknowledged",
    "stage_2_extension",
)
OUTPUT_COLUMNS = (
    "case_id",
    "stage_1_acknowledge_by",
    "stage_1_respond_by",
    "stage_1_latest",
    "stage_2_acknowledge_by",
    "stage_2_respond_by",
    "stage_2_latest",
    "error",
    "provisional",
)
# What a `code` cell may say, and the Codes that then hold at once.
CODE_WORDS = {
    "lgsco": ("lgsco",),
    "housing": ("housing",),
    "lgsco+housing": ("lgsco", "housing"),
}
_STAGE_1, _STAGE_2 = 2, 5
_BLANK = ("", "", "")
_FURTHEST_EXTENSION = 10_000


class RowRefused(Exception):
    """A row cannot be calculated: `error` is its code, `column` the leftmost cell at fault."""

    def __init__(self, error: str, column: str, value: str) -> None:
        """Keep the cell at fault."""
        super().__init__(error)
        self.error = error
        self.column = column
        self.value = value


# What `stage_dates` needs for one stage: its start, its acknowledgement, the extension, the limits.
StageAsked = tuple[date, date | None, int, StageLimits]


class Count(NamedTuple):
    """The days that lead to one output column: `n` working days after `start`."""

    column: str
    start: date
    n: int
    days: tuple[DayCounted, ...]


class DateCalculator:
    """Calculates rows under the editions of the Codes and one calendar.

    Of a Code's editions the one in force on the case's first date holds, for both stages.
    """

    def __init__(self, codes: Mapping[str, HandlingCode], calendar: WorkingCalendar) -> None:
        """Prepare the limits of each code word, by the day from which they hold."""
        self._calendar = calendar
        begun = sorted({code.in_force_from for code in codes.values()})
        self._begun = begun[1:]
        self._limits = {
            word: [stricter([edition_in_force(codes, key, day) for key in keys]) for day in begun]
            for word, keys in CODE_WORDS.items()
        }

    def row(self, cells: Sequence[str]) -> list[str]:
        """Return the output cells for the input cells, both in the order of their columns.

        A row that cannot be calculated has its error's code and no date.
        """
        try:
            stage_1, stage_2 = self.dates(cells)
        except RowRefused as refused:
            return [cells[0], *_BLANK, *_BLANK, refused.error, ""]
        provisional = (stage_1 is not None and stage_1.provisional) or (
            stage_2 is not None and stage_2.provisional
        )
        return [cells[0], *_shown(stage_1), *_shown(stage_2), "", "yes" if provisional else ""]

    def dates(self, cells: Sequence[str]) -> tuple[StageDates | None, StageDates | None]:
        """Return the dates of both stages, None for a stage not begun. Raises RowRefused."""
        word, start_1 = cells[1].strip(), cells[_STAGE_1].strip()
        if word not in CODE_WORDS:
            raise RowRefused("unknown_code", "code", word)
        if not start_1 and not cells[_STAGE_2].strip():
            raise RowRefused("missing", INPUT_COLUMNS[_STAGE_1], "")
        stage_1 = self._read(cells, _STAGE_1, word, None)
        dates_1 = self._dates(stage_1, _STAGE_1)
        stage_2 = self._read(cells, _STAGE_2, word, stage_1)
        return dates_1, self._dates(stage_2, _STAGE_2)

    def counts(self, cells: Sequence[str]) -> tuple[Count, ...]:
        """List every day counted or skipped for each date of the row. Raises RowRefused."""
        self.dates(cells)
        word = cells[1].strip()
        stage_1 = self._read(cells, _STAGE_1, word, None)
        stage_2 = self._read(cells, _STAGE_2, word, stage_1)
        return (*self._counts(stage_1, "stage_1"), *self._counts(stage_2, "stage_2"))

    def _read(
        self, cells: Sequence[str], at: int, word: str, before: StageAsked | None
    ) -> StageAsked | None:
        start, acknowledged, extension = cells[at].strip(), cells[at + 1].strip(), cells[at + 2]
        extension = extension.strip()
        if not start:
            if acknowledged or extension:
                raise RowRefused("missing", INPUT_COLUMNS[at], "")
            return None
        started_on = _day(start, at)
        limits = self._limits_on(word, started_on if before is None else before[0], at)
        acknowledged_on, days = None, 0
        # A start beyond the calendar lies further left than a cell refused after it.
        if acknowledged:
            try:
                acknowledged_on = _acknowledged(acknowledged, started_on, at + 1)
            except RowRefused:
                self._must_reach(at, started_on, limits.acknowledge)
                raise
        if extension:
            try:
                days = _extension(extension, limits.extension_cap, at + 2)
            except RowRefused:
                self._must_reach_answer(at, started_on, acknowledged_on, limits)
                raise
        return started_on, acknowledged_on, days, limits

    def _limits_on(self, word: str, on: date, at: int) -> StageLimits:
        limits = self._limits[word][bisect_right(self._begun, on)]
        return limits[at == _STAGE_2]

    def _dates(self, stage: StageAsked | None, at: int) -> StageDates | None:
        if stage is None:
            return None
        started_on, acknowledged_on, days, limits = stage
        try:
            return stage_dates(started_on, acknowledged_on, days, limits, self._calendar)
        except CalendarEnds:
            self._must_reach_answer(at, started_on, acknowledged_on, limits)
            raise RowRefused("calendar_ends", INPUT_COLUMNS[at], started_on.isoformat()) from None

    def _must_reach_answer(
        self, at: int, started_on: date, acknowledged_on: date | None, limits: StageLimits
    ) -> None:
        acknowledge_by = self._must_reach(at, started_on, limits.acknowledge)
        if acknowledged_on is None:
            self._must_reach(at, acknowledge_by, limits.respond)
        else:
            self._must_reach(at + 1, acknowledged_on, limits.respond)

    def _must_reach(self, at: int, start: date, n: int) -> date:
        try:
            return self._calendar.after(start, n)
        except CalendarEnds:
            raise RowRefused("calendar_ends", INPUT_COLUMNS[at], start.isoformat()) from None

    def _counts(self, stage: StageAsked | None, name: str) -> tuple[Count, ...]:
        if stage is None:
            return ()
        started_on, acknowledged_on, extension_days, limits = stage
        calendar = self._calendar
        acknowledge_by = calendar.after(started_on, limits.acknowledge)
        clock_starts = acknowledged_on or acknowledge_by
        due = calendar.after(clock_starts, limits.respond)
        asked = [
            ("acknowledge_by", started_on, limits.acknowledge),
            ("respond_by", clock_starts, limits.respond + extension_days),
            ("latest", due, limits.extension_cap),
        ]
        return tuple(
            Count(f"{name}_{column}", start, n, calendar.explain(start, n))
            for column, start, n in asked
        )


def _day(cell: str, at: int) -> date:
    try:
        return london_day(cell)
    except ValueError:
        raise RowRefused("bad_date", INPUT_COLUMNS[at], cell) from None


def _acknowledged(cell: str, started_on: date, at: int) -> date:
    acknowledged_on = _day(cell, at)
    if acknowledged_on < started_on:
        raise RowRefused("before_received", INPUT_COLUMNS[at], cell)
    return acknowledged_on


def _extension(cell: str, cap: int, at: int) -> int:
    if not (cell.isascii() and cell.isdigit()):
        raise RowRefused("bad_extension", INPUT_COLUMNS[at], cell)
    digits = cell.lstrip("0")
    # Thousands of digits are a whole number too, which int() would refuse to read.
    days = int(digits or "0") if len(digits) < 6 else _FURTHEST_EXTENSION
    if days > cap:
        raise RowRefused("extension_over_cap", INPUT_COLUMNS[at], cell)
    return days


def _shown(stage: StageDates | None) -> Sequence[str]:
    if stage is None:
        return _BLANK
    return stage[0].isoformat(), stage[1].isoformat(), stage[2].isoformat()
