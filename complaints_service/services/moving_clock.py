"""The clock that demo and test may move: a file that every process reads the time from."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time
from pathlib import Path

from complaints_service import clock
from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.london import LONDON, london_date
from complaints_service.domain.refusals import InvalidData
from complaints_service.settings import Settings

NOW_FILE = "COMPLAINTS_NOW_FILE"
FILE = "clock"
"""The clock's file in a demo's data folder."""
MORNING = time(8, 30)
YEARS_LEFT = 2
"""A clock is not moved so far that due dates would fall into years without known holidays."""


class MovingClock:
    """Holds one instant in a file named by `COMPLAINTS_NOW_FILE`; only demo and test obey it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        os.environ[NOW_FILE] = str(file)

    @classmethod
    def in_use(cls) -> MovingClock | None:
        """Return the clock that this process reads, None where it reads the machine's."""
        file = os.environ.get(NOW_FILE)
        return cls(Path(file)) if file else None

    @classmethod
    def beside_demo(cls, settings: Settings) -> None:
        """Let this process live in the time of the demo whose data folder these settings name."""
        file = settings.data_dir / FILE
        if settings.env == "demo" and not os.environ.get(NOW_FILE) and file.exists():
            cls(file)

    def stand_at(self, moment: datetime) -> None:
        """Let it be this instant until told otherwise."""
        self._write(moment.astimezone(UTC).isoformat())

    def run_on_from(self, moment: datetime) -> None:
        """Let it be this instant now, and time run on from there."""
        self._write(f"{moment.astimezone(UTC).isoformat()} +real")

    def forward_to(self, day: date, calendar: WorkingCalendar) -> datetime:
        """Let it be the morning of the London date `day`, and time run on; return that instant.

        Never backwards: what is recorded would lie in the future. Raises InvalidData.
        """
        today = london_date(clock.now())
        if day <= today:
            raise InvalidData("day", f"The day is {day:%d %B %Y}, and in the borough it is already "
                              f"{today:%d %B %Y}; choose a later day.")
        last = calendar.last_day.replace(year=calendar.last_day.year - YEARS_LEFT)
        if day > last:
            raise InvalidData("day", f"The day is {day:%d %B %Y}; bank holidays are not known far "
                              f"enough beyond it. Choose a day up to {last:%d %B %Y}.")
        moment = datetime.combine(day, MORNING, tzinfo=LONDON).astimezone(UTC)
        self.run_on_from(moment)
        return moment

    def _write(self, text: str) -> None:
        # Replaced whole, so that no reader meets half an instant.
        draft = self.file.with_suffix(".new")
        draft.write_text(text, encoding="utf-8")
        draft.replace(self.file)
