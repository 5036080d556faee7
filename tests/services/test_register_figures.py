"""The quarters of an imported register, counted again from the file itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from support.councils import bare_council
from support.recount import Stage, cases, share
from support.registers import SAMPLE, TODAY

from complaints_service.domain.periods import period_of
from complaints_service.persistence.database import db
from complaints_service.reporting.measures import MEASURES
from complaints_service.reporting.tally import Scope, tally
from complaints_service.services import rules_in_use
from complaints_service.services.register_import import Wish, import_register

QUARTERS = {
    "2025-26-q1": (date(2025, 4, 1), date(2025, 6, 30)),
    "2025-26-q2": (date(2025, 7, 1), date(2025, 9, 30)),
    "2025-26-q3": (date(2025, 10, 1), date(2025, 12, 31)),
    "2025-26-q4": (date(2026, 1, 1), date(2026, 3, 31)),
}
ASKED = ("V2", "T1", "T2", "T3", "T5", "O1", "O2", "E1")


@pytest.fixture(scope="module", params=[False, True], ids=["not told", "told"])
def imported(
    request: pytest.FixtureRequest, database_server: str, database_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Flask, bool]]:
    """A council whose register was imported, extensions told or not."""
    folder = tmp_path_factory.mktemp("council")
    with bare_council(database_server, database_template, folder) as app:
        with app.app_context():
            import_register(SAMPLE, Wish("runnymede", extensions_told=request.param))
        yield app, request.param


def counted(quarter: str, *, told: bool) -> dict[str, tuple[int, int | None]]:
    """The measures of a quarter as (numerator, denominator), from the register's rows alone."""
    first, last = QUARTERS[quarter]

    def inside(day: date | None) -> bool:
        return day is not None and first <= day <= last

    found = cases(SAMPLE, TODAY, told=told)
    ones, twos = [one.one for one in found], [one.two for one in found if one.two]
    answered_1 = [one for one in ones if inside(one.answered)]
    answered_2 = [one for one in twos if inside(one.answered)]
    return {
        "V2": (sum(inside(one.started) for one in ones), None),
        "T1": share(
            [one for one in ones if inside(one.acknowledge_by)
             and (one.acknowledged or one.acknowledge_by < TODAY)],
            lambda one: one.acknowledged is not None and one.acknowledged <= one.acknowledge_by),
        "T2": share(answered_1, in_original_time),
        "T3": share(answered_1, lambda one: answer(one) <= one.respond_by),
        "T5": share(answered_2, in_original_time),
        "O1": share([one for one in answered_1 if one.finding], upheld),
        "O2": share([one for one in answered_2 if one.finding], upheld),
        "E1": (sum(inside(one.started) for one in twos), len(answered_1)),
    }


def answer(stage: Stage) -> date:
    assert stage.answered is not None
    return stage.answered


def in_original_time(stage: Stage) -> bool:
    return answer(stage) <= stage.original


def upheld(stage: Stage) -> bool:
    return stage.finding == "upheld"


@pytest.mark.parametrize("quarter", QUARTERS)
def test_each_quarter_is_what_the_register_says(
    imported: tuple[Flask, bool], quarter: str
) -> None:
    app, told = imported
    with app.app_context():
        figures = tally(db.session(), Scope(("runnymede",), period_of(quarter), TODAY), ASKED, {},
                        rules_in_use.rules().calendar)
        ours = {
            one: tuple(name and figures.count("all", "", name)
                       for name in (MEASURES[one].numerator, MEASURES[one].denominator))
            for one in ASKED
        }
    expected = counted(quarter, told=told)
    assert ours == expected
    # Not a comparison of noughts with noughts.
    assert expected["V2"][0] > 20
    assert 0 < expected["T2"][0] < (expected["T2"][1] or 0)
    assert expected["O2"][1]


def test_extensions_make_the_difference_only_where_they_were_told() -> None:
    told = [counted(one, told=True)["T3"][0] for one in QUARTERS]
    untold = [counted(one, told=False)["T3"][0] for one in QUARTERS]
    assert sum(told) > sum(untold) == sum(counted(one, told=False)["T2"][0] for one in QUARTERS)
