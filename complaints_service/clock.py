"""Tells the time: the only place that reads a clock."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_MOVABLE_ENVIRONMENTS = frozenset({"demo", "test"})
_RUNNING_ON = " +real"
_READINGS = 5
_PAUSE_SECONDS = 0.01


class ClockError(ValueError):
    """`COMPLAINTS_NOW_FILE` does not hold one instant; the message says how to mend it."""


def real_now() -> datetime:
    """Return the machine's time, aware UTC: for sessions, tokens and rate limits only."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return the time that complaints live in, aware UTC.

    It is the machine's, unless `COMPLAINTS_ENV` is `demo` or `test` and `COMPLAINTS_NOW_FILE`
    names a file with one ISO-8601 instant. With the suffix ` +real` that instant was true when the
    file was last modified, and time runs on from there. Raises `ClockError` for an unusable file.
    """
    path = os.environ.get("COMPLAINTS_NOW_FILE")
    if not path or os.environ.get("COMPLAINTS_ENV") not in _MOVABLE_ENVIRONMENTS:
        return real_now()
    return _read(Path(path))


def london_date(instant: datetime) -> date:
    """Return the calendar date in the United Kingdom at `instant` (aware, any zone)."""
    if instant.tzinfo is None:
        raise ValueError("an instant without its offset has no London date")
    return instant.astimezone(LONDON).date()


def _read(path: Path) -> datetime:
    text, modified_at = _text_and_age(path)
    moment = _instant(text.removesuffix(_RUNNING_ON).strip(), path)
    if text.endswith(_RUNNING_ON):
        return moment + (real_now() - modified_at)
    return moment


def _text_and_age(path: Path) -> tuple[str, datetime]:
    # Whoever moves the clock may be caught between emptying the file and writing it.
    for reading in range(_READINGS):
        if reading:
            time.sleep(_PAUSE_SECONDS)
        try:
            text = path.read_text(encoding="utf-8").strip()
            modified_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except OSError as error:
            raise ClockError(
                f"COMPLAINTS_NOW_FILE names {path}, which cannot be read; "
                "write one ISO-8601 instant into it or unset the variable."
            ) from error
        if text:
            break
    return text, modified_at


def _instant(text: str, path: Path) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ClockError(
            f"COMPLAINTS_NOW_FILE ({path}) holds {text!r}; "
            "write one ISO-8601 instant with its offset, such as 2026-12-19T22:40:00Z."
        )
    return moment.astimezone(UTC)
