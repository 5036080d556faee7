"""Puts a report's figures together: rows with values, small numbers hidden, and their notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from complaints_service.domain import figures
from complaints_service.domain.disclosure import MARKER, THRESHOLDS, Tier
from complaints_service.domain.vocabularies import Vocabulary
from complaints_service.reporting.measures import MEASURES, TIERS, Measure
from complaints_service.reporting.protect import Place, Published
from complaints_service.reporting.stamp import RELEASED_AT
from complaints_service.reporting.tally import ALL, NOT_RECORDED, Scope, Tally
from complaints_service.reporting.wording import instant

WHOLE_COUNCIL = "Whole council"
NOT_RECORDED_LABEL = "Not recorded"
VOCABULARY_OF: Mapping[str, str] = {
    "service": "services",
    "category": "categories",
    "channel": "channels",
    "ground": "grounds",
    "cause": "causes",
}
STATISTICS: Mapping[str, Callable[[Mapping[int, int]], float | None]] = {
    "median": figures.median,
    "mean": figures.mean,
    "p90": lambda days: figures.nearest_rank(days, 90),
    "greatest": figures.greatest,
}


@dataclass(frozen=True)
class Figure:
    """One published figure: hidden ones have no numbers and the marker `c`."""

    id: str
    name: str
    unit: str
    breakdown: str
    key: str
    label: str
    numerator: int | None
    denominator: int | None
    value: float | int | None
    marker: str | None = None

    def hidden(self) -> Figure:
        """The same place without its numbers."""
        return replace(self, numerator=None, denominator=None, value=None, marker=MARKER)


@dataclass(frozen=True)
class Performance:
    """A performance file: what one edition says, as programs read it."""

    organisation: str
    period: str
    edition: str
    as_of: datetime
    revises: str | None
    notes: tuple[str, ...]
    measures: tuple[Figure, ...]

    def as_json(self) -> dict[str, Any]:
        """The file's shape; `released_at` is stamped when the edition is released."""
        return {
            "organisation": self.organisation,
            "period": self.period,
            "edition": self.edition,
            "as_of": instant(self.as_of),
            "released_at": RELEASED_AT,
            "revises": self.revises,
            "notes": list(self.notes),
            "measures": [vars(one) for one in self.measures],
        }


OUTCOMES = frozenset(
    f"{stage}_{found}"
    for stage in ("stage_1", "stage_2")
    for found in ("findings", "upheld", "upheld_or_partly", "changed")
)
"""What was found, which by service could point to a person; hidden when small unless chosen."""


@dataclass(frozen=True)
class Wanted:
    """Which measures, for the whole council and by dimension, with each dimension's labels.

    `thresholds` maps a dimension to the number below which its figures are hidden; by service and
    the like that holds for outcomes, and `service_volumes` for how many and how quickly.
    """

    measures: tuple[str, ...]
    breakdowns: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Mapping[str, str]]
    thresholds: Mapping[str, int]
    service_volumes: int = 0

    def threshold(self, breakdown: str, counted: str) -> int:
        """Below which number this count is hidden in this breakdown; 0 hides nothing."""
        if breakdown == ALL:
            return 0
        if TIERS[breakdown] is Tier.SERVICE and counted not in OUTCOMES:
            return self.service_volumes
        return self.thresholds[breakdown]


def labels_of(
    dimension: str, vocabularies: Mapping[str, Vocabulary], scope: Scope, found: Sequence[str]
) -> dict[str, str]:
    """Every key of a dimension with its label: those in use in the period, and those found."""
    name = VOCABULARY_OF.get(dimension)
    vocabulary = vocabularies.get(name) if name else None
    labels: dict[str, str] = {}
    for term in vocabulary or ():
        begun = term.from_on is None or term.from_on <= scope.period.last
        ended = term.to_on is not None and term.to_on < scope.period.first
        if term.key in found or (begun and not ended):
            labels[term.key] = term.label
    for key in found:
        labels.setdefault(key, NOT_RECORDED_LABEL if key == NOT_RECORDED else key)
    return labels


def threshold_of(dimension: str, chosen: Mapping[str, int]) -> int:
    """Below which number figures by this dimension are hidden; a council may set some higher."""
    tier = TIERS[dimension]
    least = THRESHOLDS[tier]
    if tier is Tier.SERVICE:
        return chosen.get("service", least)
    if tier is Tier.SMALL_AREA:
        return max(least, chosen.get("small_area", least))
    return least


def published_counts(scope: Scope, wanted: Wanted, tally: Tally) -> Published:
    """Every count that the edition would print, with its threshold: what has to be protected."""
    values: dict[Place, int] = {}
    thresholds: dict[Place, int] = {}
    for breakdown, key, measures in _places(wanted):
        for name in {name for one in measures for name in MEASURES[one].counts}:
            place = Place(breakdown, key, name)
            values[place] = tally.count(breakdown, key, name)
            thresholds[place] = wanted.threshold(breakdown, name)
    small = frozenset(place for place, n in values.items() if 0 < n < thresholds[place])
    everything = Published(scope.period, values, thresholds, frozenset())
    return shown_counts(everything, figures_of(wanted, tally, small))


def figures_of(wanted: Wanted, tally: Tally, hidden: frozenset[Place]) -> list[Figure]:
    """Every figure of the edition, those that give away a hidden count hidden with it."""
    found: list[Figure] = []
    for breakdown, key, measures in _places(wanted):
        for one in measures:
            figure = _figure(MEASURES[one], wanted, tally, breakdown, key)
            places = {Place(breakdown, key, name) for name in MEASURES[one].counts}
            guarded = any(wanted.threshold(breakdown, name) for name in MEASURES[one].counts)
            too_few = guarded and _too_few(MEASURES[one], figure)
            found.append(figure.hidden() if too_few or places & hidden else figure)
    return found


def shown_counts(published: Published, figures_shown: Sequence[Figure]) -> Published:
    """The same counts, knowing now which of them stand in the open."""
    shown = {
        Place(one.breakdown, one.key, name)
        for one in figures_shown
        if one.marker is None
        for name in MEASURES[one.id].counts
    }
    return replace(published, shown=frozenset(shown))


def _places(wanted: Wanted) -> list[tuple[str, str, tuple[str, ...]]]:
    places = [(ALL, "", wanted.measures)]
    for breakdown, measures in wanted.breakdowns.items():
        labels = wanted.labels[breakdown]
        # One row would be the whole council again, and could hide nothing.
        if len(labels) > 1:
            places += [(breakdown, key, measures) for key in labels]
    return places


def _figure(
    measure: Measure, wanted: Wanted, tally: Tally, breakdown: str, key: str
) -> Figure:
    numerator, denominator = (
        tally.count(breakdown, key, name) if name else None
        for name in (measure.numerator, measure.denominator)
    )
    label = WHOLE_COUNCIL if breakdown == ALL else wanted.labels[breakdown][key]
    value: float | int | None = numerator
    if measure.days and measure.statistic:
        value = STATISTICS[measure.statistic](tally.days_of(breakdown, key, measure.days))
    elif denominator is not None and numerator is not None:
        value = figures.per_hundred(numerator, denominator)
    return Figure(
        measure.id, measure.name, measure.unit.value, breakdown, key, label,
        numerator, denominator, value,
    )


def _too_few(measure: Measure, figure: Figure) -> bool:
    """Whether a rate or a number of days rests on fewer than ten (and on any at all)."""
    return 0 < (figure.denominator or 0) < figures.FEWEST_FOR_PERCENTAGE
