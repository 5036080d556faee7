"""Makes the facts of an event readable: sealed words revealed, keys as labels, people by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from complaints_service.domain.contributions import GUEST
from complaints_service.domain.events import Event
from complaints_service.domain.london import read_instant
from complaints_service.domain.rules import Rules
from complaints_service.letters.wording import money, uk_date

from .timeline_stories import STORIES, Story, Told

ACTORS = {"system": "The service", "complainant": "The complainant"}
ERASED = "Erased"
DESPITE = Told("Went against an adjustment agreed, because", "despite_adjustment")
"""Told of every letter that did."""
VOCABULARY = {"service": "services", "category": "categories", "channel": "channels"}
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """One of several things told under a label."""

    heading: str
    words: str = ""


@dataclass(frozen=True)
class Detail:
    """A fact as it is shown: `words` are somebody's own, `text` is ours, `key` is one of the pages'
    own words, in the `group` named, `due` a deadline; `date` and `moment` are what they say, and
    `items` has several."""

    label: str
    form: str
    value: Any = None
    items: tuple[Item, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Readable:
    """What makes events readable: payloads by digest, names by account and the rules' words."""

    rules: Rules
    private: Mapping[str, Any]
    names: Mapping[str, str]

    def title(self, event: Event) -> str:
        """Name what happened, in words."""
        story = STORIES.get(event.type)
        return _filled(story, event.data) if story else event.type.replace("_", " ").capitalize()

    def details(self, event: Event) -> tuple[Detail, ...]:
        """Return what is told of an event; what it does not hold is left out."""
        story = STORIES.get(event.type)
        told = (*(story.told if story else ()), DESPITE)
        return tuple(detail for one in told for detail in self._detail(one, event.data))

    def name(self, account: str) -> str:
        """Return who somebody is; an account that is gone has no name any more."""
        if account.startswith(GUEST):
            return "Somebody without an account"
        return ACTORS.get(account) or self.names.get(account) or "Somebody whose account is gone"

    def _detail(self, told: Told, data: Data) -> Iterator[Detail]:
        value = data.get(told.key)
        if value is None or value == [] or value is False:
            return
        if told.form in _LISTED:
            items = tuple(_LISTED[told.form](self, value if isinstance(value, list) else [value]))
            if items:
                yield Detail(told.label, "items", items=items)
            return
        yield from self._single(told, value, data)

    def _single(self, told: Told, value: Any, data: Data) -> Iterator[Detail]:
        form: str = told.form
        if form == "words":
            for one in value if isinstance(value, list) else [value]:
                yield Detail(told.label, "words", self.words(one))
        elif form == "text":
            yield Detail(told.label, "text", self.label(told.terms, value))
        elif form in ("account", "accounts"):
            people = value if isinstance(value, list) else [value]
            yield Detail(told.label, "text", ", ".join(self.name(one) for one in people))
        elif form == "count":
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield Detail(told.label, "text", shown)
        elif form == "old_or_new":
            yield self._corrected(told.label, value, data["field"])
        elif form == "date":
            yield Detail(told.label, "date", date.fromisoformat(value))
        else:
            yield Detail(told.label, form, value, group=told.terms or "")

    def _corrected(self, label: str, value: Any, field: str) -> Detail:
        if isinstance(value, dict):
            return Detail(label, "words", self.words(value))
        if field.endswith("_at"):
            return Detail(label, "moment", read_instant(value))
        if field.endswith("_on"):
            return Detail(label, "date", date.fromisoformat(value))
        return Detail(label, "text", self.label(VOCABULARY.get(field), value))

    def words(self, value: Any) -> str:
        """Return somebody's own words; what was erased says so."""
        found = self.private.get(value["sha256"]) if isinstance(value, dict) else value
        if isinstance(found, bool):
            return "Yes" if found else "No"
        return ERASED if found is None else str(found)

    def label(self, vocabulary: str | None, key: str) -> str:
        """Return the label of a key; a key of no vocabulary is its own label."""
        terms = None if vocabulary is None else self._terms(vocabulary)
        return terms.get(key).label if terms is not None and key in terms else str(key)

    def _terms(self, vocabulary: str) -> Any:
        return self.rules.vocabularies.get(vocabulary)

    def details_of(self, value: Any) -> Mapping[str, Any]:
        """Return the payload of something that is several values, such as a person."""
        found = self.private.get(value["sha256"])
        return found if isinstance(found, dict) else {}


