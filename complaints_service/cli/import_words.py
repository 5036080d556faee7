"""Words an import's answer for people: a few sentences, and the refused rows as a table."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from complaints_service.services.register_import import RegisterImport

_WIDTH = 110
_MOST_LINES = 10


def words(result: RegisterImport) -> str:
    """Return the answer as text of at most 110 columns."""
    lines = [_summary(result), *result.warnings, *_unknown(result), *_unused(result),
             *_changed(result)]
    if result.refused:
        lines.append(_table(result))
    return "\n".join(lines)


def _summary(result: RegisterImport) -> str:
    done = "would be imported (nothing was written)" if result.dry_run else "imported"
    return (
        f"{_rows(result.rows)}: {result.imported:,} {done}, {result.already_there:,} already "
        f"there, {result.skipped:,} skipped, {len(result.refused):,} refused."
    )


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _unknown(result: RegisterImport) -> Iterator[str]:
    for one in result.unknown_values:
        taken = f"taken as “{one.taken_as}”" if one.taken_as else "kept as a note only"
        yield (f"{one.field}: “{one.value}” ({_rows(one.count)}, first line {one.first_row}) is "
               f"not known here and was {taken}; a mapping file can say what it means.")


def _unused(result: RegisterImport) -> Iterator[str]:
    if result.unused_headings:
        yield f"Columns not used: {', '.join(result.unused_headings)}."


def _changed(result: RegisterImport) -> Iterator[str]:
    if result.changed:
        shown = ", ".join(str(one.row) for one in result.changed[:_MOST_LINES])
        more = " …" if len(result.changed) > _MOST_LINES else ""
        yield (f"{_rows(len(result.changed))} now read otherwise than when first imported; the "
               f"complaints were left as they are. Line {shown}{more}.")


def _table(result: RegisterImport) -> str:
    table = Table("Line", "Column", "Value", "Why it was refused", title="Refused rows",
                  title_justify="left")
    for one in result.refused:
        table.add_row(str(one.row), one.field, one.value, one.why)
    out = io.StringIO()
    Console(file=out, width=_WIDTH, highlight=False, markup=False).print(table)
    return out.getvalue().rstrip()
