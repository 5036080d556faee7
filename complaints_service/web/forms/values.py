"""What stands in a field: data as JSON, written as the field's control shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from complaints_service.web.forms.model import FormField
from complaints_service.web.forms.paths import PARTS_OF_DATE, control_id, joined, printable

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def text_of(value: Any) -> str:
    """Return one value as text; None and lists are blank."""
    if isinstance(value, float):
        return f"{value:.2f}"
    if value is None or isinstance(value, list | tuple | Mapping):
        return ""
    return printable(str(value))


def lines(value: Any) -> str:
    """Return a list of words, one to a line; numbers, which are ticked instead, are left out."""
    given: Iterable[Any] = value if isinstance(value, list | tuple) else ()
    return "\n".join(text_of(one) for one in given if not _is_number(one))


def chosen(value: Any) -> str:
    """Return the value of the one option chosen."""
    return yes_or_no(value) if isinstance(value, bool) else text_of(value)


def chosen_many(value: Any) -> tuple[str, ...]:
    """Return the values of all options chosen."""
    return tuple(text_of(one) for one in value) if isinstance(value, list | tuple) else ()


def yes_or_no(value: Any) -> str:
    """Return `yes`, `no`, or nothing where it was not said."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return text_of(value)


def date_parts(name: str, value: Any) -> tuple[FormField, ...]:
    """Return the three inputs of a date, from `YYYY-MM-DD` or from what was typed into them."""
    typed = value if isinstance(value, Mapping) else _from_iso(text_of(value))
    return tuple(
        FormField(joined(name, part), f"{control_id(name)}-{part}", part.capitalize(), "",
                  "part_of_date", text_of(typed.get(part)))
        for part in PARTS_OF_DATE
    )


def _from_iso(day: str) -> dict[str, str]:
    found = _DAY.fullmatch(day)
    if found is None:
        return {}
    year, month, of_month = found.groups()
    return {"day": of_month.lstrip("0"), "month": month.lstrip("0"), "year": year}


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
