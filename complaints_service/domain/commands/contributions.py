"""Commands that gather what other services and contractors know, for one answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .fields import LONG_TEXT, SHORT_TEXT, given, words

QUESTION = "Number of the question"


@dataclass(frozen=True, kw_only=True)
class RequestContribution:
    """Ask a colleague, or somebody without an account by a link, for what they know.

    Left out, `due_on` is the fifth working day from today.
    """

    to: str | None = given("Email of the colleague asked", default=None, kind="email")
    question: str = words("What is asked", longest=LONG_TEXT)
    due_on: date | None = given("The day by which it is needed", default=None)
    name: str | None = words("Name of somebody without an account", longest=SHORT_TEXT,
                             default=None)
    email: str | None = given("Email of somebody without an account", default=None, kind="email")
    points: tuple[int, ...] = given("Numbers of the points that they are shown", default=())
    show_complainant: bool | None = given(
        "They have to know who complains, and where that person lives", default=None
    )


@dataclass(frozen=True, kw_only=True)
class Contribute:
    """Answer what was asked; `n` is needed only where several questions are open."""

    text: str | None = words("The answer", longest=LONG_TEXT, default=None, blank=True)
    documents: tuple[str, ...] = given("Ids of documents on this complaint", default=())
    n: int | None = given(QUESTION, least=1, default=None)


@dataclass(frozen=True, kw_only=True)
class WithdrawContribution:
    """Take a question back; its link opens nothing any more."""

    n: int = given(QUESTION, least=1)
    reason: str | None = words("Why it is no longer needed", longest=4_000, default=None,
                              blank=True)
