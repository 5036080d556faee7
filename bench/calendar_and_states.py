"""Measures state changes and working days against bare parts in the same run (goals G8 and G9)."""

from __future__ import annotations

import tempfile
import timeit
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy
from click.testing import CliRunner
from transitions import Machine

from complaints_service.cli.due import command as due
from complaints_service.content.rules import load_clock_rules, load_rules
from complaints_service.domain.clocks import stage_dates
from complaints_service.domain.due_rows import INPUT_COLUMNS
from complaints_service.domain.facts import Facts

DAY = timedelta(days=1)
START, DAYS = date(2026, 3, 30), 10
CASES = 200_000


def measure() -> list[dict[str, Any]]:
    """Return one row for each figure: goal, what, ours, floor, ratio, unit, target, note."""
    return [*_states(), *_days(), _rows()]


def _states() -> list[dict[str, Any]]:
    rules = load_rules()
    lifecycle, code, calendar = rules.lifecycle, rules.codes["housing-2024"], rules.calendar
    facts = Facts(**{field.name: True for field in fields(Facts)})

    def change() -> None:
        lifecycle.next_state("stage_1_investigating", "extend", facts)
        stage_dates(START, START, 0, code.stage_1, calendar)

    bare = _microseconds(_bare_transitions(), 3_000)
    table = {("stage_1_investigating", "extend"): "stage_1_investigating"}
    plain = _microseconds(lambda: table["stage_1_investigating", "extend"], 100_000)
    ours = _microseconds(change, 10_000)
    for _ in range(100_000):
        lifecycle.next_state("stage_1_investigating", "extend", facts)
    kept = len(lifecycle._machine.models)
    opened = _microseconds(lambda: lifecycle.open_steps("stage_1_investigating", facts), 2_000)
    return [
        _row("G8", "a state change with its condition and dates", ours, bare, "µs", "<= 150",
             f"floor: transitions bare, attach, trigger, detach; a dict look-up takes {plain:.2f}"),
        _row("G8", "models left in the machine after 100,000 changes", kept, 0, "models", "0", ""),
        _row("G8", "every command open now, for a page", opened, bare, "µs", "<= 150", ""),
    ]


def _bare_transitions() -> Callable[[], None]:
    machine = Machine(
        model=None, states=["open", "answered"], initial="open", auto_transitions=False,
        transitions=[{"trigger": "answer", "source": "open", "dest": "answered"}],
    )

    # By value, tokens of two threads would be taken for each other.
    @dataclass(eq=False)
    class Token:
        asked: int = 0

    def change() -> None:
        token = Token()
        machine.add_model(token)
        token.answer()  # type: ignore[attr-defined]
        machine.remove_model(token)

    return change


def _days() -> list[dict[str, Any]]:
    calendar = load_clock_rules()[1]
    closed = {closure.day for closure in calendar.closures}
    numpys = numpy.busdaycalendar(holidays=numpy.array(sorted(closed), dtype="datetime64[D]"))

    def loop() -> date:
        day, left = START, DAYS
        while left:
            day += DAY
            left -= day.weekday() < 5 and day not in closed
        return day

    ours = _microseconds(lambda: calendar.after(START, DAYS), 200_000)
    looped = _microseconds(loop, 20_000)
    scalar = _microseconds(
        lambda: numpy.busday_offset(
            numpy.datetime64(START), DAYS, roll="backward", busdaycal=numpys
        ).item(),
        20_000,
    )
    starts = numpy.arange("2019-01-01", "2030-09-01", dtype="datetime64[D]")
    different = sum(
        calendar.after(day, k) != counted
        for k in range(1, 66)
        for day, counted in zip(
            starts.tolist(),
            numpy.busday_offset(starts, k, roll="backward", busdaycal=numpys).tolist(),
            strict=True,
        )
    )
    return [
        _row("G9", "add 10 working days", ours, looped, "µs", "<= 1",
             f"floor: a plain day loop; numpy's scalar takes {scalar:.2f}"),
        _row("G9", f"answers unlike numpy's, of {len(starts) * 65:,} (2019 to 8/2030, k of 1-65)",
             different, 0, "answers", "0", ""),
    ]


def _rows() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "in.csv", Path(folder) / "out.csv"
        with asked.open("w", encoding="utf-8") as file:
            file.write(",".join(INPUT_COLUMNS) + "\n")
            file.writelines(_case(number) for number in range(CASES))
        load_clock_rules()
        seconds = min(
            timeit.repeat(
                lambda: CliRunner().invoke(due, ["--csv", str(asked), "--out", str(answered)]),
                number=1, repeat=3,
            )
        )
        # The floor copies the file's lines and calculates nothing.
        copying = min(timeit.repeat(lambda: _copied(asked, answered), number=1, repeat=3))
    return _row("G9", "complaints due --csv", CASES / seconds, CASES / copying, "rows/s",
                ">= 100000", "after start; floor: reading and writing the same CSV rows unchanged")


def _case(number: int) -> str:
    """Every third case has a stage 2, every second an instant, every fifth an extension."""
    received = date(2024, 1, 1) + DAY * (number % 1_000)
    start = f"{received}T23:30:00Z" if number % 2 else str(received)
    acknowledged = received + DAY * 2
    extension = "4" if number % 5 == 0 else ""
    second = f"{received + DAY * 40},{received + DAY * 43}," if number % 3 == 0 else ",,"
    return f"C{number},housing,{start},{acknowledged},{extension},{second}\n"


def _copied(source: Path, target: Path) -> None:
    import csv

    with source.open(newline="") as read, target.open("w", newline="") as written:
        csv.writer(written).writerows(csv.reader(read))


def _microseconds(question: Callable[[], object], number: int) -> float:
    return min(timeit.repeat(question, number=number, repeat=5)) / number * 1e6


def _row(
    goal: str, what: str, ours: float, floor: float, unit: str, target: str, note: str
) -> dict[str, Any]:
    return {
        "goal": goal,
        "what": what,
        "ours": ours,
        "floor": floor,
        "ratio": ours / floor if floor else None,
        "unit": unit,
        "target": target,
        "note": note,
    }
