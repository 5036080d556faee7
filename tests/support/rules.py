"""The shipped rules, for tests that ask dates of them."""

from __future__ import annotations

from complaints_service.content.rules import load_clock_rules
from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.handling_code import HandlingCode


def calendar() -> WorkingCalendar:
    """Return the calendar of England and Wales as shipped."""
    return load_clock_rules()[1]


def housing() -> HandlingCode:
    """Return the Housing Ombudsman Code of 2024."""
    return load_clock_rules()[0]["housing-2024"]


def lgsco() -> HandlingCode:
    """Return the LGSCO Code of 2024."""
    return load_clock_rules()[0]["lgsco-2024"]
