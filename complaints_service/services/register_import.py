"""Brings a council's register in: each sound row becomes a complaint with its whole history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import or_, select

from complaints_service import clock
from complaints_service.content.register.mapping import read_mapping
from complaints_service.content.register.reading import read_register
from complaints_service.content.register.rows import (
    Refused,
    RegisterReading,
    RegisterRow,
    UnknownValue,
)
from complaints_service.domain.london import london_date
from complaints_service.domain.rules import Rules
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.people import AccountRow

from . import rules_in_use
from .imported_events import import_rules
from .imported_refusals import (
    outside_calendar,
    without_personal_data,
    without_personal_words,
)
from .imported_rows import Changed, RowDesk
from .organisations import checked_key

BATCH = 100
"""Rows a commit: a process that dies leaves whole batches, and the next run goes on from there."""
MAY_HANDLE = frozenset({"handler", "officer"})

Progress = Callable[[int, int], None]


@dataclass
class RegisterImport:
    """What became of a register: `rows` = imported + already there + skipped + refused.

    In a dry run `imported` counts what would be. `already_there` counts rows that stand twice in
    the file, too.
    """

    rows: int
    imported: int = 0
    already_there: int = 0
    skipped: int = 0
    refused: list[Refused] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unknown_values: list[UnknownValue] = field(default_factory=list)
    unused_headings: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    dry_run: bool = False


@dataclass(frozen=True)
class Wish:
    """What the operator asks: into which organisation, with which mapping file.

    `extensions_told` asserts that everybody was told of an extension in time; a dry run writes
    nothing.
    """

    organisation: str
    mapping: Path | None = None
    extensions_told: bool = False
    dry_run: bool = False


def import_register(
    file: Path, wish: Wish, progress: Progress = lambda done, rows: None
) -> RegisterImport:
    """Import the register in `file`, CSV or XLSX; a row imported before is left alone.

    `progress` is told how many of the sound rows are done. Raises RegisterError or WorkflowError
    where nothing can be read, InvalidData for an organisation's key that is none.
    """
    checked_key(wish.organisation)
    rules, today = rules_in_use.rules(), london_date(clock.now())
    mapping = read_mapping(wish.mapping) if wish.mapping else None
    reading = read_register(file, today, mapping, rules.vocabularies)
    result = _begun(reading, wish)
    sound = _inside_calendar(reading, rules, today, result)
    handlers = _handlers(sound, wish.organisation, result)
    desk = RowDesk(wish.organisation, rules, handlers, wish.extensions_told, wish.dry_run)
    for done in range(0, len(sound), BATCH):
        progress(done, len(sound))
        taken = desk.take(sound[done : done + BATCH])
        result.imported += taken.imported
        result.already_there += taken.already_there
        result.changed += taken.changed
    progress(len(sound), len(sound))
    return result


def _begun(reading: RegisterReading, wish: Wish) -> RegisterImport:
    return RegisterImport(
        rows=reading.rows_total,
        already_there=reading.repeated,
        skipped=reading.skipped,
        refused=[without_personal_data(one, reading.spelled) for one in reading.refused],
        unknown_values=[without_personal_words(one) for one in reading.unknown_values],
        unused_headings=list(reading.unused_headings),
        warnings=list(reading.warnings),
        dry_run=wish.dry_run,
    )


def _inside_calendar(
    reading: RegisterReading, rules: Rules, today: date, result: RegisterImport
) -> list[RegisterRow]:
    """Return the sound rows whose clocks can be counted; the others are refused."""
    sound = []
    for row in reading.sound:
        limits = import_rules(row, rules, today, extensions_told=False)
        refused = outside_calendar(row, limits, reading.spelled)
        if refused is None:
            sound.append(row)
        else:
            result.refused.append(refused)
    result.refused.sort(key=lambda one: one.row)
    return sound


def _handlers(
    rows: Sequence[RegisterRow], organisation: str, result: RegisterImport
) -> Mapping[str, str]:
    """Return the accounts that the mapping's addresses stand for; others are warned of."""
    first = {one.handler_email.lower(): one.line for one in reversed(rows) if one.handler_email}
    if not first:
        return {}
    account = table(AccountRow).c
    found = db.session.execute(
        select(account.email, account.id, account.roles).where(
            account.email.in_(first), account.enabled,
            or_(account.organisation.is_(None), account.organisation == organisation),
        )
    )
    handlers = {row.email: row.id for row in found if MAY_HANDLE & set(row.roles)}
    result.warnings += [
        f"Line {line}: the mapping gives its handler an address that is no account in use which "
        "may handle this council's complaints; they come in without a handler."
        for email, line in first.items() if email not in handlers
    ]
    return handlers
