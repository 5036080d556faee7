"""Reads an operator's mapping file: what this register's headings and values mean."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from complaints_service.content.register.aliases import fold
from complaints_service.content.register.columns import COLUMNS
from complaints_service.content.register.dates import DateOrder
from complaints_service.content.register.errors import RegisterError

VALUE_KINDS = (
    "channel", "service", "category", "outcome", "ombudsman", "ombudsman_decision", "handler",
)  # fmt: skip
_PARTS = ("headings", "values", "date_order", "sheet")
NOT_USED = ("", "-", "not used")


@dataclass(frozen=True)
class RegisterMapping:
    """What an operator said about one register.

    `headings` gives a column, or None for "not used", by the folded heading; `values` gives, by
    kind, a vocabulary key (for `handler` an email address) by the folded value.
    """

    name: str = ""
    headings: Mapping[str, str | None] = field(default_factory=dict)
    spelled: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_order: DateOrder = DateOrder.DAY_FIRST
    sheet: str | None = None


def read_mapping(file: Path) -> RegisterMapping:
    """Return the mapping in a TOML or JSON file.

    It may hold the tables `headings` and `values`, `date_order` and `sheet`, or be a plain table
    of headings. Raises RegisterError with the key, the value and the mend.
    """
    raw = _parsed(file)
    if not any(part in raw for part in _PARTS):
        raw = {"headings": raw}
    for key in raw:
        if key not in _PARTS:
            raise _fault(file, key, raw[key], f"only {', '.join(_PARTS)} may stand here")
    return RegisterMapping(
        name=file.name,
        headings=_headings(file, _table(file, raw, "headings")),
        spelled={fold(heading): heading for heading in raw.get("headings", {})},
        values=_values(file, _table(file, raw, "values")),
        date_order=_order(file, raw.get("date_order", DateOrder.DAY_FIRST)),
        sheet=_sheet(file, raw.get("sheet")),
    )


def _parsed(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RegisterError(f"The mapping {file} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise RegisterError(f"The mapping {file.name} is not UTF-8: save it as UTF-8.") from error
    try:
        raw = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegisterError(
            f"The mapping {file.name} is neither TOML nor JSON ({error}): correct it there."
        ) from error
    if not isinstance(raw, dict):
        raise RegisterError(f"The mapping {file.name} is no table: write `headings` and `values`.")
    return raw


def _table(file: Path, raw: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = raw.get(name, {})
    if not isinstance(table, dict):
        raise _fault(file, name, table, "write it as a table")
    return table


def _headings(file: Path, table: Mapping[str, Any]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for heading, column in table.items():
        if column not in COLUMNS and column not in NOT_USED:
            mend = (
                "on the left stands the register's heading, on the right “” for a column not used "
                f"or one of {', '.join(sorted(COLUMNS))}"
            )
            raise _fault(file, heading, column, mend)
        found[fold(heading)] = None if column in NOT_USED else column
    return found


def _values(file: Path, table: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, meanings in table.items():
        kind = _kind(name)
        if kind is None:
            raise _fault(file, f"values.{name}", meanings, f"write one of {', '.join(VALUE_KINDS)}")
        if not isinstance(meanings, dict):
            raise _fault(file, f"values.{name}", meanings, "write it as a table")
        for value, key in meanings.items():
            if not isinstance(key, str) or not key.strip():
                mend = "write what it means, in quotation marks"
                raise _fault(file, f"values.{name}.{value}", key, mend)
            found.setdefault(kind, {})[fold(value)] = key.strip()
    return found


def _kind(name: str) -> str | None:
    plain = name.casefold().replace("stage_1_", "").replace("stage_2_", "")
    return next((kind for kind in VALUE_KINDS if plain in (kind, f"{kind}s")), None)


def _order(file: Path, said: Any) -> DateOrder:
    try:
        return DateOrder(said)
    except ValueError as error:
        raise _fault(file, "date_order", said, "write “day-first” or “month-first”") from error


def _sheet(file: Path, said: Any) -> str | None:
    if said is not None and not isinstance(said, str):
        raise _fault(file, "sheet", said, "write the sheet's name in quotation marks")
    return said


def _fault(file: Path, key: str, value: object, mend: str) -> RegisterError:
    return RegisterError(f"The mapping {file.name}: {key} is “{value}”; {mend}.")
