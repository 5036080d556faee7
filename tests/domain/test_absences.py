"""Who stands in for whom."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints_service.domain.absences import Absence, covered_by, stand_in, stand_ins

PEOPLE = st.sampled_from("abcde")
ABSENT = st.dictionaries(PEOPLE, st.none() | PEOPLE)


@pytest.mark.parametrize(("absent", "found"), [
    # Ann is there: nobody stands in
    ({}, None),
    ({"ann": None}, None),
    ({"ann": "ben"}, "ben"),
    # her cover is away as well, and has one
    ({"ann": "ben", "ben": "caz"}, "caz"),
    # two who were to stand in for each other
    ({"ann": "ben", "ben": "ann"}, None),
    ({"ann": "ann"}, None),
])
def test_who_stands_in(absent: dict[str, str | None], found: str | None) -> None:
    assert stand_in("ann", absent) == found


def test_everybody_in_the_row_may_act() -> None:
    absent = {"ann": "ben", "ben": "caz", "dee": "caz"}
    assert covered_by("caz", absent) == {"ann", "ben", "dee"}
    assert covered_by("ben", absent) == {"ann"}
    assert covered_by("ann", absent) == frozenset()


@given(ABSENT, PEOPLE)
def test_nobody_stands_in_for_themselves_and_rows_end(
    absent: dict[str, str | None], who: str
) -> None:
    row = list(stand_ins(who, absent))
    assert who not in row
    assert len(row) == len(set(row))
    found = stand_in(who, absent)
    assert found is None or (found not in absent and who in covered_by(found, absent))


@pytest.mark.parametrize(("day", "away"), [
    (date(2026, 12, 20), False), (date(2026, 12, 21), True), (date(2026, 12, 31), True),
    (date(2027, 1, 1), False),
])
def test_both_days_belong_to_an_absence(day: date, away: bool) -> None:
    assert Absence("ann", date(2026, 12, 21), date(2026, 12, 31), None).holds_on(day) is away


def test_an_absence_until_further_notice_has_no_last_day() -> None:
    endless = Absence("ann", date(2026, 12, 21), None, None)
    assert endless.holds_on(date(2031, 1, 1))
    assert endless.overlaps(Absence("ann", date(2027, 5, 1), date(2027, 5, 2), None))
    assert not endless.overlaps(Absence("ann", date(2026, 12, 1), date(2026, 12, 20), None))
