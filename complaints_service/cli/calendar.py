"""`complaints calendar`: shows the working-day calendars, checks them, and imports new ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from complaints_service.cli import calendar_import
from complaints_service.cli.due_words import long_day
from complaints_service.cli.exit_status import CHECK_FAILED
from complaints_service.cli.output import json_option, say
from complaints_service.clock import now
from complaints_service.content.closures import (
    ENGLAND_AND_WALES,
    NATIONS,
    UNITED_KINGDOM,
    united_kingdom,
)
from complaints_service.content.problems import WorkflowError
from complaints_service.content.rules import load_nation
from complaints_service.domain.bank_holidays import missing_holidays
from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.london import london_date

WARNING_DAYS = 120


@click.group("calendar")
def command() -> None:
    """Show, check or import the working-day calendars."""


@command.command("show")
@click.option("--year", type=int, help="Only this year.")
@click.option(
    "--nation",
    type=click.Choice([*NATIONS, UNITED_KINGDOM]),
    default=ENGLAND_AND_WALES,
    show_default=True,
    help="Code clocks run on England and Wales.",
)
@json_option
def show(year: int | None, nation: str, as_json: bool) -> None:
    """List the days on which no working day is counted, weekends aside."""
    calendar = _calendar(nation)
    first, last = calendar.first_day.year, calendar.last_day.year
    if year is not None and not first <= year <= last:
        raise click.UsageError(
            f"--year is {year}, which the calendar does not know; write {first} to {last}."
        )
    closures = [
        {
            "day": closure.day.isoformat(),
            "name": closure.name,
            "provisional": closure.day.year in calendar.provisional_years,
        }
        for closure in calendar.closures
        if year in (None, closure.day.year)
    ]
    answer = {
        "nation": calendar.nation,
        "version": calendar.version,
        "first_day": calendar.first_day.isoformat(),
        "last_day": calendar.last_day.isoformat(),
        "provisional_years": sorted(calendar.provisional_years),
        "closures": closures,
    }
    say(answer, lambda: "\n".join(_words(calendar, year)), as_json=as_json)


@command.command("check")
@json_option
def check(as_json: bool) -> None:
    """Compare every nation's list with the statute and with today; exit status 1 for a fault."""
    today = london_date(now())
    problems = [
        problem for nation in NATIONS for problem in calendar_problems(_calendar(nation), today)
    ]
    calendar = _calendar(ENGLAND_AND_WALES)
    proclaimed = proclaimed_to(calendar)
    answer = {
        "ok": not problems,
        "version": calendar.version,
        "proclaimed_to": proclaimed.isoformat(),
        "days_left": (proclaimed - today).days,
        "problems": problems,
    }
    say(
        answer,
        "\n".join(problems)
        or f"Calendar {calendar.version}: sound; proclaimed to {long_day(proclaimed)}.",
        as_json=as_json,
    )
    if problems:
        raise click.exceptions.Exit(CHECK_FAILED)


command.add_command(calendar_import.command)


def calendar_problems(calendar: WorkingCalendar, today: date) -> Iterator[str]:
    """Yield a sentence for each holiday left out, and one when the list soon runs out."""
    for day, name in missing_holidays(calendar):
        yield (
            f"The calendar of {calendar.nation} counts {long_day(day)} as a working day, though "
            f"it is {name}; add the day to its closures."
        )
    proclaimed = proclaimed_to(calendar)
    left = (proclaimed - today).days
    if left < WARNING_DAYS:
        yield (
            f"The calendar of {calendar.nation} is proclaimed to {long_day(proclaimed)}, "
            f"{left} days from today; import the next year's bank holidays."
        )


def proclaimed_to(calendar: WorkingCalendar) -> date:
    """Return the last day of the last year whose bank holidays are proclaimed."""
    if not calendar.provisional_years:
        return calendar.last_day
    return date(min(calendar.provisional_years) - 1, 12, 31)


def _calendar(nation: str) -> WorkingCalendar:
    try:
        if nation == UNITED_KINGDOM:
            return united_kingdom([load_nation(one)[-1] for one in NATIONS])
        return load_nation(nation)[-1]
    except WorkflowError as error:
        raise click.UsageError(str(error)) from error


def _words(calendar: WorkingCalendar, year: int | None) -> Iterator[str]:
    yield f"{calendar.nation}, version {calendar.version}, {calendar.first_day} to " + str(
        calendar.last_day
    )
    for closure in calendar.closures:
        if year in (None, closure.day.year):
            marked = closure.day.year in calendar.provisional_years
            note = "  (not yet proclaimed)" if marked else ""
            yield f"{closure.day.isoformat()}  {closure.day:%A}".ljust(23) + closure.name + note
