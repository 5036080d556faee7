"""One action on one complaint: its form, filled with what is on file or with what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from complaints_service import clock
from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.domain.complaint import Complaint
from complaints_service.services import reading
from complaints_service.services.actors import Actor
from complaints_service.services.errors import FieldError, InvalidCommand
from complaints_service.services.reviewers import Reviewer, reviewers
from complaints_service.services.stage_2_wishes import wish_for_stage_2
from complaints_service.web.complaint.begun import begun
from complaints_service.web.forms.build import build, refused
from complaints_service.web.forms.choices import choices_for
from complaints_service.web.forms.model import Choices, Form
from complaints_service.web.forms.moment import read_moment, with_moment
from complaints_service.web.forms.ombudsman_choices import OF_A_CASE, for_a_case
from complaints_service.web.forms.prefill import values_of
from complaints_service.web.forms.read import Posted, read
from complaints_service.web.forms.shapes import shapes
from complaints_service.web.forms.words import FormWords, words_of
from complaints_service.web.left_open import left_open_lines

DEFINING = frozenset({
    "treat_as_service_request", "hand_off", "accept", "decline", "set_points", "acknowledge",
    "correct_definition",
})
STAGE_2 = frozenset({"assign_reviewer", "acknowledge_stage_2", "decline_stage_2"})


@dataclass(frozen=True)
class Action:
    """A command that somebody is about to give on a complaint."""

    command: str
    complaint: Complaint
    by: Actor
    posted: MultiDict[str, str] | None = field(default=None)
    draft: Mapping[str, Any] | None = field(default=None)
    """A draft of one's own that the form begins with."""
    asked: Mapping[str, str] = field(default_factory=dict)
    """What the address asks the form to begin with."""

    @property
    def address(self) -> str:
        """The address of the action's page."""
        return f"/complaints/{self.complaint.ref}/do/{self.command}"

    @property
    def kind(self) -> type:
        """The dataclass of the command's data."""
        return COMMANDS[self.command].data

    @property
    def sends_letter(self) -> bool:
        """Whether a letter goes with it, which can be looked at before."""
        return any(one.name == "send_by" for one in shapes(self.kind))

    @property
    def defines(self) -> bool:
        """Whether one has the complaint's own words before one while typing."""
        return self.command in DEFINING

    @cached_property
    def reviewers(self) -> tuple[Reviewer, ...]:
        """Whom stage 2 can be given to and whom not, where that is what is decided."""
        return reviewers(self.complaint) if self.command == "assign_reviewer" else ()

    @cached_property
    def left_open(self) -> list[str] | None:
        """What stage 1 left open, where one decides on stage 2."""
        return left_open_lines(self.complaint) if self.command in STAGE_2 else None

    @cached_property
    def wish(self) -> str | None:
        """What the complainant said in asking for stage 2."""
        return wish_for_stage_2(self.complaint.ref) if self.command in STAGE_2 else None

    @property
    def words(self) -> FormWords:
        """What the form says."""
        return words_of(self.command)

    @property
    def case(self) -> str:
        """The Ombudsman's case that is meant: as posted, else as the address says."""
        posted = self.posted.get("ombudsman") if self.posted else None
        return posted or request.args.get("ombudsman") or ""

    @cached_property
    def view(self) -> dict[str, Any]:
        """The complaint as its readers see it."""
        return reading.complaint_view(self.complaint)

    @cached_property
    def choices(self) -> Choices:
        """What there is to choose from."""
        made = choices_for(self.command, self.view, self.by)
        if self.command in OF_A_CASE:
            return for_a_case(made, self.command, self.view, self.case)
        return made

    @cached_property
    def read(self) -> Posted:
        """What was posted; nothing where nothing was."""
        return read(self.kind, self.words, self.posted or MultiDict())

    def occurred_at(self) -> datetime | None:
        """When it happened, as it was typed; raises `InvalidCommand` for what is no moment."""
        return read_moment(self.posted or MultiDict(), clock.now())

    def form(self, error: Exception | None = None) -> Form:
        """Return the form, with what was typed where anything was, and what is wrong with it."""
        values = self.read.values if self.posted else self._first_values()
        made = with_moment(build(self.kind, self.words, self.choices, values), self.command,
                           self.posted, officer="officer" in self.by.roles)
        return refused(made, error) if error is not None else made

    def _first_values(self) -> Mapping[str, Any]:
        """What the form begins with: the draft that was asked for, else what is on file."""
        data = self.draft["data"] if self.draft else None
        if isinstance(data, Mapping):
            return data
        return {**values_of(self.command, self.view), **begun(self.command, self.asked)}


def together(faults: Sequence[InvalidCommand]) -> InvalidCommand | None:
    """Return several refusals of a form as one, None where there is none."""
    errors: list[FieldError] = [one for fault in faults for one in fault.errors]
    return InvalidCommand(errors) if errors else None
