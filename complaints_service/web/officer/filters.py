"""Reads what a caseload is narrowed to from an address or a form, and writes it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from complaints_service.domain.stages import Stage, State
from complaints_service.services import worklist
from complaints_service.services.actors import Actor
from complaints_service.services.organisations import organisations
from complaints_service.services.remembered import Standing
from complaints_service.services.rules_in_use import rules
from complaints_service.services.worklist import GROUPS, ORDERS, Narrowed
from complaints_service.web.forms.dates import written_day
from complaints_service.web.shown import date_words, words

CASELOAD = "/officer/"
USUAL_GROUP, USUAL_ORDER = "work", "due"
EVERYTHING = "every"
MINE = "me"
_DATES = ("received_from", "received_to", "due_from", "due_to")
NAMES = ("service", "handler", "stage", "state", "code", "organisation", *_DATES)
LABELS = {
    "service": "Service", "handler": "Handler", "stage": "Stage", "state": "State",
    "code": "Code", "organisation": "Council", "received_from": "Received from",
    "received_to": "Received to", "due_from": "Due from", "due_to": "Due to",
}
_WORDED = {"stage": "stages", "state": "states"}
"""Filters whose choices are keys, and the group of the pages' words that names them."""
_DUE = {"overdue": "overdue", "today": "today", "soon": "soon", "week": "week"}


@dataclass(frozen=True)
class Choice:
    """One thing to choose in a filter."""

    value: str
    text: str


@dataclass(frozen=True)
class Asked:
    """What was asked for: `given` by the names of the address, and `narrowed` as it is searched.

    `errors` are {text, href} for what cannot be read; it then does not narrow.
    """

    narrowed: Narrowed
    given: Mapping[str, str]
    order: str = USUAL_ORDER
    page: int = 1
    errors: tuple[Mapping[str, str], ...] = ()
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)

    def address(self, **changes: Any) -> str:
        """Return the address of the same list with something changed; None takes it away."""
        return address_of(self.query() | changes)

    def query(self) -> dict[str, str]:
        """Return what was asked for by the names of the address, its page aside."""
        return {"group": self.narrowed.group, **self.given, "sort": self.order}

    def cleared(self) -> str:
        """Return the address of the same list without any filter."""
        return self.address(**dict.fromkeys(self.given))

    def parts(self, name: str) -> tuple[str, str, str]:
        """Return day, month and year of a date that holds, or blanks."""
        found = self.given.get(name)
        if not found:
            return "", "", ""
        year, month, day = found.split("-")
        return day.lstrip("0"), month.lstrip("0"), year

    def options(self, name: str) -> Markup:
        """Return the options of a filter that has a list, with the one that holds selected."""
        return _options(self.choices[name], self.given.get(name, ""), _WORDED.get(name, ""))

    def label(self, name: str) -> str:
        """Return what a filter is called."""
        return LABELS[name]

    def words_of(self, name: str) -> str:
        """Return what a filter holds, in words."""
        value = self.given[name]
        if name in _DATES:
            return date_words(value)
        text = next(one.text for one in self.choices[name] if one.value == value)
        return words(text, _WORDED[name]) if name in _WORDED else text


@lru_cache(maxsize=256)
def _options(choices: tuple[Choice, ...], selected: str, group: str) -> Markup:
    """Written once for each list and choice: a hundred options on each page took a third of it."""
    chosen = Markup(" selected")
    return Markup("\n").join(
        Markup('<option value="{}"{}>{}</option>').format(
            one.value, chosen if one.value == selected else "",
            words(one.text, group) if group else one.text)
        for one in (Choice("", "Any"), *choices)
    )


def address_of(query: Mapping[str, Any]) -> str:
    """Return the address of a list; what is usual, or None, is left out."""
    usual = {"group": USUAL_GROUP, "sort": USUAL_ORDER, "page": 1}
    kept = {name: value for name, value in query.items()
            if value is not None and value != usual.get(name)}
    return f"{CASELOAD}?{urlencode(kept)}" if kept else CASELOAD


