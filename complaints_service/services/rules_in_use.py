"""The rules that this process works with, read once, with the calendars loaded since."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from complaints_service.content.letter_templates import letter_folders
from complaints_service.content.letters import load_letter_rules
from complaints_service.content.rules import load_rules
from complaints_service.domain.letters import LetterRules
from complaints_service.domain.rules import Rules


def rules() -> Rules:
    """The rules of this installation; read at first use and kept."""
    return load_rules()


@cache
def wordings() -> tuple[Path, ...]:
    """The folders of the letters' wording, the council's own first; found at first use and kept,
    as is what they hold."""
    return letter_folders()


@cache
def letter_rules() -> LetterRules:
    """What each kind of letter must hold; read at first use and kept."""
    return load_letter_rules()
