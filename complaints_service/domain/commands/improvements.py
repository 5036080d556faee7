"""Commands that turn what was learnt into a change, with its proof, and tell the public of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from .fields import given, term, words

CREATE = "create"


@dataclass(frozen=True, kw_only=True)
class CreateImprovement:
    """Record something to be changed because of complaints."""

    went_wrong: str = words("What went wrong")
    will_change: str = words("What will change")
    owner: str | None = given(
        "Who sees to it (email of an account); the author when left out",
        kind="email",
        default=None,
    )
    due_on: date = given("The day by which it is done")
    title: str | None = words(
        "What it is, in a few words; else from what will change", longest=200, default=None
    )
    service: str | None = term(
        "services", "The service that changes; else that of the complaint, or the author's own",
        default=None,
    )
    complaints: tuple[str, ...] = given("References of the complaints it comes from", default=())
    links: tuple[str, ...] = given(
        "Plans, strategies, contracts or risks it belongs to", default=()
    )


@dataclass(frozen=True, kw_only=True)
class Done:
    """Say that it is done, with the proof."""

    evidence: str | None = words("What shows that it is done", default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class Drop:
    """Give it up, and say why."""

    reason: str | None = words("Why", default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """Give the care for it to somebody else."""

    owner: str = given("Who sees to it from now on (email of an account)", kind="email")


@dataclass(frozen=True, kw_only=True)
class CheckEffect:
    """Count complaints before and after, and say what that shows."""

    note: str | None = words("What the count shows", default=None, blank=True)


@dataclass(frozen=True, kw_only=True)
class ProposePublication:
    """Propose words for the public."""

    told: str = words("What people told us")
    found: str = words("What we found")
    changed: str = words("What we changed")


@dataclass(frozen=True, kw_only=True)
class ApprovePublication:
    """Approve the words proposed by somebody else; they are published at once."""


@dataclass(frozen=True, kw_only=True)
class WithdrawPublication:
    """Take it back from the public, and say why (the reason is published)."""

    reason: str | None = words(
        "Why, in words for the public", default=None, blank=True
    )


IMPROVEMENT_COMMANDS: Mapping[str, type] = MappingProxyType({
    CREATE: CreateImprovement,
    "done": Done,
    "drop": Drop,
    "hand_over": HandOver,
    "check_effect": CheckEffect,
    "propose_publication": ProposePublication,
    "approve_publication": ApprovePublication,
    "withdraw_publication": WithdrawPublication,
})
