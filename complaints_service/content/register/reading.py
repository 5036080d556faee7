"""Reads a whole register: which rows are sound, which are refused and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from complaints_service.content.places import overlays
from complaints_service.content.register.aliases import load_aliases
from complaints_service.content.register.errors import RegisterError
from complaints_service.content.register.headings import HeadingReader, Headings, not_found
from complaints_service.content.register.judging import Judge
from complaints_service.content.register.mapping import RegisterMapping
from complaints_service.content.register.rows import (
    Refused,
    RegisterReading,
    RegisterRow,
    UnknownValue,
)
from complaints_service.content.register.spreadsheet import read_sheets
from complaints_service.content.register.table import Record, Sheet, words_of
from complaints_service.content.register.values import Meanings
from complaints_service.content.vocabularies import load_vocabularies
from complaints_service.domain.vocabularies import Vocabulary

_TOTALS = re.compile(
    r"(?:grand |sub[ -]?|overall )?totals?\b.*|(?:count|sum|average|mean|median)\b[ :=\d.]*",
    re.IGNORECASE,
)
_DIVIDER = re.compile(
    r"(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\W*(?:\d{2,4})?"
    r"|(?:q|quarter )[1-4]\b.*|(?:year )?20\d\d(?:\s*[/–-]\s*\d{2,4})?(?:\W*q[1-4])?)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[£(]?-?[\d,]+(?:\.\d+)?%?\)?")


def read_register(
    file: Path,
    today: date,
    mapping: RegisterMapping | None = None,
    vocabularies: Mapping[str, Vocabulary] | None = None,
) -> RegisterReading:
    """Read a council's register, CSV or XLSX, without changing anything.

    `today` is the London day beyond which a day is in the future; `vocabularies` are this
    installation's, read from the rules where they are not given. Raises RegisterError (or
    WorkflowError for the alias file) where no row can be read at all; a fault of one row is in
    `refused`.
    """
    aliases, mapping = load_aliases(), mapping or RegisterMapping()
    meanings = Meanings(aliases, mapping, vocabularies or _vocabularies())
    reader = HeadingReader(aliases, mapping)
    sheet, headings, others = _register_in(file, reader, mapping)
    judge = Judge(headings, meanings, mapping, today, sheet.from_1904)
    tally = _Tally(judge, others)
    for record in sheet.records:
        if record.line > headings.line:
            tally.take(record)
    return tally.reading(sheet.name)


def _vocabularies() -> Mapping[str, Vocabulary]:
    *own, shipped = (folder / "vocabularies" for folder in overlays("workflows"))
    return load_vocabularies(shipped, own[0] if own and own[0].exists() else None)


def _register_in(
    file: Path, reader: HeadingReader, mapping: RegisterMapping
) -> tuple[Sheet, Headings, tuple[str, ...]]:
    """Return the register's sheet, its headings and the names of other sheets with headings."""
    wanted = None if mapping.sheet is None else mapping.sheet.casefold()
    chosen: tuple[Sheet, Headings] | None = None
    seen: list[Sheet] = []
    others: list[str] = []
    for sheet in read_sheets(file, reader.score):
        seen.append(sheet)
        if chosen is None and wanted in (None, sheet.name.casefold()):
            headings = reader.find(sheet)
            chosen = None if headings is None else (sheet, headings)
        elif wanted is None and reader.looks_like_register(sheet):
            others.append(sheet.name)
    if chosen is not None:
        return (*chosen, tuple(others))
    if wanted is not None and wanted not in {sheet.name.casefold() for sheet in seen}:
        names = ", ".join(f"“{sheet.name}”" for sheet in seen)
        raise RegisterError(
            f"The mapping {mapping.name} names the sheet “{mapping.sheet}”; the workbook has "
            f"{names}. Correct the name."
        )
    raise not_found(seen)


@dataclass
class _Tally:
    judge: Judge
    other_sheets: tuple[str, ...] = ()
    total: int = 0
    skipped: int = 0
    repeated: int = 0
    refused: list[Refused] = field(default_factory=list)
    sound: dict[str, RegisterRow] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        """Count one record where it belongs."""
        self.total += 1
        if self._adds_up(record) or self._is_headings_again(record):
            self.skipped += 1
            return
        row = self.judge.judge(record)
        if isinstance(row, Refused):
            self.refused.append(row)
            return
        earlier = self.sound.setdefault(row.identity, row)
        if earlier is row:
            return
        if earlier.digest == row.digest:
            self.repeated += 1
        else:
            self.refused.append(self._clash(row, earlier))

    def reading(self, sheet: str) -> RegisterReading:
        """Return what was read."""
        return RegisterReading(
            rows_total=self.total,
            sound=tuple(self.sound.values()),
            refused=tuple(self.refused),
            skipped=self.skipped,
            repeated=self.repeated,
            unused_headings=self.judge.headings.unused,
            unknown_values=self._unknown_values(),
            date_order_used=str(self.judge.mapping.date_order),
            warnings=self._warnings(),
            sheet=sheet,
            spelled=self.judge.headings.spelled,
        )

    def _adds_up(self, record: Record) -> bool:
        """Tell a row that adds up or divides, such as “Total” or “April 2026”, from a complaint: it
        has no receipt, and either its first words say so or all are figures."""
        judge = self.judge
        if judge.text_of(record, "received"):
            return False
        words = [text for text in map(words_of, record.cells) if text]
        if _TOTALS.fullmatch(words[0]) or (len(words) == 1 and _DIVIDER.fullmatch(words[0])):
            return True
        return not judge.text_of(record, "old_reference") and all(
            _FIGURE.fullmatch(text) for text in words
        )

    def _is_headings_again(self, record: Record) -> bool:
        cells = tuple(" ".join(words_of(cell).split()) for cell in record.cells)
        width = max(len(cells), len(self.judge.headings.cells))
        padded = (*cells, *("",) * (width - len(cells)))
        return padded == (*self.judge.headings.cells, *("",) * (width - self.judge.headings.width))

    def _clash(self, row: RegisterRow, earlier: RegisterRow) -> Refused:
        spelled = self.judge.headings.spelled
        if row.old_reference:
            return Refused(
                row.line,
                spelled["old_reference"],
                row.old_reference,
                f"Line {earlier.line} has the same reference with other particulars; give one of "
                "them its own reference, or delete the line that is out of date.",
            )
        return Refused(
            row.line,
            spelled.get("old_reference", "reference"),
            "",
            f"Without a reference it cannot be told from line {earlier.line}, which came in the "
            "same day with the same words; give each a reference.",
        )

    def _unknown_values(self) -> tuple[UnknownValue, ...]:
        spelled = self.judge.headings.spelled
        return tuple(
            UnknownValue(spelled.get(column, column), words, len(lines), lines[0], taken_as)
            for (column, words), (taken_as, lines) in self.judge.unknown.found.items()
        )

    def _warnings(self) -> tuple[str, ...]:
        warnings = list(self.judge.headings.warnings)
        if self.other_sheets:
            names = ", ".join(f"“{name}”" for name in self.other_sheets)
            warnings.append(
                f"The workbook has other sheets with headings, which were not read: {names}. "
                "Import each with a mapping file that names it as `sheet`."
            )
        lines = self.judge.other_order
        if lines:
            order = self.judge.mapping.date_order
            warnings.append(
                f"Line {lines[0]} ({len(lines)} in all) has a date that cannot be read {order}: "
                "check whether this whole register is written the other way, and if so say it "
                "with date_order in a mapping file."
            )
        return tuple(warnings)