def _filled(story: Story, data: Data) -> str:
    """The title with the event's own facts in it."""
    plain = {key: value for key, value in data.items() if isinstance(value, str | int)}
    return story.title.format_map(defaultdict(str, plain))


def _points(on: Readable, points: Iterable[Data]) -> Iterator[Item]:
    for one in points:
        service = on.label("services", one["service"])
        yield Item(f"Point {one['n']} ({service})", on.words(one["text"]))


def _answers(on: Readable, answers: Iterable[Data]) -> Iterator[Item]:
    for one in answers:
        reasons = on.words(one["reasons"]) if one["reasons"] else ""
        yield Item(f"Point {one['n']}: {one['finding'].replace('_', ' ')}", reasons)


def _remedies(on: Readable, remedies: Iterable[Data]) -> Iterator[Item]:
    for one in remedies:
        amount = f", {money(one['amount_pence'])}" if one["amount_pence"] else ""
        kind = on.label("remedy_kinds", one["kind"])
        if one.get("head"):
            kind = f"{kind} ({on.label('money_heads', one['head']).lower()})"
        yield Item(f"Remedy {one['n']}: {kind}{amount}", on.words(one["description"]))


def _people(on: Readable, people: Iterable[Data]) -> Iterator[Item]:
    for one in people:
        yield Item(str(on.details_of(one["details"]).get("name") or ERASED))


def _adjustments(on: Readable, adjustments: Iterable[Data]) -> Iterator[Item]:
    for one in adjustments:
        held = on.details_of(one["details"])
        kind = on.label("adjustments", held["kind"]) if held.get("kind") else ERASED
        yield Item(kind, str(held.get("detail") or ""))


def _findings(on: Readable, findings: Iterable[Data]) -> Iterator[Item]:
    for one in findings:
        category = on.label("ombudsman_findings", one["category"])
        yield Item(category, on.words(one["head"]))


def _obligations(on: Readable, obligations: Iterable[Data]) -> Iterator[Item]:
    for one in obligations:
        yield Item(f"Number {one['n']}, {one['kind']}", on.words(one["description"]))


def _moved_dates(on: Readable, moved: Iterable[Data]) -> Iterator[Item]:
    for one in moved:
        before, after = (_day(one[name]) for name in ("before", "after"))
        yield Item(one["kind"].replace("_", " ").capitalize(), f"{before} became {after}")


def _day(written: str | None) -> str:
    return "a date not known yet" if written is None else uk_date(date.fromisoformat(written))


def _advice(on: Readable, advised: Iterable[Data]) -> Iterator[Item]:
    labels = {one.key: one.label for one in on.rules.thresholds}
    for one in advised:
        kind = "a complaint" if one["advised"] == "complaint" else "a service request"
        counted = f"{one['found']} {'contact' if one['found'] == 1 else 'contacts'}"
        yield Item(f"{labels.get(one['key'], one['key'])}: {kind}, counting {counted}")


def _left_out(on: Readable, items: Iterable[Data]) -> Iterator[Item]:
    for one in items:
        kind = str(one["item"]).partition(":")[0]
        yield Item(kind.capitalize(), on.words(one["reason"]))


SCORED = {"met": "yes", "partly": "in part", "not_met": "no", "not_applicable": "does not apply"}


def _scores(on: Readable, scores: Iterable[Data]) -> Iterator[Item]:
    for one in scores:
        yield Item(f"{on.label('quality_items', one['item'])} {SCORED[one['score']].capitalize()}.")


_LISTED: Mapping[str, Callable[[Readable, Iterable[Data]], Iterator[Item]]] = {
    "points": _points,
    "point": _points,
    "answers": _answers,
    "remedies": _remedies,
    "remedy": _remedies,
    "people": _people,
    "person": _people,
    "adjustments": _adjustments,
    "findings": _findings,
    "obligations": _obligations,
    "left_out": _left_out,
    "threshold": _advice,
    "moved_dates": _moved_dates,
    "scores": _scores,
}
