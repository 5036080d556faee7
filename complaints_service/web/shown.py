"""Dates, amounts and keys as people read them: the filters of the pages' templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from complaints_service.content.places import overlays
from complaints_service.content.tomlfiles import read_toml
from complaints_service.domain.london import LONDON, london_date
from complaints_service.services.rules_in_use import rules

WORDS = "web/words.toml"
_NBSP = "\N{NO-BREAK SPACE}"
_GAP = re.compile(r"\n[ \t]*\n\s*")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December")

Shown = date | datetime | str | None


def date_of(value: Shown) -> date | None:
    """Return the London date of a date, an aware instant or either as ISO text; None for none."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    return london_date(value) if isinstance(value, datetime) else value


def day(value: Shown) -> str:
    """Return "Tuesday 29 December 2026", empty for None."""
    on = date_of(value)
    return f"{_WEEKDAYS[on.weekday()]} {date_words(on)}" if on else ""


def date_words(value: Shown) -> str:
    """Return "29 December 2026", empty for None."""
    on = date_of(value)
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}" if on else ""


def short(value: Shown) -> str:
    """Return "29 Dec 2026", kept on one line, empty for None."""
    on = date_of(value)
    return f"{on.day}{_NBSP}{_MONTHS[on.month - 1][:3]}{_NBSP}{on.year}" if on else ""


def iso(value: Shown) -> str:
    """Return "2026-12-29", for the machine-readable part of a `<time>`; empty for None."""
    on = date_of(value)
    return on.isoformat() if on else ""


def moment(value: Shown) -> str:
    """Return "29 December 2026 at 10:40pm" of an aware instant, in London; a date has no time."""
    if isinstance(value, str) and len(value) > 10:
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        return date_words(value)
    return f"{date_words(value)} at {clock_time(value)}"


def clock_time(value: datetime) -> str:
    """Return "10:40pm", "9am", "midday" or "midnight" of an aware instant, in London."""
    local = value.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return "1 day" or "3 days", the number with its thousands marked."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def pounds(value: Decimal | int | float | str | None) -> str:
    """Return "£1,250" or "£99.50"; empty for None, and what is no amount as it stands."""
    if value is None or value == "":
        return ""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"


def paragraphs(text: str | None, classes: str = "govuk-body") -> Markup:
    """Return the text in paragraphs as its blank lines part it, other line ends kept."""
    parts = [part for part in _GAP.split((text or "").replace("\r\n", "\n").strip()) if part]
    return Markup("\n").join(
        Markup('<p class="{} app-prewrap">{}</p>').format(classes, part) for part in parts
    )


def term(key: str | None, vocabulary: str) -> str:
    """Return the label of a key in a vocabulary; the key's own words where it is not listed."""
    if not key:
        return ""
    known = rules().vocabularies.get(vocabulary)
    found = next((one.label for one in known or () if one.key == key), None)
    return found or words(key)


def words(key: str | None, group: str | None = None) -> str:
    """Return the plain English of a key such as `stage_1_accepted`; empty for None.

    `group` (`states`, `commands`, …) tells apart a key that means several things; without it the
    first group that has the key counts. What is not listed has its own letters, spaced.
    """
    if not key:
        return ""
    groups = all_words()
    chosen = [groups[group]] if group else list(groups.values())
    found = next((one[str(key)] for one in chosen if str(key) in one), None)
    return found or str(key).replace("_", " ").replace("-", " ").capitalize()


@cache
def all_words() -> Mapping[str, Mapping[str, str]]:
    """Return the plain English by group and key: ours, with the council's own in their place."""
    groups: dict[str, dict[str, str]] = {}
    for folder in reversed(overlays("templates")):
        file = folder / WORDS
        if file.is_file():
            for name, entries in read_toml(file).items():
                groups.setdefault(name, {}).update(entries)
    return groups


def first_words(text: str | None, most: int = 120) -> str:
    """Return a text's first words on one line, cut between words, with … where it was cut."""
    line = " ".join((text or "").split())
    if len(line) <= most:
        return line
    cut = line[:most].rsplit(" ", 1)[0]
    return f"{cut.rstrip('.,;:')}…"


def listed(items: list[str] | tuple[str, ...]) -> Markup:
    """Return "a, b and c", each escaped."""
    parts = [escape(one) for one in items]
    if len(parts) < 2:
        return Markup("").join(parts)
    return Markup(", ").join(parts[:-1]) + Markup(" and ") + parts[-1]


FILTERS: dict[str, Callable[..., Any]] = {
    "clock_time": clock_time,
    "date": date_words,
    "day": day,
    "first_words": first_words,
    "iso": iso,
    "listed": listed,
    "moment": moment,
    "paragraphs": paragraphs,
    "plural": plural,
    "pounds": pounds,
    "short": short,
    "term": term,
    "words": words,
}
"""By the name that templates use."""
