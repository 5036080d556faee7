"""Looking at answers afterwards: which ones, by whom, and what their scores come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from .sealing import Sealed

if TYPE_CHECKING:
    from .complaint import Complaint

WORTH = {"met": 1.0, "partly": 0.5, "not_met": 0.0}
"""What a score counts; what does not apply counts nothing at all."""
_LETTERS = 4
_ALL = 16 ** _LETTERS


@dataclass(frozen=True)
class Score:
    """How one question of the checklist came out."""

    item: str
    score: str


@dataclass(frozen=True)
class QualityCheck:
    """One look at the answer of a stage."""

    stage: int
    scores: tuple[Score, ...]
    checked_by: str
    checked_at: datetime
    note: Sealed | None = None


def in_sample(sha256: str | None, percent: int) -> bool:
    """Whether a letter with this digest is among the `percent` of a hundred that are looked at.

    The digest of a letter is not known before it is sent, so nobody can choose, and everybody
    can count it again: the first four letters of it, as a number, against the share.
    """
    return sha256 is not None and int(sha256[:_LETTERS], 16) * 100 < percent * _ALL


def sampled_below(percent: int) -> str:
    """Return the text that the digest of every letter in the sample sorts before."""
    least = -(-percent * _ALL // 100)
    return f"{least:0{_LETTERS}x}" if least < _ALL else "g"


def authors_of(complaint: Complaint, stage: int) -> frozenset[str]:
    """Return who wrote the answer of a stage: who sent it, and whose draft it was."""
    record, command = complaint.stage_record(stage), f"respond_stage_{stage}"
    wrote = {one.author for one in complaint.drafts if one.command == command}
    sent = record.answered_by or record.handler
    return frozenset(wrote | ({sent} if sent else set()))


def may_check(complaint: Complaint, stage: int, account: str) -> bool:
    """Whether this account may look at the answer of a stage: it is sent and not its own."""
    answered = complaint.stage_record(stage).answered
    return answered and account not in authors_of(complaint, stage)


def latest_check(complaint: Complaint, stage: int) -> QualityCheck | None:
    """Return the last look at the answer of a stage; an earlier one stays on the file."""
    found = [one for one in complaint.quality_checks if one.stage == stage]
    return found[-1] if found else None


def percent_of(scores: Iterable[Score]) -> int | None:
    """Return how much of the checklist is met, as a whole percentage; None where nothing applies.

    Half is counted for what is partly met; halves of a percent are rounded up.
    """
    worth = [WORTH[one.score] for one in scores if one.score in WORTH]
    return int(sum(worth) * 100 / len(worth) + 0.5) if worth else None
