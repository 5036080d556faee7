"""Days as councils write them: day first, never guessed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints_service.content.register.dates import DateOrder, Unreadable, read_day

JULY_8 = date(2025, 7, 8)
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "written",
    [
        # Day first, with any separator, with or without leading zeros.
        "08/07/2025", "8/7/2025", "8.7.2025", "8-7-2025", "8 7 2025", "08 / 07 / 2025",
        # Two digits of the year belong to this century up to 69.
        "8/7/25", "08.07.25",
        # Year first is ISO and unambiguous.
        "2025-07-08", "2025/07/08", "20250708", "2025-Jul-08",
        # Digits without separators, day first.
        "08072025",
        # The month in words, wherever it stands.
        "8 Jul 25", "08-Jul-2025", "8 July 2025", "8th July 2025", "8th of July 2025",
        "8-jul-25", "8Jul2025", "8 July, 2025", "July 8, 2025", "Jul 8 2025", "8 Jul '25",
        # A weekday before it says nothing more.
        "Tue 8 July 2025", "Tuesday, 08/07/2025",
        # A time after it does not change the day.
        "08/07/2025 09:15", "2025-07-08 23:59:59", "2025-07-08T10:00", "8 July 2025 at 3.15pm",
        "2025-07-08T10:00:00.123", "08/07/2025 12:30 AM",
        # An instant with its offset is the day in London.
        "2025-07-08T22:30:00Z", "2025-07-07T23:30:00Z", "2025-07-08T00:30:00+01:00",
        "2025-07-07T20:00:00-05:00",
        # Excel's serial day, as text, with a time of day as its fraction.
        "45846", "45846.75",
        # Spaces that nobody sees.
        "\u00a008/07/2025 ", "08/07/2025\n",
    ],
)  # fmt: skip
def test_the_eighth_of_july(written: str) -> None:
    assert read_day(written) == JULY_8


@pytest.mark.parametrize(
    ("cell", "from_1904", "day"),
    [
        # A real date of a workbook.
        (datetime.fromisoformat("2025-07-08T14:30"), False, JULY_8),
        # A number is a serial day counted from 1900.
        (45846, False, JULY_8),
        (45846.99, False, JULY_8),
        # Workbooks that count from 1904 are 1462 days behind.
        (45846 - 1462, True, JULY_8),
        # An empty cell gives no day and is no fault.
        ("", False, None),
        ("   ", False, None),
    ],
)
def test_cells_of_workbooks(cell: object, from_1904: bool, day: date | None) -> None:
    assert read_day(cell, from_1904=from_1904) == day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        # A day that the calendar does not have.
        ("31/02/2025", "no day of the calendar"),
        ("29/02/2025", "no day of the calendar"),
        ("13/13/2025", "no day of the calendar"),
        ("2025-13-01", "no day of the calendar"),
        ("0/1/2025", "no day of the calendar"),
        # Words.
        ("tbc", "not a date"),
        ("n/k", "not a date"),
        ("08/07/2025?", "not a date"),
        ("8/7/25 and 9/7/25", "not a date"),
        ("=TODAY()", "not a date"),
        # No year, no month, a time alone.
        ("8 July", "not a date"),
        ("07/2025", "not a date"),
        ("14:30", "not a date"),
        ("8 Foo 2025", "no month"),
        # Figures that other scripts write.
        ("٠٨/٠٧/٢٠٢٥", "not a date"),
        # A time that no clock shows.
        ("08/07/2025 25:61", "no time of day"),
        # Absurd years.
        ("08/07/1925", "outside 1990 to 2100"),
        ("08/07/2205", "outside 1990 to 2100"),
        ("99999", "outside 1990 to 2100"),
        # 29 February 1900 exists in Excel alone.
        ("00060", "never was"),
    ],
)  # fmt: skip
def test_what_is_no_day(written: str, why: str) -> None:
    read = read_day(written)
    assert isinstance(read, Unreadable)
    assert why in read.why
    assert written[:5] in read.why or written.lstrip("0") in read.why


@pytest.mark.parametrize("serial", [0, -3, 60, 5, 100_000, 1e300, float("inf"), float("nan")])
def test_numbers_that_are_no_day(serial: float) -> None:
    assert isinstance(read_day(serial), Unreadable)


def test_a_date_that_only_fits_month_first_says_so() -> None:
    read = read_day("07/23/2025")
    assert isinstance(read, Unreadable)
    assert read.other_order
    assert "month first (23 July 2025)" in read.why


def test_month_first_is_read_only_where_it_was_said() -> None:
    assert read_day("07/08/2025", DateOrder.MONTH_FIRST) == date(2025, 7, 8)
    assert read_day("07/08/2025") == date(2025, 8, 7)
    read = read_day("23/07/2025", DateOrder.MONTH_FIRST)
    assert isinstance(read, Unreadable)
    assert read.other_order


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d-%b-%Y", "%d.%m.%Y",
                              "%Y%m%d", "%d%m%Y", "%B %d, %Y", "%A %d %B %Y"]))
def test_what_is_written_is_read(day: date, form: str) -> None:
    assert read_day(day.strftime(form)) == day


@given(DAYS)
def test_serials_count_days(day: date) -> None:
    # Beyond February 1900 the serial is the number of days since 30 December 1899.
    serial = (day - date(1899, 12, 30)).days
    assert read_day(serial) == day
    assert read_day(serial - 1462, from_1904=True) == day


@given(DAYS.filter(lambda day: day.day > 12), st.sampled_from("/.-"))
def test_day_and_month_are_never_exchanged(day: date, mark: str) -> None:
    read = read_day(f"{day.month}{mark}{day.day}{mark}{day.year}")
    assert isinstance(read, Unreadable)
    assert read.other_order


@given(st.text(max_size=40))
def test_any_text_gives_a_day_a_reason_or_nothing(text: str) -> None:
    read = read_day(text)
    assert read is None or isinstance(read, date | Unreadable)
    if isinstance(read, Unreadable):
        assert read.why.endswith(".")


@given(st.integers(1, 99_999))
def test_the_leap_day_of_1900_shifts_nothing_after_it(serial: int) -> None:
    read, following = read_day(serial), read_day(serial + 1)
    if isinstance(read, date) and isinstance(following, date):
        assert following - read == timedelta(1)
