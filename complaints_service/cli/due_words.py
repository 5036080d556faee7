"""What `complaints due` says to people: one case's dates, its error, the days behind a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from complaints_service.domain.due_rows import OUTPUT_COLUMNS, Count, RowRefused

_MENDS = {
    "missing": "give the day on which the complaint, or the request for stage 2, was received",
    "unknown_code": "write lgsco, housing or lgsco+housing",
    "bad_date": "write a day that exists as YYYY-MM-DD, or an instant with its offset",
    "bad_extension": "write a whole number of working days, 0 or more",
    "before_received": "write the day of receipt or a later one",
    "extension_over_cap": "write no more than the Code allows without good reason",
    "calendar_ends": "write a day within the calendar, or add the bank holidays of its year",
}


def case_words(row: Sequence[str]) -> str:
    """Set out an output row for reading."""
    lines = []
    for column, cell in zip(OUTPUT_COLUMNS, row, strict=True):
        if column.startswith("stage_") and cell:
            lines.append(f"{column:<24}{cell}  {long_day(date.fromisoformat(cell))}")
    if row[-1]:
        lines.append(f"{'provisional':<24}yes  bank holidays counted here are not yet proclaimed")
    return "\n".join(lines)


def refusal_words(refused: RowRefused) -> str:
    """Say in one sentence which cell is at fault, what stands there and how to mend it."""
    value = f'is "{refused.value}"' if refused.value else "is blank"
    return f"{refused.column} {value} ({refused.error}); {_MENDS[refused.error]}."


def count_words(case_id: str, counts: Iterable[Count]) -> Iterator[str]:
    """Yield the lines that list each day counted or skipped, with the reason."""
    for count in counts:
        case = f"{case_id}: " if case_id else ""
        yield f"{case}{count.column} = working day {count.n} after {long_day(count.start)}"
        for day in count.days:
            number = "–" if day.number is None else str(day.number)
            reason = day.reason + (" (not yet proclaimed)" if day.provisional else "")
            yield f"  {day.day.isoformat()}  {day.day:%A}".ljust(25) + f"{number:>3}  {reason}"


def count_objects(counts: Iterable[Count]) -> dict[str, Any]:
    """Return the same by output column, for JSON."""
    return {
        count.column: {
            "after": count.start.isoformat(),
            "working_days": count.n,
            "days": [
                {
                    "day": day.day.isoformat(),
                    "counted": day.number,
                    "reason": day.reason,
                    "provisional": day.provisional,
                }
                for day in count.days
            ],
        }
        for count in counts
    }


def long_day(day: date) -> str:
    """Write a date as people do: Monday 9 March 2026."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"
