"""Lays an evidence bundle out as one document to be printed: an index with page numbers first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from complaints_service.content.places import find, overlays
from complaints_service.domain.london import LONDON, read_instant

FOLDER, PAGE, STYLE = "templates", "bundle/bundle.html", "bundle/bundle.css"
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")


def bundle_page(values: Mapping[str, Any]) -> str:
    """Return the HTML of a bundle; words of people are escaped and never markup."""
    page = _environment(tuple(overlays(FOLDER))).get_template(PAGE)
    style = find(FOLDER, STYLE).read_text(encoding="utf-8").strip()
    text: str = page.render(style=Markup(style), **values)  # noqa: S704 - our own style sheet
    return text


def day_words(value: date | str | None) -> str:
    """Write a date as `23 November 2026`; nothing for None."""
    if value is None or value == "":
        return ""
    on = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def moment_words(value: datetime | str | None) -> str:
    """Write an instant as London's `23 November 2026, 14:05`; nothing for None."""
    if value is None or value == "":
        return ""
    at = read_instant(value) if isinstance(value, str) else value
    here = at.astimezone(LONDON)
    return f"{day_words(here.date())}, {here:%H:%M}"


def plain_key(value: object) -> str:
    """Write a key as words: `partly_upheld` as `Partly upheld`."""
    return str(value or "").replace("_", " ").capitalize()


def shown_text(value: object) -> str:
    """Leave out of a person's words what no page can show."""
    return "".join(one for one in str(value or "") if one in "\n\t" or one.isprintable())


@cache
def _environment(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )
    made.filters |= {"day": day_words, "moment": moment_words, "key": plain_key,
                     "shown": shown_text}
    return made
