"""Finds the heading row of a sheet and what each of its columns holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from complaints_service.content.register.aliases import Aliases, fold
from complaints_service.content.register.columns import JOINED, LIKELY_HEADINGS, REQUIRED
from complaints_service.content.register.errors import RegisterError
from complaints_service.content.register.mapping import RegisterMapping
from complaints_service.content.register.table import Cell, Record, Sheet, words_of

_SEARCHED = 50
_FEWEST = 2
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


@dataclass(frozen=True)
class HeadingReader:
    """Knows headings by the aliases and, before them, by an operator's mapping."""

    aliases: Aliases
    mapping: RegisterMapping

    def score(self, cells: Sequence[Cell]) -> int:
        """Return how many different columns these cells name."""
        return len({named[0] for named in self._named(_words(cells), ()) if named and named[0]})

    def find(self, sheet: Sheet) -> Headings | None:
        """Return the headings of a sheet, None where no row near the top names two columns.

        Raises RegisterError where a required column is missing or two headings name one column.
        """
        best: tuple[int, int, tuple[str, ...]] | None = None
        groups: tuple[str, ...] = ()
        for index, record in enumerate(sheet.records[:_SEARCHED]):
            cells = _words(record.cells)
            for above in ((), groups) if any(groups) else ((),):
                named = {one[0] for one in self._named(cells, above) if one and one[0]}
                if len(named) >= _FEWEST and (best is None or len(named) > best[0]):
                    best = (len(named), index, above)
            groups = _groups(cells)
        if best is None:
            return None
        return self._settle(sheet.records[best[1]], best[2])

    def _named(
        self, cells: Sequence[str], groups: Sequence[str]
    ) -> list[tuple[str | None, bool] | None]:
        """Say of each cell which column it names and whether outright; None for an unknown one."""
        named: list[tuple[str | None, bool] | None] = []
        for place, cell in enumerate(cells):
            group = groups[place] if place < len(groups) else ""
            named.append(self._one(cell, group))
        return named

    def _one(self, cell: str, group: str) -> tuple[str | None, bool] | None:
        if not cell or len(cell) > 200:
            return None
        for text in (f"{group} {cell}", cell) if group else (cell,):
            if fold(text) in self.mapping.headings:
                return self.mapping.headings[fold(text)], True
            found = self.aliases.column_of(text)
            if found is not None:
                return found
        return None

    def _settle(self, record: Record, groups: tuple[str, ...]) -> Headings:
        cells = _words(record.cells)
        named = self._named(cells, groups)
        outright = {one[0] for one in named if one and one[1]}
        columns: dict[str, tuple[int, ...]] = {}
        unused: list[str] = []
        for place, (cell, one) in enumerate(zip(cells, named, strict=True)):
            column = one[0] if one else None
            if column is None or (one and not one[1] and column in outright):
                unused += [cell] if cell else []
                continue
            if column in columns and column not in JOINED:
                raise _twice(column, cells[columns[column][0]], cell)
            columns[column] = (*columns.get(column, ()), place)
        spelled = {column: cells[places[0]] for column, places in columns.items()}
        self._must_have(columns, cells)
        return Headings(record.line, len(cells), columns, spelled, tuple(unused), cells)

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
