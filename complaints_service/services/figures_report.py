"""Counts a report of figures and lays out its files, small numbers hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.content.reports import FIGURES, ReportDefinition
from complaints_service.domain.disclosure import Tier
from complaints_service.domain.london import london_date
from complaints_service.domain.periods import Period
from complaints_service.domain.refusals import Refusal
from complaints_service.domain.rules import Rules
from complaints_service.persistence.editions import EVER_PUBLIC, RELEASED, Files, editions_of
from complaints_service.persistence.models.learning import EditionRow
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.reporting.as_of import as_it_stood
from complaints_service.reporting.assemble import (
    Performance,
    Wanted,
    figures_of,
    labels_of,
    published_counts,
    shown_counts,
    threshold_of,
)
from complaints_service.reporting.feed import (
    performance_csv,
    performance_json,
    revision_note,
)
from complaints_service.reporting.measures import TIERS
from complaints_service.reporting.page import report_fragment, report_page
from complaints_service.reporting.protect import Published, protected
from complaints_service.reporting.tally import Scope, Tally, tally
from complaints_service.reporting.wording import day_of

HTML = "text/html; charset=utf-8"
HIDDEN_NOTE = (
    "Figures marked c are hidden, because the number is small or because it would give away "
    "another that is; noughts are shown."
)
SMALL_AREAS = (Tier.SMALL_AREA, Tier.EQUALITY)


@dataclass(frozen=True)
class Subject:
    """What is built: a report on an organisation over a period, as it stood at an instant."""

    definition: ReportDefinition
    organisation: OrganisationRow
    period: Period
    as_of: datetime
    edition: str
    revised: EditionRow | None


@dataclass(frozen=True)
class Built:
    """An edition's files, and what is kept beside them and never published."""

    files: Files
    facts: dict[str, Any]


def build_figures(session: Session, subject: Subject, rules: Rules) -> Built:
    """Count, hide and lay out. Raises Refusal `small_numbers` where hiding comes too late."""
    scope = scope_of(session, subject)
    counted, wanted = _counted(session, subject, scope, rules)
    counts = published_counts(scope, wanted, counted)
    hidden, protection = protected(counts, _earlier(session, subject.organisation.key))
    _refuse_late(protection.exposed)
    figures = figures_of(wanted, counted, hidden)
    performance = _performance(subject, tuple(figures))
    return Built(
        _files(subject, performance),
        {
            "kind": FIGURES,
            "performance": performance.as_json(),
            "counts": shown_counts(counts, figures).to_facts(),
            "given_away": len(protection.exposed),
        },
    )


def _refuse_late(exposed: Iterable[Any]) -> None:
    """By ward, cause … a number that older editions give away holds up the new one."""
    for name in exposed:
        dimension = name[1]
        if TIERS[dimension] in SMALL_AREAS:
            raise Refusal(
                "small_numbers",
                f"The figures by {dimension} would give away a small number together with an "
                "earlier edition; leave that table out of the report.",
            )


def scope_of(session: Session, subject: Subject) -> Scope:
    """The organisation with every one it succeeded, so that figures run on across a merger."""
    rows = session.execute(select(OrganisationRow.key, OrganisationRow.successor)).all()
    keys = [subject.organisation.key]
    for key in keys:
        keys += [row.key for row in rows if row.successor == key and row.key not in keys]
    return Scope(tuple(keys), subject.period, london_date(subject.as_of))


def _counted(
    session: Session, subject: Subject, scope: Scope, rules: Rules
) -> tuple[Tally, Wanted]:
    definition = subject.definition
    breakdowns = {one.by: one.measures for one in definition.breakdowns}
    measures = tuple(dict.fromkeys(
        [*definition.measures, *(one for ones in breakdowns.values() for one in ones)]
    ))
    with as_it_stood(session, subject.as_of, rules) as options:
        counted = tally(session, scope, measures, breakdowns, rules.calendar, options)
    labels = {
        by: labels_of(by, rules.vocabularies, scope, counted.keys(by)) for by in breakdowns
    }
    thresholds = {by: threshold_of(by, definition.thresholds) for by in breakdowns}
    volumes = definition.thresholds.get("service_volumes", 0)
    return counted, Wanted(measures, breakdowns, labels, thresholds, volumes)


def _earlier(session: Session, organisation: str) -> list[Published]:
    rows = editions_of(session, organisation=organisation, states=EVER_PUBLIC)
    return [
        Published.from_facts(row.facts["counts"])
        for row in sorted(rows, key=lambda row: (row.released_at, row.id))
        if row.facts.get("kind") == FIGURES
    ]


def _performance(subject: Subject, figures: Sequence[Any]) -> Performance:
    notes = [
        *subject.definition.notes,
        f"The figures are as they stood on {day_of(subject.as_of)}. Later records are not in them.",
        HIDDEN_NOTE,
    ]
    revised = subject.revised
    performance = Performance(
        subject.organisation.key,
        subject.period.key,
        subject.edition,
        subject.as_of,
        revised.id if revised else None,
        tuple(notes),
        tuple(figures),
    )
    if revised is None:
        return performance
    note = revision_note(performance, revised.facts["performance"])
    if revised.state != RELEASED:
        note += f" {revised.id} was withdrawn: {revised.withdrawn_reason}"
    return replace(performance, notes=(*notes, note))


def _files(subject: Subject, performance: Performance) -> Files:
    name = subject.organisation.name
    definition = subject.definition
    return {
        "performance.json": ("application/json", performance_json(performance)),
        "performance.csv": ("text/csv; charset=utf-8", performance_csv(performance)),
        "performance.html": (HTML, report_page(definition, performance, name)),
        "fragment.html": (HTML, report_fragment(definition, performance, name)),
    }