def choices(by: Actor, at: Standing | None = None) -> dict[str, tuple[Choice, ...]]:
    """Return what there is to choose in each filter that has a list."""
    known = rules().vocabularies["services"]
    every = organisations() if at is None else at.kept("organisations", organisations)
    councils = [one for one in every if by.organisation in (None, one.key)]
    return {
        "service": tuple(sorted((Choice(one.key, one.label) for one in known), key=_by_text)),
        "handler": (Choice(MINE, "Me"), *(
            Choice(id_, name) for id_, name in worklist.holders(by, at) if id_ != by.id)),
        "stage": tuple(Choice(one.value, one.value) for one in Stage),
        "state": tuple(Choice(one.value, one.value) for one in State),
        "code": (Choice("lgsco", "LGSCO Code"), Choice("housing", "Housing Ombudsman Code")),
        "organisation": tuple(Choice(one.key, one.name) for one in councils)
        if len(councils) > 1 else (),
    }


def read(given: Mapping[str, str], by: Actor, at: Standing | None = None) -> Asked:
    """Return what was asked for; what is on no list is told and left aside."""
    offered = choices(by, at)
    plain = {name: _typed(given, name) for name in NAMES}
    errors = list(_unknown(plain, offered))
    values: dict[str, Any] = {name: value or None for name, value in plain.items()}
    for name in _DATES:
        values[name] = _date(plain[name], name, errors)
    bad = {error["href"].removeprefix("#") for error in errors}
    values = {name: None if name in bad else value for name, value in values.items()}
    kept = {name: plain[name] for name in NAMES if values[name] is not None}
    if values["handler"] == MINE:
        values["handler"] = by.id
    group = _one_of(GROUPS, _group(given), USUAL_GROUP, "list", errors)
    order = _one_of(ORDERS, given.get("sort"), USUAL_ORDER, "order", errors)
    narrowed = _widened(Narrowed(group=group, **values))
    return Asked(narrowed, kept, order, page_number(given.get("page")), tuple(errors), offered)


def _by_text(one: Choice) -> str:
    return one.text.casefold()


def _typed(given: Mapping[str, str], name: str) -> str:
    """What stands in the address; a date may be in three parts, as the form has them."""
    whole = given.get(name, "").strip()
    parts = [given.get(f"{name}.{part}", "").strip() for part in ("day", "month", "year")]
    return written_day(*parts) if name in _DATES and not whole and any(parts) else whole


def _group(given: Mapping[str, str]) -> str | None:
    """The list asked for; `due` and `overdue` name one in the words of other pages' links."""
    if given.get("overdue") == "1":
        return "overdue"
    return given.get("group") or _DUE.get(given.get("due", ""), given.get("due"))


def _unknown(
    plain: Mapping[str, str], offered: Mapping[str, tuple[Choice, ...]]
) -> Iterable[dict[str, str]]:
    for name, listed in offered.items():
        if plain[name] and plain[name] not in {one.value for one in listed}:
            yield _error(name, f"{LABELS[name]} is not on the list; choose from it")


def _date(text: str, name: str, errors: list[dict[str, str]]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        errors.append(_error(name, f"{LABELS[name]} is no date; write a day, a month and a year, "
                             "such as 29 12 2026"))
        return None


def _one_of(
    known: Iterable[str], given: str | None, usual: str, what: str, errors: list[dict[str, str]]
) -> str:
    if not given or given in known:
        return given or usual
    errors.append(_error("caseload", f"There is no such {what}; choose one that is shown"))
    return usual


def page_number(given: str | None) -> int:
    """Return the number of a page, 1 for what is none."""
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 6 else 1


def _error(name: str, text: str) -> dict[str, str]:
    return {"text": f"{text}.", "href": f"#{name}"}


def _widened(narrowed: Narrowed) -> Narrowed:
    """What has ended is in no list of what waits: who asks for it means everything."""
    ended = worklist.has_ended(narrowed.state) or narrowed.stage == Stage.ENDED.value
    if narrowed.group == USUAL_GROUP and ended:
        return replace(narrowed, group=EVERYTHING)
    return narrowed
