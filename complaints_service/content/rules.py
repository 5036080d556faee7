"""Reads every rules file once a process and joins them into the rules of the domain."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import MappingProxyType

from complaints_service.content.closures import (
    ENGLAND_AND_WALES,
    NATIONS,
    load_calendars,
    united_kingdom,
)
from complaints_service.content.codes import load_codes
from complaints_service.content.hazards import load_hazards
from complaints_service.content.places import overlays
from complaints_service.content.problems import WorkflowError, problem
from complaints_service.content.triage import load_thresholds
from complaints_service.content.vocabularies import load_vocabularies
from complaints_service.content.workflows import load_workflow, never_looser
from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.facts import Facts
from complaints_service.domain.handling_code import HandlingCode
from complaints_service.domain.lifecycle import Lifecycle
from complaints_service.domain.rules import Rules

_FOLDER = "workflows"


def load_rules() -> Rules:
    """Return the rules of this installation: the shipped files with the council's own over them.

    Read once for each pair of folders. Raises WorkflowError with every fault of the first bad
    file, and PlaceMissing when the installation is incomplete.
    """
    *own, shipped = overlays(_FOLDER)
    return _rules(shipped, own[0] if own else None)


def load_clock_rules() -> tuple[Mapping[str, HandlingCode], WorkingCalendar]:
    """Return the editions of the Codes and the current calendar, all that a date needs.

    Raises WorkflowError as `load_rules` does.
    """
    *own, shipped = overlays(_FOLDER)
    return _codes(shipped, own[0] if own else None), _calendars(
        shipped, own[0] if own else None, ENGLAND_AND_WALES
    )[-1]


def known_conditions() -> frozenset[str]:
    """Name the conditions that a workflow may use: the fields of the domain's facts."""
    return frozenset(field.name for field in fields(Facts))


def known_codes() -> frozenset[str]:
    """Name the Codes that a workflow may follow, by key and by edition."""
    codes = load_clock_rules()[0]
    return frozenset({*codes, *(code.key for code in codes.values())})


def load_nation(nation: str) -> tuple[WorkingCalendar, ...]:
    """Return one nation's calendars, the current one last. Raises WorkflowError."""
    *own, shipped = overlays(_FOLDER)
    return _calendars(shipped, own[0] if own else None, nation)


@cache
def _rules(shipped: Path, own: Path | None) -> Rules:
    codes = _codes(shipped, own)
    by_nation = {nation: _calendars(shipped, own, nation) for nation in NATIONS}
    calendars = by_nation[ENGLAND_AND_WALES]
    vocabularies = load_vocabularies(
        shipped / "vocabularies", own / "vocabularies" if own else None
    )
    return Rules(
        codes=codes,
        lifecycle=_workflow(shipped, own, "complaint", codes),
        ombudsman_lifecycle=_workflow(shipped, own, "ombudsman", codes),
        calendars=MappingProxyType({calendar.version: calendar for calendar in calendars}),
        calendar=calendars[-1],
        uk_calendar=united_kingdom([versions[-1] for versions in by_nation.values()]),
        vocabularies=vocabularies,
        procedures=vocabularies["procedures"],
        hazards=load_hazards(shipped / "hazards", own / "hazards" if own else None),
        thresholds=load_thresholds(shipped, own, vocabularies["services"]),
    )


@cache
def _codes(shipped: Path, own: Path | None) -> Mapping[str, HandlingCode]:
    return load_codes(shipped / "codes", own / "codes" if own else None)


@cache
def _calendars(shipped: Path, own: Path | None, nation: str) -> tuple[WorkingCalendar, ...]:
    return load_calendars(nation, shipped / "closures", own / "closures" if own else None)


def _workflow(
    shipped: Path, own: Path | None, name: str, codes: Mapping[str, HandlingCode]
) -> Lifecycle:
    known = {*codes, *(code.key for code in codes.values())}
    lifecycle = _named(shipped / f"{name}.toml", name, known)
    file = own / f"{name}.toml" if own else None
    if file is None or not file.exists():
        return lifecycle
    ours = _named(file, name, known)
    never_looser(file, ours, lifecycle)
    return ours


def _named(file: Path, name: str, known: Collection[str]) -> Lifecycle:
    lifecycle = load_workflow(file, known_conditions(), known)
    if lifecycle.key != name:
        mend = f'the file is named {file.name}; write "{name}"'
        raise WorkflowError([problem(file, "key", lifecycle.key, mend)])
    return lifecycle
