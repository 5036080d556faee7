"""The demo's clock: a file that every process of the demo reads the time from."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path


class MovingClock:
    """Holds one instant in a file named by `COMPLAINTS_NOW_FILE`; only demo and test obey it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        os.environ["COMPLAINTS_NOW_FILE"] = str(file)

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
