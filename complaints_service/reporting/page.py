"""Words, tables and charts of a report of figures, ready for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from complaints_service.content.reports import Breakdown, ReportDefinition, Section
from complaints_service.domain.disclosure import MARKER
from complaints_service.domain.periods import period_of
from complaints_service.reporting.assemble import Figure, Performance
from complaints_service.reporting.chart import bar_chart, chart_sentence, top_bars
from complaints_service.reporting.html import render
from complaints_service.reporting.measures import MEASURES
from complaints_service.reporting.stamp import RELEASED_ON
from complaints_service.reporting.tally import ALL
from complaints_service.reporting.wording import day_of, number, share

FRAGMENT = "fragment.html"
HEADLINES = ("V2", "T3", "O1b")


@dataclass(frozen=True)
class PageTable:
    """A table with its caption; the first column names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PageChart:
    """A drawing and the sentence that says the same."""

    svg: Markup
    sentence: str


@dataclass(frozen=True)
class PagePart:
    """One heading of the page."""

    id: str
    heading: str
    sentences: tuple[str, ...]
    table: PageTable
    chart: PageChart | None = None


def report_page(
    definition: ReportDefinition, performance: Performance, organisation: str
) -> bytes:
    """The report as one accessible page: words first, then tables, then charts."""
    return render(
        f"{definition.key}/page.html", **_values(definition, performance, organisation)
    )


def report_fragment(
    definition: ReportDefinition, performance: Performance, organisation: str
) -> bytes:
    """The headline figures alone, to stand inside a page of the council's website."""
    return render(FRAGMENT, **_values(definition, performance, organisation))


def in_words(figure: Figure) -> str:
    """A figure as people read it: hidden ones as `c`, few as "3 of 7"."""
    if figure.marker == MARKER:
        return MARKER
    if figure.denominator is not None and figure.numerator is not None:
        if MEASURES[figure.id].is_share:
            value = None if figure.value is None else float(figure.value)
            return share(figure.numerator, figure.denominator, value)
        if figure.value is None:
            return "none"
        beside = f"{number(figure.numerator)} beside {number(figure.denominator)}"
        return f"{number(figure.value)} ({beside})"
    return "none" if figure.value is None else number(figure.value)


def sentence(figure: Figure) -> str:
    """A figure as one sentence."""
    words = in_words(figure)
    if words == MARKER:
        words = "hidden, because the number is small"
    days = " working days" if figure.unit == "working days" and figure.value is not None else ""
    return f"{figure.name}: {words}{days}."


def _values(
    definition: ReportDefinition, performance: Performance, organisation: str
) -> dict[str, object]:
    whole = [one for one in performance.measures if one.breakdown == ALL]
    by_id = {one.id: one for one in whole}
    period = period_of(performance.period)
    return {
        "title": definition.title.format(organisation=organisation),
        "organisation": organisation,
        "purpose": definition.purpose,
        "period": period.label,
        "edition": performance.edition,
        "as_of": day_of(performance.as_of),
        "released_on": RELEASED_ON,
        "headlines": [sentence(by_id[one]) for one in HEADLINES if one in by_id],
        "parts": [
            *(_section_part(one, by_id) for one in definition.sections),
            *_breakdown_parts(definition.breakdowns, performance.measures),
        ],
        "meanings": [
            (MEASURES[one].name, f"{MEASURES[one].note} Counted: {MEASURES[one].cohort}.")
            for one in definition.measures
        ],
        "notes": performance.notes,
        "revises": performance.revises,
    }


def _section_part(section: Section, by_id: dict[str, Figure]) -> PagePart:
    ones = [by_id[one] for one in section.measures if one in by_id]
    return PagePart(
        section.key,
        section.heading,
        tuple(sentence(one) for one in ones[:2]),
        PageTable(
            f"{section.heading}: the whole council",
            ("Measure", "Figure", "Counted by"),
            tuple((one.name, in_words(one), MEASURES[one.id].cohort.value) for one in ones),
        ),
    )


def _breakdown_parts(
    breakdowns: Sequence[Breakdown], measures: Sequence[Figure]
) -> list[PagePart]:
    parts: list[PagePart] = []
    for breakdown in breakdowns:
        ones = [one for one in measures if one.breakdown == breakdown.by]
        if ones:
            parts.append(_breakdown_part(breakdown, ones))
    return parts


def _breakdown_part(breakdown: Breakdown, ones: Sequence[Figure]) -> PagePart:
    rows: dict[str, list[Figure]] = {}
    for one in ones:
        rows.setdefault(one.key, []).append(one)
    told = [row for row in rows.values() if any(_says_something(one) for one in row)]
    silent = len(rows) - len(told)
    sentences = [f"{silent} with nothing to report are left out of the table."] if silent else []
    if not told:
        sentences = ["There is nothing to report."]
    return PagePart(
        f"by-{breakdown.by}",
        breakdown.heading,
        tuple(sentences),
        PageTable(
            breakdown.heading,
            (breakdown.by.title(), *(MEASURES[one].name for one in breakdown.measures)),
            tuple((row[0].label, *(in_words(one) for one in row)) for row in told),
        ),
        _chart(breakdown, told) if breakdown.chart and told else None,
    )


def _says_something(figure: Figure) -> bool:
    return figure.marker == MARKER or bool(figure.numerator) or bool(figure.denominator)


def _chart(breakdown: Breakdown, rows: Sequence[Sequence[Figure]]) -> PageChart | None:
    drawn = [one for row in rows for one in row if one.id == breakdown.chart]
    bars = top_bars([
        (one.label, float(one.value)) for one in drawn if one.value is not None and one.value > 0
    ])
    hidden = sum(one.marker == MARKER for one in drawn)
    name = MEASURES[str(breakdown.chart)].name
    title = f"{name} {breakdown.heading[0].lower()}{breakdown.heading[1:]}"
    if not bars:
        return None
    svg = bar_chart(title, bars, f"chart-{breakdown.by}")
    # The labels inside were escaped when the chart was drawn.
    return PageChart(Markup(svg), chart_sentence(bars, hidden))  # noqa: S704
