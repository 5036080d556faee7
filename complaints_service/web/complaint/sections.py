"""The parts of a complaint's page, in order; what has nothing in it is left out."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.services.case_file import CaseFile
from complaints_service.services.view_parts import Json


@dataclass(frozen=True)
class Section:
    """A part of the page: its id there, its heading, and whether it stands beside the others."""

    id: str
    heading: str
    beside: bool = False

    @property
    def template(self) -> str:
        """The template of this part."""
        return f"complaint/parts/{self.id}.html"


def sections_of(case: CaseFile) -> tuple[Section, ...]:
    """Return the parts that have something to show."""
    view = case.view
    learnt = view["cause"] or view["lessons"]
    present = (
        (True, Section("about", "What it is about")),
        (view["points"], Section("points", "Points")),
        (_waits_for_stage_2(view), Section("left-open", "For whoever reviews it")),
        (_refused(case), Section("refused", "Not accepted")),
        (case.deadlines, Section("dates", "Dates")),
        (view["hazards"], Section("hazards", "Hazards")),
        (view["contributions"], Section("asked", "What others were asked")),
        (view["remedies"], Section("remedies", "Putting it right")),
        (view["ombudsman"], Section("ombudsman", "Ombudsman")),
        (case.letters, Section("letters", "Letters")),
        (True, Section("documents", "Documents")),
        (True, Section("people", "People", beside=True)),
        (learnt, Section("learning", "Learning", beside=True)),
        (view["links"], Section("links", "Other complaints", beside=True)),
        (True, Section("timeline", "Timeline")),
    )
    return tuple(section for there, section in present if there)


def _waits_for_stage_2(view: Json) -> bool:
    stage = view["stage_2"]
    return bool(stage["requested_at"]) and stage["finding"] is None


def _refused(case: CaseFile) -> bool:
    return bool(case.view["declined"] or case.view["escalation_declined"])
