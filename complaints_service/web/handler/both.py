"""Two versions of one answer, beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.services.actors import Actor
from complaints_service.web.forms.build import build
from complaints_service.web.forms.choices import choices_for
from complaints_service.web.forms.model import FormField
from complaints_service.web.forms.words import words_of
from complaints_service.web.handler.answer_form import LESSON
from complaints_service.web.versions import Versions, versions


def both(
    command: str, view: Mapping[str, Any], by: Actor, mine: Mapping[str, Any],
    other: Mapping[str, Any],
) -> Versions:
    """Compare what `by` typed or saved with another version: a draft's data, or a command's."""
    return versions(_fields(command, view, by, mine), _fields(command, view, by, other))


def _fields(
    command: str, view: Mapping[str, Any], by: Actor, values: Mapping[str, Any]
) -> list[FormField]:
    choices = choices_for(command, view, by)
    form = build(COMMANDS[command].data, words_of(command), choices, values)
    lesson = FormField("lesson", "lesson", LESSON, "", "textarea", str(values.get("lesson") or ""))
    return [*form.fields, lesson]
