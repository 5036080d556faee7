"""Reads bank holidays in the shape that GOV.UK publishes, refusing what could not be a list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from complaints_service.content.closures import ENGLAND_AND_WALES, NATIONS
from complaints_service.domain.calendar import Closure

# England and Wales, the nation with the fewest, has eight a year.
_FEWEST_A_YEAR = 8


class HolidaysRefused(ValueError):
    """The file is no list of bank holidays; the calendar in use stays as it is."""


def read_govuk_json(path: Path) -> dict[str, list[Closure]]:
    """Return the closures of each nation in the file, in order of their days.

    Raises HolidaysRefused, in one sentence, for a file that cannot be read and as `read_govuk`.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise HolidaysRefused(f"{path} cannot be read ({error.strerror}); check it.") from error
    return read_govuk(path.name, raw)


def read_govuk(name: str, raw: bytes) -> dict[str, list[Closure]]:
    """Return the closures of each nation in what was downloaded, in order of their days.

    Raises HolidaysRefused, in one sentence that begins with `name`, for what is empty, a web page,
    without England and Wales, without holidays, or has a year with fewer holidays than any year
    can have. A failed or empty download can therefore never shorten a list.
    """
    nations = _nations(name, raw)
    return {
        nation: _closures(name, nation, nations[nation]) for nation in NATIONS if nation in nations
    }


def _nations(name: str, raw: bytes) -> Mapping[str, Any]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HolidaysRefused(f"{name} is not UTF-8; download it again.") from error
    if not text.strip():
        raise HolidaysRefused(f"{name} is empty; download it again.")
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        what = "a web page" if text.lstrip().startswith("<") else "not JSON"
        raise HolidaysRefused(f"{name} is {what}; download the JSON file.") from error
    if not isinstance(read, dict):
        raise HolidaysRefused(f"{name} is no table of nations; download it again.")
    if ENGLAND_AND_WALES not in read:
        raise HolidaysRefused(
            f"{name} lacks the nation {ENGLAND_AND_WALES}, on whose days the Codes' clocks run; "
            "download it again."
        )
    return read


def _closures(name: str, nation: str, table: Any) -> list[Closure]:
    events = table.get("events") if isinstance(table, dict) else None
    if not isinstance(events, list) or not events:
        raise HolidaysRefused(f"{name} has no holiday for {nation}; download it again.")
    closures = sorted((_closure(name, nation, event) for event in events), key=lambda c: c.day)
    days = [closure.day for closure in closures]
    if len(set(days)) != len(days):
        raise HolidaysRefused(f"{name} has a day twice for {nation}; download it again.")
    for year in sorted({day.year for day in days}):
        count = sum(day.year == year for day in days)
        if count < _FEWEST_A_YEAR:
            raise HolidaysRefused(
                f"{name} has {count} holidays of {year} for {nation}, fewer than any year "
                f"has; take the year out or complete it."
            )
    return closures


def _closure(name: str, nation: str, event: Any) -> Closure:
    day = event.get("date") if isinstance(event, dict) else None
    title = event.get("title") if isinstance(event, dict) else None
    if not isinstance(day, str) or not isinstance(title, str) or not title.strip():
        raise HolidaysRefused(
            f"{name} has a holiday of {nation} without a date and a title; complete it."
        )
    try:
        # Not every form that fromisoformat reads: a week date would be another day's mistake.
        if not (len(day) == 10 and day[4] == day[7] == "-"):
            raise ValueError(day)
        found = date.fromisoformat(day)
    except ValueError as error:
        raise HolidaysRefused(
            f'{name} has the date "{day}" for {nation}; write it as YYYY-MM-DD.'
        ) from error
    notes = event.get("notes")
    substitute = isinstance(notes, str) and notes.strip().lower() == "substitute day"
    return Closure(found, f"{title.strip()} (substitute day)" if substitute else title.strip())
