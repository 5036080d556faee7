"""`complaints due`: the date calculator, for one case or a file of them, without a database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

import click

from complaints_service.cli.due_files import (
    STREAM,
    as_object,
    opened_for_reading,
    opened_for_writing,
    rows_of,
    write_csv,
    write_json_lines,
)
from complaints_service.cli.due_words import (
    case_words,
    count_objects,
    count_words,
    refusal_words,
)
from complaints_service.cli.exit_status import CHECK_FAILED
from complaints_service.content.problems import WorkflowError
from complaints_service.content.rules import load_clock_rules
from complaints_service.domain.due_rows import INPUT_COLUMNS, DateCalculator, RowRefused


@click.command("due")
@click.option("--case-id", help="Any name for the case; it is handed back unchanged.")
@click.option("--code", help="lgsco, housing or lgsco+housing (the stricter of each limit).")
@click.option("--stage-1-received", help="A date, or an instant with its offset (ISO 8601).")
@click.option("--stage-1-acknowledged", help="Likewise; left out, its due date counts.")
@click.option("--stage-1-extension", help="Working days of extension given.")
@click.option("--stage-2-requested", help="A date, or an instant with its offset.")
@click.option("--stage-2-acknowledged", help="Likewise.")
@click.option("--stage-2-extension", help="Working days of extension given.")
@click.option("--csv", "source", help="A CSV file with those columns; - for standard input.")
@click.option("--out", "target", help="The CSV file to write; - (the default) prints it.")
@click.option("--explain", is_flag=True, help="List every day counted or skipped, and why.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, one object a case.")
def command(
    source: str | None,
    target: str | None,
    explain: bool,
    as_json: bool,
    **cells: str | None,
) -> None:
    """Calculate the dates by which a complaint must be acknowledged and answered.

    Exit status 1 when a row could not be calculated; its error then names the reason.
    """
    given = [cells[column] for column in INPUT_COLUMNS]
    if source is not None and any(cell is not None for cell in given):
        raise click.UsageError("--csv is given together with a single case; leave one of them out.")
    if source is None and target is not None:
        raise click.UsageError(f'--out is "{target}" without --csv; add --csv or leave it out.')
    if source is None and all(cell is None for cell in given):
        raise click.UsageError("Nothing to calculate: give --code and a date, or --csv FILE.")
    calculator = _calculator()
    if source is None:
        failed = _one_case(calculator, [cell or "" for cell in given], explain, as_json)
    else:
        failed = _file(calculator, source, target or STREAM, explain, as_json)
    if failed:
        raise click.exceptions.Exit(CHECK_FAILED)


def _calculator() -> DateCalculator:
    try:
        return DateCalculator(*load_clock_rules())
    except WorkflowError as error:
        raise click.UsageError(str(error)) from error


def _one_case(
    calculator: DateCalculator, cells: Sequence[str], explain: bool, as_json: bool
) -> bool:
    row = calculator.row(cells)
    try:
        counts = calculator.counts(cells)
    except RowRefused as refused:
        if as_json:
            click.echo(json.dumps(as_object(row), ensure_ascii=False))
        click.echo(refusal_words(refused), err=True)
        return True
    if as_json:
        explained = {"explain": count_objects(counts)} if explain else {}
        click.echo(json.dumps(as_object(row) | explained, ensure_ascii=False))
        return False
    click.echo(case_words(row))
    if explain:
        click.echo("\n".join(count_words(cells[0], counts)))
    return False


def _file(
    calculator: DateCalculator, source: str, target: str, explain: bool, as_json: bool
) -> bool:
    name = "on standard input" if source == STREAM else source
    with opened_for_reading(source) as opened, opened_for_writing(target) as written:
        rows = rows_of(opened, name)
        if explain and as_json:
            return _explained_lines(calculator, rows, written)
        if explain:
            rows = _explaining(calculator, rows, to_stderr=target == STREAM)
        write = write_json_lines if as_json else write_csv
        return write(map(calculator.row, rows), written) > 0


def _explained_lines(
    calculator: DateCalculator, rows: Iterable[Sequence[str]], written: TextIO
) -> bool:
    failed = False
    for cells in rows:
        answer = as_object(calculator.row(cells))
        failed = failed or answer["error"] is not None
        counts = () if answer["error"] else calculator.counts(cells)
        line = answer | {"explain": count_objects(counts)}
        written.write(json.dumps(line, ensure_ascii=False) + "\n")
    return failed


def _explaining(
    calculator: DateCalculator, rows: Iterable[Sequence[str]], *, to_stderr: bool
) -> Iterator[Sequence[str]]:
    # Where the table itself is printed, its explanation must not stand between the rows.
    for cells in rows:
        try:
            lines = list(count_words(cells[0], calculator.counts(cells)))
        except RowRefused as refused:
            lines = [f"{cells[0]}: {refusal_words(refused)}"]
        click.echo("\n".join(lines), err=to_stderr)
        yield cells
