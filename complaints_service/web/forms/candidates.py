"""Who can be given a complaint: each with what is on their desk, and what speaks against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from complaints_service.services import reading
from complaints_service.services.actors import Actor
from complaints_service.services.taking import Suggestion, suggestions
from complaints_service.web.forms.model import Option
from complaints_service.web.shown import short, words

HERE, AWAY, BARRED = "There", "Away", "Cannot have this complaint"
ORDER = (HERE, AWAY, BARRED)


def suggested(ref: str, stage: int, by: Actor | None) -> tuple[Option, ...]:
    """Return who may be chosen for a stage of a complaint that the actor may see: who is there
    first, then who is away, then whom a rule bars, with the reason."""
    if by is None:
        return ()
    today = reading.today()
    sunday = today + timedelta(6 - today.weekday())
    found = suggestions(reading.seen(ref, by), stage, sunday)
    names = Counter(one.name for one in found)
    made = [_option(one, alone=names[one.name] == 1) for one in found]
    return tuple(sorted(made, key=lambda one: ORDER.index(one.group)))


def _option(one: Suggestion, *, alone: bool) -> Option:
    """One person; the address tells two of the same name apart."""
    group = BARRED if one.barred else AWAY if one.away else HERE
    name = one.name if alone else f"{one.name}, {one.email}"
    return Option(one.email, f"{name}: {', '.join(_said(one))}", group=group)


def _said(one: Suggestion) -> Iterator[str]:
    if one.barred:
        yield words(one.barred, "allocation").lower()
        return
    if one.away:
        until = f"until {short(one.away_until)}" if one.away_until else "until further notice"
        yield f"away {until}"
    yield f"{one.open} open"
    if one.due_this_week:
        yield f"{one.due_this_week} due this week"
