"""Finds the heading row of a sheet and what each of its columns holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from complaints_service.content.register.aliases import Aliases, Meant, fold
from complaints_service.content.register.columns import JOINED, LIKELY_HEADINGS, REQUIRED
from complaints_service.content.register.errors import RegisterError
from complaints_service.content.register.mapping import RegisterMapping
from complaints_service.content.register.table import Cell, Record, Sheet, words_of

_SEARCHED = 50
_FEWEST = 2
_LONGEST = 200
_GROUP = re.compile(r"\b(?:stage|s)\s*(?:1|2|one|two|i|ii)\b|ombudsman", re.IGNORECASE)


@dataclass(frozen=True)
class Headings:
    """The heading row: its line, where each column stands, and how it is spelled there."""

    line: int
    width: int
    columns: Mapping[str, tuple[int, ...]]
    spelled: Mapping[str, str]
    unused: tuple[str, ...]
    cells: tuple[str, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeadingReader:
    """Knows headings by the aliases and, before them, by an operator's mapping."""

    aliases: Aliases
    mapping: RegisterMapping

    def score(self, cells: Sequence[Cell]) -> int:
        """Return how many different columns these cells name."""
        return len(_columns(self._named(_words(cells), ())))

    def looks_like_register(self, sheet: Sheet) -> bool:
        """Say whether a row near the top of a sheet names three columns, and others follow it."""
        rows = sheet.records[:_SEARCHED]
        return any(self.score(row.cells) > _FEWEST for row in rows[:-1])

    def find(self, sheet: Sheet) -> Headings | None:
        """Return the headings of a sheet, None where no row near the top names two columns.

        Raises RegisterError where a required column is missing or two headings name one column.
        """
        best: tuple[int, int, tuple[str, ...]] | None = None
        groups: tuple[str, ...] = ()
        for index, record in enumerate(sheet.records[:_SEARCHED]):
            cells = _words(record.cells)
            for above in ((), groups) if any(groups) else ((),):
                named = len(_columns(self._named(cells, above)))
                if named >= _FEWEST and (best is None or named > best[0]):
                    best = (named, index, above)
            groups = _groups(cells)
        if best is None:
            return None
        return self._settle(sheet.records[best[1]], best[2])

    def _named(self, cells: Sequence[str], groups: Sequence[str]) -> list[Meant | None]:
        """Say of each cell what it means; None for a heading that is not known."""
        return [
            self._one(cell, groups[place] if place < len(groups) else "")
            for place, cell in enumerate(cells)
        ]

    def _one(self, cell: str, group: str) -> Meant | None:
        if not cell or len(cell) > _LONGEST:
            return None
        for text in (f"{group} {cell}", cell) if group else (cell,):
            if fold(text) in self.mapping.headings:
                return Meant(self.mapping.headings[fold(text)])
            found = self.aliases.column_of(text)
            if found is not None:
                return found
        return None

    def _settle(self, record: Record, groups: tuple[str, ...]) -> Headings:
        cells = _words(record.cells)
        named = self._named(cells, groups)
        best: dict[str, int] = {}
        for one in named:
            if one and one.column:
                best[one.column] = min(one.rank, best.get(one.column, one.rank))
        columns: dict[str, tuple[int, ...]] = {}
        unused: list[str] = []
        for place, (cell, one) in enumerate(zip(cells, named, strict=True)):
            if one is None or one.column is None or one.rank > best[one.column]:
                unused += [cell] if cell else []
                continue
            if one.column in columns and one.column not in JOINED:
                raise _twice(one.column, cells[columns[one.column][0]], cell)
            columns[one.column] = (*columns.get(one.column, ()), place)
        self._must_have(columns, cells)
        return _with_answer(Headings(
            line=record.line,
            width=len(cells),
            columns=columns,
            spelled={column: cells[places[0]] for column, places in columns.items()},
            unused=tuple(unused),
            cells=cells,
        ))

    def _must_have(self, columns: Mapping[str, object], cells: Sequence[str]) -> None:
        folded = {fold(cell) for cell in cells}
        for heading, spelled in self.mapping.spelled.items():
            if not any(one and heading.endswith(one) for one in folded):
                raise RegisterError(
                    f"The mapping {self.mapping.name} names the heading “{spelled}”, which the "
                    f"register does not have; it has {_listed(cells)}. Correct the mapping."
                )
        for group in REQUIRED:
            if not any(column in columns for column in group):
                wanted = " or ".join(f"“{LIKELY_HEADINGS[column]}”" for column in group)
                raise RegisterError(
                    f"The register has no heading for {wanted}; it has {_listed(cells)}. Add the "
                    f"column, or say in a mapping file which heading means {' or '.join(group)}."
                )


def _columns(named: Iterable[Meant | None]) -> set[str]:
    return {one.column for one in named if one and one.column}


def _with_answer(headings: Headings) -> Headings:
    """Take the day of closing for that of the answer in a register of one stage that has no other,
    and say so: such registers close a complaint with its answer."""
    columns, spelled = dict(headings.columns), dict(headings.spelled)
    two_stages = any(column.startswith("stage_2") for column in columns)
    if "closed" not in columns or "stage_1_responded" in columns or two_stages:
        return headings
    columns["stage_1_responded"] = columns.pop("closed")
    spelled["stage_1_responded"] = spelled.pop("closed")
    warning = (
        f"The register has no day of the answer; “{spelled['stage_1_responded']}” was taken for "
        "it. Give the answer's own day if it was another."
    )
    return replace(headings, columns=columns, spelled=spelled, warnings=(warning,))


def not_found(sheets: Iterable[Sheet]) -> RegisterError:
    """Return the refusal of a file in which no heading row was found."""
    first = next((sheet.records[0] for sheet in sheets if sheet.records), None)
    begins = f" The first line reads {_listed(_words(first.cells))}." if first else ""
    wanted = ", ".join(f"“{name}”" for name in LIKELY_HEADINGS.values())
    return RegisterError(
        f"No heading row was found in the first {_SEARCHED} lines: headings such as {wanted} were "
        f"looked for.{begins} Add the headings, or name this register's own in a mapping file."
    )


def _words(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(" ".join(words_of(cell).split()) for cell in cells)


def _groups(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the group heading over each column: “Stage 2” stands once over several."""
    groups: list[str] = []
    current = ""
    for cell in cells:
        if cell:
            current = cell if _GROUP.search(cell) and len(cell) < 40 else ""
        groups.append(current)
    # The last group may reach beyond the cells that the row above holds.
    return (*groups, *(current for _ in range(20)))


def _twice(column: str, one: str, other: str) -> RegisterError:
    both = f"“{one}” and “{other}” both mean" if one != other else f"“{one}” stands twice for"
    return RegisterError(
        f"The headings {both} {column}: keep one, or say in a mapping file which is not used."
    )


def _listed(cells: Iterable[str]) -> str:
    shown = [f"“{cell[:60]}”" for cell in cells if cell]
    return ", ".join(shown[:40]) + (" and more" if len(shown) > 40 else "")
