"""Commands that let a second person look before a letter leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .fields import SHORT_TEXT, given, words


@dataclass(frozen=True, kw_only=True)
class SaveDraft:
    """Keep a command's data until somebody has looked at it; unfinished data may be kept too."""

    command: str = words("The command that it is a draft of", longest=SHORT_TEXT)
    data: Mapping[str, Any] = given("The data that the command will be given with")


@dataclass(frozen=True, kw_only=True)
class SubmitForApproval:
    """Ask somebody else to approve a draft; its data must be complete by now."""

    n: int = given("Number of the draft", least=1)


@dataclass(frozen=True, kw_only=True)
class Approve:
    """Approve what was submitted: its command may then be given with exactly this data."""

    n: int = given("Number of the draft", least=1)


@dataclass(frozen=True, kw_only=True)
class ReturnDraft:
    """Send a draft back to its author, with the reason."""

    n: int = given("Number of the draft", least=1)
    reason: str | None = words("What has to change", longest=4_000, default=None, blank=True)
