"""Reads what is published from `reports/`, one folder a report, and refuses what does not fit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from complaints_service.content.places import find, overlays
from complaints_service.content.problems import WorkflowError, problem
from complaints_service.content.toml_fields import (
    OneOf,
    Table,
    Tables,
    TomlSchema,
    Whole,
    Words,
    WordsList,
)
from complaints_service.content.tomlfiles import load_toml

FOLDER = "reports"
FILE = "report.toml"
PAGE = "page.html"
FIGURES, LEARNING = "figures", "learning"


class ReportError(WorkflowError):
    """A report's definition cannot be used; each sentence names file, key, value and mend."""


@dataclass(frozen=True)
class Section:
    """Measures of the whole council that stand together under one heading."""

    key: str
    heading: str
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Breakdown:
    """Measures by a dimension such as `service`; `chart` is the one that is drawn."""

    by: str
    heading: str
    measures: tuple[str, ...]
    chart: str | None = None


@dataclass(frozen=True)
class ReportDefinition:
    """One report: its words, and for figures its sections, breakdowns and thresholds.

    `thresholds` maps `service` and `small_area` to the number below which a figure is hidden.
    """

    key: str
    title: str
    kind: str
    purpose: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    breakdowns: tuple[Breakdown, ...]
    thresholds: Mapping[str, int]
    page: Path

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure wanted for the whole council, in order."""
        return tuple(one for section in self.sections for one in section.measures)


class DisclosureSchema(TomlSchema):
    """Below which number a figure is hidden."""

    service = Whole()
    service_volumes = Whole()
    small_area = Whole()


class SectionSchema(TomlSchema):
    """A heading with its measures."""

    key = Words(required=True)
    heading = Words(required=True)
    measures = WordsList(required=True)


class BreakdownSchema(TomlSchema):
    """A table by one dimension."""

    by = Words(required=True)
    heading = Words(required=True)
    measures = WordsList(required=True)
    chart = Words()


class ReportSchema(TomlSchema):
    """A whole definition."""

    key = Words(required=True)
    title = Words(required=True)
    kind = OneOf(FIGURES, LEARNING, required=True)
    purpose = Words(required=True)
    notes = WordsList(required=True)
    disclosure = Table(DisclosureSchema)
    section = Tables(SectionSchema)
    breakdown = Tables(BreakdownSchema)


def report_keys() -> tuple[str, ...]:
    """The keys of every report there is, the council's own and the shipped ones."""
    found = {
        file.parent.name for folder in overlays(FOLDER) for file in folder.glob(f"*/{FILE}")
    }
    return tuple(sorted(found))


def load_report(
    key: str, measures: Collection[str], dimensions: Collection[str]
) -> ReportDefinition:
    """Return the report `key`, whose figures may name these measures and dimensions.

    Raises ReportError with one sentence a fault, for an unknown report too.
    """
    if key not in report_keys():
        raise ReportError([
            f"There is no report {key!r}; use one of {', '.join(report_keys())}."
        ])
    file = find(FOLDER, f"{key}/{FILE}")
    try:
        tables = load_toml(file, ReportSchema)
    except WorkflowError as error:
        raise ReportError([f"{key}/{sentence}" for sentence in error.problems]) from error
    faults = [*_faults(file, tables, measures, dimensions)]
    if tables["key"] != key:
        faults.append(problem(file, "key", tables["key"], f'the folder is {key}; write "{key}"'))
    if faults:
        raise ReportError([f"{key}/{sentence}" for sentence in faults])
    return _definition(tables, find(FOLDER, f"{key}/{PAGE}"))


def _definition(tables: Mapping[str, Any], page: Path) -> ReportDefinition:
    return ReportDefinition(
        key=tables["key"],
        title=tables["title"],
        kind=tables["kind"],
        purpose=tables["purpose"],
        notes=tuple(tables["notes"]),
        sections=tuple(
            Section(one["key"], one["heading"], tuple(one["measures"]))
            for one in tables.get("section", ())
        ),
        breakdowns=tuple(
            Breakdown(one["by"], one["heading"], tuple(one["measures"]), one.get("chart"))
            for one in tables.get("breakdown", ())
        ),
        thresholds=tables.get("disclosure", {}),
        page=page,
    )


def _faults(
    file: Path,
    tables: Mapping[str, Any],
    measures: Collection[str],
    dimensions: Collection[str],
) -> list[str]:
    sections, breakdowns = tables.get("section", []), tables.get("breakdown", [])
    faults = _kind_faults(file, tables["kind"], sections, breakdowns)
    for name, ones in (("section", sections), ("breakdown", breakdowns)):
        for place, one in enumerate(ones, 1):
            where = f"{name}[{place}]"
            faults += _measure_faults(file, where, one["measures"], measures)
            if "by" in one and one["by"] not in dimensions:
                mend = "use one of " + ", ".join(dimensions)
                faults.append(problem(file, f"{where}.by", one["by"], mend))
            if "chart" in one and one["chart"] not in one["measures"]:
                mend = "draw one of the table's own measures"
                faults.append(problem(file, f"{where}.chart", one["chart"], mend))
    return faults


def _kind_faults(file: Path, kind: str, sections: list[Any], breakdowns: list[Any]) -> list[str]:
    if kind == FIGURES and not sections:
        return [problem(file, "section", sections, "a report of figures needs one; add one")]
    if kind == LEARNING and (sections or breakdowns):
        return [problem(file, "kind", kind, 'it has no figures; remove them or write "figures"')]
    return []


def _measure_faults(
    file: Path, where: str, asked: list[str], measures: Collection[str]
) -> list[str]:
    faults = [
        problem(file, f"{where}.measures", one, "use one of " + ", ".join(measures))
        for one in asked
        if one not in measures
    ]
    faults += [
        problem(file, f"{where}.measures", one, "it stands twice; keep one")
        for one in sorted({one for one in asked if asked.count(one) > 1})
    ]
    return faults
