"""How triage went, for those who answer for it: advice followed, refusals, words used again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from complaints_service.persistence.queries import triage_figures as asked

from .actors import Actor
from .reading import today
from .rules_in_use import rules
from .view_parts import Json
from .visibility import visible_clause

SPANS = {"quarter": timedelta(days=91), "year": timedelta(days=365)}
USUAL = "year"
DECISIONS = ("complaint", "service_request", "compliment", "comment", "handed_off", "not_accepted")


@dataclass(frozen=True)
class Advised:
    """How often a threshold advised something, and how often that was done."""

    threshold: str
    label: str
    advised: str
    given: int
    followed: int


@dataclass(frozen=True)
class RefusedBy:
    """Refusals on one ground, and what became of them at an Ombudsman's."""

    ground: str
    refused: int
    asked: int
    taken_up: int


@dataclass(frozen=True)
class SameWords:
    """Refusals that were explained in the same words."""

    ground: str
    refs: tuple[str, ...]


@dataclass(frozen=True)
class NotOffered:
    """A contact of somebody unhappy who, on record, was not offered the choice to complain."""

    ref: str
    service: str
    decision: str
    received_on: date


@dataclass(frozen=True)
class TriageFigures:
    """Contacts received from `first` to `last`, London dates, both included."""

    first: date
    last: date
    decisions: dict[str, int]
    thresholds: tuple[Advised, ...]
    refused: tuple[RefusedBy, ...]
    same_words: tuple[SameWords, ...]
    not_offered: tuple[NotOffered, ...]


def triage_figures(by: Actor, span: str = USUAL) -> TriageFigures:
    """Return how the contacts that the actor may see were triaged; `span` is a key of `SPANS`."""
    last = today()
    first = last - SPANS[span]
    within = (first, last, visible_clause(by))
    labels = {one.key: one.label for one in rules().thresholds}
    decided = asked.decisions(*within)
    return TriageFigures(
        first, last,
        {name: decided.get(name, 0) for name in DECISIONS},
        tuple(Advised(row.threshold, labels.get(row.threshold, row.threshold), row.advised,
                      row.given, row.followed) for row in asked.thresholds(*within)),
        tuple(RefusedBy(row.ground, row.refused, row.asked, row.taken_up)
              for row in asked.refused(*within)),
        tuple(SameWords(row.ground, tuple(row.refs)) for row in asked.same_reasoning(*within)),
        tuple(NotOffered(*row) for row in asked.not_offered(*within)),
    )


def figures_json(found: TriageFigures) -> Json:
    """Return the figures as the API gives them."""
    return {
        "received_from": found.first.isoformat(),
        "received_to": found.last.isoformat(),
        "decisions": [{"decision": name, "count": count}
                      for name, count in found.decisions.items()],
        "thresholds": [{"key": one.threshold, "label": one.label, "advised": one.advised,
                        "given": one.given, "followed": one.followed}
                       for one in found.thresholds],
        "not_accepted": [{"ground": one.ground, "count": one.refused, "to_ombudsman": one.asked,
                          "taken_up": one.taken_up} for one in found.refused],
        "same_reasoning": [{"ground": one.ground, "refs": list(one.refs)}
                           for one in found.same_words],
        "not_offered": [one.ref for one in found.not_offered],
    }
