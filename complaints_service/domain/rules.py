"""All the rules that a decision needs, read once and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.handling_code import HandlingCode
from complaints_service.domain.hazard_rules import HazardRules
from complaints_service.domain.lifecycle import Lifecycle
from complaints_service.domain.thresholds import Threshold
from complaints_service.domain.vocabularies import Vocabulary


@dataclass(frozen=True)
class Rules:
    """The Codes by edition, the workflows, the calendars by version and the vocabularies.

    `calendar` is the current one of England and Wales, on which every Code clock runs; a
    complaint keeps the version it was given, found in `calendars`. `uk_calendar` is for freedom
    of information reviews only.
    """

    codes: Mapping[str, HandlingCode]
    lifecycle: Lifecycle
    ombudsman_lifecycle: Lifecycle
    calendars: Mapping[str, WorkingCalendar]
    calendar: WorkingCalendar
    uk_calendar: WorkingCalendar
    vocabularies: Mapping[str, Vocabulary]
    procedures: Vocabulary
    thresholds: tuple[Threshold, ...] = ()
    """What advises between a request and a complaint, service by service."""
    hazards: Mapping[str, HazardRules] = field(default_factory=dict)
    """The law about hazards in homes that the council lets, by edition."""

    def code_in_force(self, key: str, on: date) -> HandlingCode:
        """Return the edition of the Code `key` (`lgsco` or `housing`) that governs `on`.

        Before the first edition known here, that first edition governs, so that an older
        complaint still has its limits. Raises KeyError for an unknown key.
        """
        return edition_in_force(self.codes, key, on)


def edition_in_force(codes: Mapping[str, HandlingCode], key: str, on: date) -> HandlingCode:
    """Return the latest edition of the Code `key` begun by `on`, else its first edition."""
    editions = sorted(
        (code for code in codes.values() if code.key == key), key=lambda code: code.in_force_from
    )
    if not editions:
        raise KeyError(key)
    begun = [code for code in editions if code.in_force_from <= on]
    return begun[-1] if begun else editions[0]
