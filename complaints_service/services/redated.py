"""Tells when another list of bank holidays moved a date, from when to when, and by which days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from complaints_service.content.calendar_versions import changed
from complaints_service.domain.calendar import Closure
from complaints_service.domain.events import Event
from complaints_service.domain.london import read_date
from complaints_service.domain.rules import Rules


@dataclass(frozen=True)
class Redating:
    """One recorded act: `added` and `removed` are the days that made the difference."""

    recorded_at: datetime
    version: str
    before: date | None
    after: date | None
    added: tuple[Closure, ...]
    removed: tuple[Closure, ...]


def redatings(
    events: Iterable[Event], kind: str, item: str, rules: Rules, since: date
) -> tuple[Redating, ...]:
    """Return every time that another calendar moved this deadline, the first one first.

    Days are told from `since` on, the day on which the count starts.
    """
    return tuple(_found(events, kind, item, rules, since))


def _found(
    events: Iterable[Event], kind: str, item: str, rules: Rules, since: date
) -> Iterator[Redating]:
    for event in events:
        if event.type != "rules_moved":
            continue
        for one in event.data.get("dates", ()):
            if (one["kind"], one["item"]) == (kind, item):
                before, after = read_date(one["before"]), read_date(one["after"])
                added, removed = _days(event, (before, after), rules, since)
                version = event.data["calendar_version"]
                yield Redating(event.recorded_at, version, before, after, added, removed)


def _days(
    event: Event, dates: tuple[date | None, date | None], rules: Rules, since: date
) -> tuple[tuple[Closure, ...], tuple[Closure, ...]]:
    old = rules.calendars.get(event.data["from"])
    new = rules.calendars.get(event.data["calendar_version"])
    last = max((one for one in dates if one is not None), default=None)
    if old is None or new is None or last is None:
        return (), ()
    found = changed(old, new)
    return (tuple(one for one in found.added if since < one.day <= last),
            tuple(one for one in found.removed if since < one.day <= last))
