"""The rules that this process works with, read once, with the calendars loaded since."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from complaints_service.content.letter_templates import letter_folders
from complaints_service.content.letters import load_letter_rules
from complaints_service.content.rules import load_rules
from complaints_service.domain.letters import LetterRules
from complaints_service.domain.rules import Rules

from . import calendars_in_use


def rules() -> Rules:
    """The rules of this installation, read at first use and kept, with the calendars imported
    until this process last looked."""
    return calendars_in_use.with_imported(load_rules())


def rules_with(calendar: str | None) -> Rules:
    """The rules with every imported calendar; `calendar` is the name of the latest of them, None
    where none was imported."""
    return calendars_in_use.with_latest(load_rules(), calendar)


def latest_rules() -> Rules:
    """The rules with every calendar imported until now; the database is asked."""
    return calendars_in_use.look(load_rules(), sure=True)


def rules_of(session: Session) -> Rules:
    """The rules with every calendar imported into the database of this session."""
    return calendars_in_use.joined(load_rules(), session)


def look_for_calendars() -> None:
    """Let this process know of calendars imported since, at most every two seconds."""
    calendars_in_use.look(load_rules())


@cache
def wordings() -> tuple[Path, ...]:
    """The folders of the letters' wording, the council's own first; found at first use and kept,
    as is what they hold."""
    return letter_folders()


@cache
def letter_rules() -> LetterRules:
    """What each kind of letter must hold; read at first use and kept."""
    return load_letter_rules()
