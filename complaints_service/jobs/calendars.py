"""Keeps a process up with calendars that were imported, and finishes what an import began."""

from __future__ import annotations

from datetime import datetime

from complaints_service.services.actors import system
from complaints_service.services.recounting import catch_up
from complaints_service.services.rules_in_use import look_for_calendars


def keep_up(now: datetime) -> int:
    """Know the latest calendar, and re-date what an import left; return how many complaints."""
    look_for_calendars()
    return catch_up(system(), now)
