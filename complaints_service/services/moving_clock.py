"""The clock that demo and test may move: a file that every process reads the time from."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

NOW_FILE = "COMPLAINTS_NOW_FILE"


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

    def stand_at(self, moment: datetime) -> None:
        """Let it be this instant until told otherwise."""
        self._write(moment.astimezone(UTC).isoformat())

    def run_on_from(self, moment: datetime) -> None:
        """Let it be this instant now, and time run on from there."""
        self._write(f"{moment.astimezone(UTC).isoformat()} +real")

    def _write(self, text: str) -> None:
        # Replaced whole, so that no reader meets half an instant.
        draft = self.file.with_suffix(".new")
        draft.write_text(text, encoding="utf-8")
        draft.replace(self.file)
