"""Words a digest: each date once, the most urgent first, the days left, where it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from complaints_service.domain.calendar import CalendarEnds
from complaints_service.domain.deadlines import RESPOND
from complaints_service.domain.london import LONDON, read_instant
from complaints_service.domain.reminders import RECIPIENTS
from complaints_service.jobs.surroundings import Surroundings

_MOST_LINES = 30
_DESK = "/officer/"
_WORKLISTS = {"handler": "/handler/", "cover": "/handler/", "manager": "/manager/",
              "head": "/manager/"}
_HEADINGS = {"overdue": "Overdue", "today": "Due today", "soon": "Due soon"}


@dataclass(frozen=True)
class Line:
    """One date in a digest."""

    ref: str | None
    what: str
    due_on: str
    left: str
    late: bool
    link: str | None


@dataclass(frozen=True)
class Group:
    """The dates of one urgency, and how many more there are than are listed."""

    heading: str
    lines: tuple[Line, ...]
    more: int


def digest_words(
    carried: Iterable[Row[*tuple[Any, ...]]], surroundings: Surroundings, today: date
) -> dict[str, Any]:
    """Return what a digest of these rows says on `today`: each date once, the most urgent first."""
    rows = list(carried)
    dates = {
        (row.ref, row.facts["deadline"], row.facts["item"], row.due_on): row
        # Of several reasons to be told of a date, the nearest counts: to have it oneself.
        for row in sorted(rows, key=_distance, reverse=True) if row.kind == "reminder"
    }
    lines = {
        urgency: [_line(row, surroundings, today) for row in sorted(dates.values(), key=_place)
                  if _urgency(row.due_on, today) == urgency]
        for urgency in _HEADINGS
    }
    notices = tuple(_notices((row for row in rows if row.kind == "alarm"), surroundings))
    counts = [(len(found), _HEADINGS[urgency].lower()) for urgency, found in lines.items() if found]
    if notices:
        counts.append((len(notices), "notice" if len(notices) == 1 else "notices"))
    return {
        "summary": ", ".join(f"{count} {what}" for count, what in counts) or "nothing due",
        "groups": tuple(
            Group(_HEADINGS[urgency], tuple(found[:_MOST_LINES]), max(0, len(found) - _MOST_LINES))
            for urgency, found in lines.items() if found
        ),
        "notices": notices,
        "worklist": surroundings.base_url + _worklist(rows),
    }


def _distance(row: Row[*tuple[Any, ...]]) -> int:
    to = row.facts.get("to")
    return RECIPIENTS.index(to) if to in RECIPIENTS else len(RECIPIENTS)


def _place(row: Row[*tuple[Any, ...]]) -> tuple[date, str, str, str]:
    return row.due_on, row.ref, row.facts["deadline"], row.facts["item"]


def _worklist(rows: Iterable[Row[*tuple[Any, ...]]]) -> str:
    """Where the rest of a recipient's work is: the nearest of the lists that they are told of."""
    nearest = min(map(_distance, rows), default=len(RECIPIENTS))
    return _WORKLISTS.get(RECIPIENTS[nearest], _DESK) if nearest < len(RECIPIENTS) else _DESK


def _urgency(due_on: date, today: date) -> str:
    if due_on < today:
        return "overdue"
    return "today" if due_on == today else "soon"


def _line(row: Row[*tuple[Any, ...]], surroundings: Surroundings, today: date) -> Line:
    kind = row.facts["deadline"]
    hidden = _is_hidden(row)
    return Line(
        ref=None if hidden else row.ref,
        what=surroundings.reminders.words.get(kind, kind.replace("_", " ").capitalize()),
        due_on=_day(row.due_on),
        left=_left(today, row.due_on, surroundings),
        late=row.late,
        link=None if hidden else surroundings.base_url + _where(row),
    )


def _where(row: Row[*tuple[Any, ...]]) -> str:
    """The screen on which the thing is done; the complaint's page where several are."""
    if row.facts["deadline"] in RESPOND and row.facts["to"] in ("handler", "cover"):
        return f"/handler/{row.ref}/answer"
    return f"/complaints/{row.ref}"


def _left(today: date, due_on: date, surroundings: Surroundings) -> str:
    """Say how many working days are left or over; nothing where the calendar does not reach."""
    try:
        days = surroundings.calendar().working_days_between(today, due_on)
    except CalendarEnds:
        return ""
    if not days:
        return ""
    count = f"{abs(days)} working day{'' if abs(days) == 1 else 's'}"
    return f"{count} left" if days > 0 else f"{count} over"


def _notices(rows: Iterable[Row[*tuple[Any, ...]]], surroundings: Surroundings) -> Iterator[str]:
    unknown: Counter[str] = Counter()
    mailed: Counter[str] = Counter()
    for row in rows:
        facts = row.facts
        if facts["alarm"] == "mail":
            mailed["" if _is_hidden(row) else row.ref] += 1
        elif facts["alarm"] == "bounce":
            yield _came_back(row, surroundings)
        elif facts["alarm"] == "calendar_unknown":
            unknown["a restricted complaint" if facts.get("restricted") else row.ref] += 1
        elif facts["alarm"] == "calendar_ends":
            yield (
                f"The calendar of working days ends on {_day(date.fromisoformat(facts['on']))}. "
                "Dates after it cannot be worked out until its bank holidays are added."
            )
        else:
            yield (
                f"The worker did nothing from {_moment(facts['from'])} to "
                f"{_moment(facts['until'])}. Everything that fell due meanwhile has been done "
                "now; no date moved."
            )
    yield from _mailed(mailed, surroundings)
    if unknown:
        names = ", ".join(sorted(unknown)[:_MOST_LINES])
        yield (
            f"{unknown.total()} dates cannot be worked out, because the calendar of working days "
            f"does not reach them: {names}. Add the bank holidays of that year."
        )


def _is_hidden(row: Row[*tuple[Any, ...]]) -> bool:
    """A mailbox that many read does not name a restricted complaint."""
    return bool(row.facts.get("restricted")) and not row.account


def _came_back(row: Row[*tuple[Any, ...]], surroundings: Surroundings) -> str:
    if _is_hidden(row):
        return "A message about a restricted complaint came back."
    address = f"{surroundings.base_url}/officer/messages/{row.facts['message']}"
    return f"A message about {row.ref} came back; the person has still to be reached:\n{address}"


def _mailed(mailed: Counter[str], surroundings: Surroundings) -> Iterator[str]:
    for ref, count in sorted(mailed.items())[:_MOST_LINES]:
        came = "An email came" if count == 1 else f"{count} emails came"
        if ref:
            yield f"{came} in on {ref}:\n{surroundings.base_url}/complaints/{ref}"
        else:
            yield f"{came} in on a restricted complaint."


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _moment(text: str) -> str:
    local = read_instant(text).astimezone(LONDON)
    return f"{_day(local.date())}, {local:%H:%M}"
