"""Looking at answers after they were sent: the sample, what waits, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from complaints_service.domain.quality import (
    WORTH,
    QualityCheck,
    authors_of,
    latest_check,
    may_check,
    percent_of,
    sampled_below,
)
from complaints_service.persistence.queries import file_lists, quality_sample
from complaints_service.persistence.snapshots import from_json

from .actors import Actor
from .organisations import organisations
from .reveal import instant
from .rules_in_use import rules
from .view_parts import Json
from .visibility import visible_clause

SETTING = "sampling_percent"
WITHIN = timedelta(days=365)
MOST = 500


@dataclass(frozen=True)
class Sampled:
    """An answer of the sample: `letter` is the one that went, `author` the name of who wrote it.

    `check` is the last look at it, None while it waits; `mine` says that the reader wrote it.
    """

    ref: str
    stage: int
    letter: str
    service: str
    answered_at: datetime
    author: str
    check: QualityCheck | None
    mine: bool


@dataclass(frozen=True)
class Result:
    """What was found in one group: how many answers were looked at, and how much was met."""

    key: str
    checked: int
    percent: int | None


@dataclass(frozen=True)
class Results:
    """What was found over all, by service, by question, and by author (for training alone)."""

    overall: Result
    services: tuple[Result, ...]
    items: tuple[Result, ...]
    authors: tuple[Result, ...]


def shares(by: Actor) -> dict[str, int]:
    """Return how many of a hundred answers are looked at, by organisation; those with none are
    left out."""
    mine = (one for one in organisations() if by.organisation in (None, one.key))
    found = {one.key: int(one.settings.get(SETTING) or 0) for one in mine}
    return {key: percent for key, percent in found.items() if percent > 0}


def sample(by: Actor, now: datetime) -> list[Sampled]:
    """Return the sample of the last year that `by` may see, what waits longest first."""
    below = {key: sampled_below(percent) for key, percent in shares(by).items()}
    rows = quality_sample.answers(below, visible_clause(by), now - WITHIN, limit=MOST)
    found = [(row, complaint) for row in rows
             if (complaint := from_json(row.snapshot)).stage_record(row.stage).response_letter
             == row.id]
    wrote = {(row.ref, row.stage): sorted(authors_of(complaint, row.stage))
             for row, complaint in found}
    names = file_lists.names({one for people in wrote.values() for one in people})
    made = [
        Sampled(row.ref, row.stage, row.id, complaint.service, row.issued_at,
                " and ".join(names.get(one, one) for one in wrote[(row.ref, row.stage)]),
                latest_check(complaint, row.stage),
                not may_check(complaint, row.stage, by.id))
        for row, complaint in found
    ]
    return sorted(made, key=lambda one: (one.check is not None, one.answered_at, one.ref))


def results(answers: Iterable[Sampled]) -> Results:
    """Return what was found in the answers that were looked at."""
    looked = [one for one in answers if one.check is not None]
    items = [one.key for one in rules().vocabularies["quality_items"]]
    return Results(
        _result("", looked),
        _grouped(looked, lambda one: one.service),
        tuple(found for item in items if (found := _of_item(item, looked)).checked),
        _grouped(looked, lambda one: one.author),
    )


def _grouped(looked: Sequence[Sampled], key: Callable[[Sampled], str]) -> tuple[Result, ...]:
    keys = sorted({key(one) for one in looked})
    return tuple(_result(each, [one for one in looked if key(one) == each]) for each in keys)


def _result(key: str, looked: Sequence[Sampled]) -> Result:
    scores = [score for one in looked if one.check for score in one.check.scores]
    return Result(key, len(looked), percent_of(scores))


def _of_item(item: str, looked: Sequence[Sampled]) -> Result:
    scores = [score for one in looked if one.check for score in one.check.scores
              if score.item == item and score.score in WORTH]
    return Result(item, len(scores), percent_of(scores))


def sample_json(answers: Iterable[Sampled]) -> list[Json]:
    """Return the sample as the API gives it; who wrote an answer is on the complaint itself."""
    return [{
        "ref": one.ref, "stage": one.stage, "letter": one.letter, "service": one.service,
        "answered_at": instant(one.answered_at), "own": one.mine,
        "checked_at": instant(one.check.checked_at) if one.check else None,
        "percent": percent_of(one.check.scores) if one.check else None,
    } for one in answers]
