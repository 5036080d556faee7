"""Finds who gave a date that no Code counts, when, and what it was before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from complaints_service.domain.events import Event
from complaints_service.domain.london import read_date
from complaints_service.domain.sealing import Sealed, sealed


@dataclass(frozen=True)
class GivenDate:
    """A date as an event gave it; a later one of the same deadline takes its place."""

    event: Event
    due_on: date | None
    words: Sealed | None = None
    """What was said with it: a reason, or what is asked."""


Found = tuple[Any, Any]
Finder = Callable[[Event, str], Iterator[Found]]


def given_dates(events: Iterable[Event], kind: str, item: str) -> tuple[GivenDate, ...]:
    """Return every date that was given for this deadline, oldest first; the last one stands.

    Empty for a deadline that a Code counts. `events` are those of the complaint, in order.
    """
    if kind in _NUMBERED:
        return _numbered(events, kind, int(item))
    finder = FINDERS.get(kind)
    if finder is None:
        return ()
    return tuple(
        GivenDate(event, read_date(due), sealed(words))
        for event in events for due, words in finder(event, item)
    )


def _numbered(events: Iterable[Event], kind: str, number: int) -> tuple[GivenDate, ...]:
    """The date at a place of a list that events build up."""
    standing: list[GivenDate] = []
    for event in events:
        standing = _NUMBERED[kind](standing, event)
    return (standing[number - 1],) if 0 < number <= len(standing) else ()


def _updates(standing: list[GivenDate], event: Event) -> list[GivenDate]:
    """A contact from us keeps what was promised before it."""
    if event.type != "contact_recorded":
        return standing
    kept = [] if event.data["direction"] == "out" else standing
    due = read_date(event.data["update_by"])
    return [*kept, GivenDate(event, due, sealed(event.data["summary"]))] if due else kept


def _instructions(standing: list[GivenDate], event: Event) -> list[GivenDate]:
    if event.type != "ombudsman_instruction_recorded":
        return standing
    return [*standing, GivenDate(event, read_date(event.data["due_on"]))]


def _adjustments(standing: list[GivenDate], event: Event) -> list[GivenDate]:
    if event.type not in ("adjustments_set", "received"):
        return standing
    given = event.data.get("adjustments", ())
    return [GivenDate(event, read_date(one["review_on"])) for one in given]


def _contributions(standing: list[GivenDate], event: Event) -> list[GivenDate]:
    if event.type != "contribution_requested":
        return standing
    given = GivenDate(event, read_date(event.data["due_on"]), sealed(event.data["question"]))
    return [*standing, given]


_NUMBERED: Mapping[str, Callable[[list[GivenDate], Event], list[GivenDate]]] = {
    "promised_update": _updates,
    "ombudsman_instruction": _instructions,
    "adjustment_review": _adjustments,
    "contribution": _contributions,
}


def _promised_answer(event: Event, item: str) -> Iterator[Found]:
    if event.type == "delay_notified" and str(event.data["stage"]) == item:
        yield event.data["expected_on"], event.data["reason_text"]


def _new_date(event: Event, item: str) -> Iterator[Found]:
    named = {one["kind"] for one in event.data.get("letters", ())}
    if event.type == "rules_moved" and item in named:
        yield event.data["tell_by"], None


def _remedy(event: Event, item: str) -> Iterator[Found]:
    data = event.data
    if event.type == "remedy_date_changed" and str(data["n"]) == item:
        yield data["due_on"], data["reason"]
    offered = [data["remedy"]] if event.type == "remedy_offered" else (
        data["remedies"] if event.type in ("stage_1_responded", "stage_2_responded") else ()
    )
    for one in offered:
        if str(one["n"]) == item:
            yield one["due_on"], one["description"]


def _asked(data: Mapping[str, Any]) -> str:
    """The deadline of a request: by its number in its case, where it has one."""
    return f"{data['ombudsman']}.{data['n']}" if "n" in data else str(data["ombudsman"])


def _ombudsman_request(event: Event, item: str) -> Iterator[Found]:
    data = event.data
    if event.type == "ombudsman_notified" and data["id"] == item and data["due_on"]:
        yield data["due_on"], None
    if event.type == "ombudsman_request_recorded" and _asked(data) == item:
        yield data["due_on"], data["what"]


def _obligation(event: Event, item: str) -> Iterator[Found]:
    case, _, number = item.rpartition(".")
    if event.type == "ombudsman_decision_recorded" and event.data["ombudsman"] == case:
        for one in event.data["obligations"]:
            if str(one["n"]) == number:
                yield one["due_on"], one["description"]


def _contact_limit(event: Event, item: str) -> Iterator[Found]:
    if event.type == "contact_restricted":
        yield event.data["review_on"], event.data["reason"]


FINDERS: Mapping[str, Finder] = {
    "promised_answer": _promised_answer,
    "new_date_to_tell": _new_date,
    "remedy": _remedy,
    "ombudsman_request": _ombudsman_request,
    "obligation": _obligation,
    "contact_limit_review": _contact_limit,
}
