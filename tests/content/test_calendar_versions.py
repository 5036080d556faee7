"""The next version of a calendar: what a list may change, and what it may not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from support.holidays import NATIONS, published

from complaints_service.content.calendar_versions import (
    as_data,
    changed,
    from_data,
    next_nations,
    next_version,
)
from complaints_service.content.govuk_holidays import HolidaysRefused, read_govuk
from complaints_service.content.rules import load_nation
from complaints_service.domain.calendar import WorkingCalendar

FURTHER = date(2027, 6, 10)


def shipped() -> dict[str, WorkingCalendar]:
    return {nation: load_nation(nation)[-1] for nation in NATIONS}


def following(raw: bytes, before: Mapping[str, WorkingCalendar] | None = None
              ) -> dict[str, WorkingCalendar]:
    return next_nations(before or shipped(), read_govuk("x.json", raw), "next")


def test_bug_3_a_further_day_is_added_and_the_version_before_stays_as_it_was() -> None:
    before, after = shipped(), following(published(FURTHER))
    for nation in NATIONS:
        found = changed(before[nation], after[nation])
        assert [(one.day, one.name) for one in found.added] == [(FURTHER, "Day of national thanks")]
        assert (found.removed, found.years, bool(found)) == ((), (), True)
        assert before[nation].is_working(FURTHER)
        assert not after[nation].is_working(FURTHER)


def test_what_says_the_same_changes_nothing() -> None:
    before, after = shipped(), following(published())
    assert not any(changed(before[nation], after[nation]) for nation in NATIONS)


def test_a_holiday_is_moved_and_a_year_is_proclaimed() -> None:
    moved = following(published(date(2028, 5, 5), without={date(2028, 5, 1)}, years=(2028, 2029)))
    found = changed(shipped()["england-and-wales"], moved["england-and-wales"])
    assert [one.day for one in found.added] == [date(2028, 5, 5)]
    assert [one.day for one in found.removed] == [date(2028, 5, 1)]
    assert found.years == (2029,)
    assert moved["england-and-wales"].provisional_years == {2030}
    # What no list speaks of stays: years before and after, and their names.
    assert moved["england-and-wales"].closed_because(date(2027, 12, 27)) is not None


def test_a_nation_that_is_not_in_the_list_stays_as_it_is() -> None:
    after = following(published(FURTHER, nations=("england-and-wales",)))
    assert changed(shipped()["england-and-wales"], after["england-and-wales"])
    assert not changed(shipped()["scotland"], after["scotland"])


def test_another_nations_year_that_is_not_whole_stays_and_hinders_nothing() -> None:
    """No clock of a Code runs by it; the day announced here counts nonetheless."""
    before = shipped()
    further = {**before, "scotland": following(published(FURTHER))["scotland"]}
    after = following(published(date(2028, 6, 9)), further)
    found = changed(before["england-and-wales"], after["england-and-wales"])
    assert [one.day for one in found.added] == [date(2028, 6, 9)]
    assert not after["scotland"].is_working(FURTHER)
    assert not after["scotland"].is_working(date(2028, 6, 9))


@pytest.mark.parametrize(("raw", "before", "sentence"), [
    # A day of the list in use is left out, and none stands for it.
    (published(), following(published(FURTHER)), r"it lacks 2027-06-10 \(Day of national thanks\)"),
    # Years must follow each other.
    (published(*(date(2032, month, 2) for month in range(1, 11)), years=(2027, 2032)), None,
     "but none of 2031"),
    (published(without={date(2027, 3, 26)}), None, "fewer than any year has"),
])
def test_bug_4_a_list_never_shrinks(
    raw: bytes, before: Mapping[str, WorkingCalendar] | None, sentence: str
) -> None:
    with pytest.raises(HolidaysRefused, match=sentence):
        following(raw, before)


def test_it_is_kept_as_data_and_read_back_whole() -> None:
    after = following(published(FURTHER))
    assert from_data("next", as_data(after)) == after


@pytest.mark.parametrize(("today", "current", "name"), [
    (date(2026, 12, 1), "2026-11", "2026-12-01"),
    # The clock lies before the list in use, or the same day brings another list.
    (date(2026, 3, 2), "2026-11", "2026-11+01"),
    (date(2026, 12, 1), "2026-12-01", "2026-12-01+01"),
    (date(2026, 12, 1), "2026-12-01+01", "2026-12-01+02"),
    (date(2026, 12, 1), "2026-12-01+09", "2026-12-01+10"),
])
def test_names_come_after_each_other_in_plain_order(today: date, current: str, name: str) -> None:
    assert next_version(today, current) == name
    assert name > current
