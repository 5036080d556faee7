"""Fields of forms that belong to no command: accounts, absences and settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from werkzeug.datastructures import MultiDict

from complaints_service.domain.refusals import InvalidData
from complaints_service.web.forms.dates import written_day
from complaints_service.web.forms.model import FormField, Option
from complaints_service.web.forms.values import date_parts

Errors = Sequence[Mapping[str, str]]


def text(
    name: str, label: str, value: str = "", *, hint: str = "", widget: str = "text",
    required: bool = True, rows: int = 4, autocomplete: str = "",
) -> FormField:
    """Return a field to type in: `text`, `email`, `number`, `textarea` or `lines`."""
    return FormField(name, name, label, hint, widget, value, required=required, rows=rows,
                     autocomplete=autocomplete)


def select(
    name: str, label: str, options: Iterable[Option], value: str = "", *, hint: str = "",
    blank: str = "", required: bool = True,
) -> FormField:
    """Return a list of which one is chosen."""
    return FormField(name, name, label, hint, "select", value, tuple(options), blank=blank,
                     required=required)


def radios(
    name: str, label: str, options: Iterable[Option], value: str = "", *, hint: str = ""
) -> FormField:
    """Return buttons of which one is chosen."""
    return FormField(name, name, label, hint, "radios", value, tuple(options), required=True)


def boxes(
    name: str, label: str, options: Iterable[Option], values: Iterable[str] = (), *,
    hint: str = "", required: bool = True,
) -> FormField:
    """Return boxes of which several are ticked."""
    return FormField(name, name, label, hint, "checkboxes", list(values), tuple(options),
                     required=required)


def day(
    name: str, label: str, value: str | Mapping[str, str] = "", *, hint: str = "",
    required: bool = True,
) -> FormField:
    """Return a date in three parts; `value` is `YYYY-MM-DD`, or the parts as they were typed."""
    return FormField(name, name, label, hint, "date", value, parts=date_parts(name, value),
                     required=required)


def typed_day(posted: MultiDict[str, str], name: str) -> dict[str, str]:
    """Return the three parts of a date as they were typed, for `day` to show again."""
    return {part: posted.get(f"{name}.{part}", "").strip() for part in ("day", "month", "year")}


def read_day(posted: MultiDict[str, str], name: str, label: str, *, asked: bool) -> date | None:
    """Return the date that was posted; None where it was left open and need not be given.

    Raises InvalidData naming the field.
    """
    parts = typed_day(posted, name)
    written = written_day(*parts.values())
    if not any(parts.values()):
        if asked:
            raise InvalidData(name, f"{label} is missing; give day, month and year.")
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InvalidData(name, f"{label} is {written[:30]}, which is no date; give day, month and "
                          "year such as 29 12 2026.") from None


def marked(fields: Sequence[FormField], error: InvalidData | None) -> tuple[
        tuple[FormField, ...], list[dict[str, str]]]:
    """Return the fields with the error beside the one that it names, and the summary of it."""
    if error is None:
        return tuple(fields), []
    told = error.detail[:1].upper() + error.detail[1:]
    named = next((one for one in fields if one.name == error.field), None)
    shown = tuple(_with(one, told) if one is named else one for one in fields)
    href = f"#{named.parts[0].id if named.parts else named.id}" if named else ""
    return shown, [{"text": told, "href": href}]


def _with(one: FormField, told: str) -> FormField:
    return replace(one, error=told)
