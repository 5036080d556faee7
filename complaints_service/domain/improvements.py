"""Decides what may be done with an improvement, and what the public may be told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import shorten
from types import MappingProxyType
from typing import Any

from complaints_service.domain.commands import improvements as commands
from complaints_service.domain.events import NewEvent
from complaints_service.domain.improvement import Improvement, ImprovementState, PublicationState
from complaints_service.domain.london import london_date
from complaints_service.domain.personal_data import Found, screen, small_number_in
from complaints_service.domain.refusals import Refusal
from complaints_service.domain.sealing import Private, Sealed, private

EFFECT_DAYS = 180
"""How many days before and after the day it was done the effect is counted over."""


@dataclass(frozen=True)
class Desk:
    """What a decision may look at.

    `now` is an aware UTC instant. `names` are those of people on the linked complaints, `reveal`
    gives the text behind a digest, and `counted` complaints of the same service and cause from
    one London date to another, both inclusive.
    """

    now: datetime
    actor: str
    id: str = ""
    organisation: str = ""
    owner: str = ""
    heir: str = ""
    """The account to which it is handed over."""
    service: str = ""
    names: tuple[str, ...] = ()
    reveal: Callable[[Sealed], str] = lambda value: ""
    counted: Callable[[date, date], int] = lambda first, last: 0

    @property
    def today(self) -> date:
        """The London date of now."""
        return london_date(self.now)


Decide = Callable[[Any, Improvement, Desk], NewEvent]
TITLE_LENGTH = 80


def _title(data: commands.CreateImprovement) -> str:
    """The title given, else the beginning of what will change."""
    if data.title and data.title.strip():
        return data.title.strip()
    return shorten(data.will_change.strip(), TITLE_LENGTH, placeholder=" …")


def create(data: commands.CreateImprovement, desk: Desk) -> NewEvent:
    """Record a new improvement."""
    return NewEvent(
        "improvement_created",
        {
            "organisation": desk.organisation,
            "service": desk.service,
            "owner": desk.owner,
            "due_on": data.due_on.isoformat(),
            "complaints": list(dict.fromkeys(data.complaints)),
            "title": Private(_title(data)),
            "went_wrong": Private(data.went_wrong.strip()),
            "will_change": Private(data.will_change.strip()),
            "links": [Private(one.strip()) for one in data.links if one.strip()],
        },
        desk.now,
    )


def decide(command: str, data: Any, improvement: Improvement, desk: Desk) -> NewEvent:
    """Decide a command on an improvement. Raises Refusal; nothing is changed then."""
    if command not in allowed(improvement, desk.actor):
        raise Refusal("not_allowed", _why_not(command, improvement))
    return _DECISIONS[command](data, improvement, desk)


def allowed(improvement: Improvement, actor: str) -> tuple[str, ...]:
    """The commands that the improvement's state is open to; `self_approval` is told apart."""
    found: list[str] = []
    told = improvement.publication.state if improvement.publication else None
    if improvement.state is ImprovementState.PLANNED:
        found.append("done")
        if told is not PublicationState.PUBLISHED:
            found.append("drop")
    if improvement.state is ImprovementState.DONE:
        found.append("check_effect")
    if improvement.state is not ImprovementState.DROPPED:
        found.append("hand_over")
    if improvement.state is not ImprovementState.DROPPED and (
        told is not PublicationState.PUBLISHED
    ):
        found.append("propose_publication")
        if told is PublicationState.PROPOSED:
            found.append("approve_publication")
    if told is PublicationState.PUBLISHED:
        found.append("withdraw_publication")
    return tuple(found)


def is_author(improvement: Improvement, actor: str) -> bool:
    """Whether this account wrote the words now proposed, so may not approve them."""
    return improvement.publication is not None and improvement.publication.author == actor


def done(data: commands.Done, improvement: Improvement, desk: Desk) -> NewEvent:
    """Say that it is done; without proof it is not."""
    evidence = private(data.evidence)
    if evidence is None:
        raise Refusal(
            "evidence_missing",
            "'evidence' is missing; say what shows that the change was made.",
            field="evidence",
        )
    return NewEvent(
        "improvement_done", {"evidence": evidence, "done_on": desk.today.isoformat()}, desk.now
    )


def drop(data: commands.Drop, improvement: Improvement, desk: Desk) -> NewEvent:
    """Give it up, with the reason."""
    return NewEvent("improvement_dropped", {"reason": _reason(data.reason)}, desk.now)


def hand_over(data: commands.HandOver, improvement: Improvement, desk: Desk) -> NewEvent:
    """Somebody else sees to it from now on."""
    return NewEvent(
        "improvement_handed_over", {"owner": desk.heir, "was": improvement.owner}, desk.now
    )


def check_effect(data: commands.CheckEffect, improvement: Improvement, desk: Desk) -> NewEvent:
    """Count the complaints of the same service and cause on either side of the day it was done."""
    day = (improvement.done_on or desk.today).toordinal()
    before = (date.fromordinal(day - EFFECT_DAYS), date.fromordinal(day - 1))
    after = (date.fromordinal(day + 1), date.fromordinal(day + EFFECT_DAYS))
    return NewEvent(
        "effect_checked",
        {
            "checked_on": desk.today.isoformat(),
            "before": desk.counted(*before),
            "after": desk.counted(*after),
            "note": private(data.note),
        },
        desk.now,
    )


def propose_publication(
    data: commands.ProposePublication, improvement: Improvement, desk: Desk
) -> NewEvent:
    """Propose the public's words; what would point to a person is refused at once."""
    texts = {"told": data.told, "found": data.found, "changed": data.changed}
    must_be_public({"title": desk.reveal(improvement.title), **texts}, desk.names)
    return NewEvent(
        "publication_proposed",
        {"author": desk.actor, **{key: Private(text.strip()) for key, text in texts.items()}},
        desk.now,
    )


def approve_publication(
    data: commands.ApprovePublication, improvement: Improvement, desk: Desk
) -> NewEvent:
    """Approve what somebody else proposed. The words are screened again: people may be known
    now who were not when they were written."""
    words = improvement.publication
    if words is None or is_author(improvement, desk.actor):
        raise Refusal(
            "self_approval",
            "You wrote the words proposed; somebody else has to approve them.",
        )
    texts = {
        "title": desk.reveal(improvement.title),
        "told": desk.reveal(words.told),
        "found": desk.reveal(words.found),
        "changed": desk.reveal(words.changed),
    }
    must_be_public(texts, desk.names)
    return NewEvent("publication_approved", {"author": words.author}, desk.now)


def withdraw_publication(
    data: commands.WithdrawPublication, improvement: Improvement, desk: Desk
) -> NewEvent:
    """Take it back. The reason stands in public where the words stood, so it is screened too."""
    reason = _reason(data.reason)
    must_be_public({"reason": reason.value}, desk.names)
    return NewEvent("publication_withdrawn", {"reason": reason}, desk.now)


def must_be_public(texts: Mapping[str, str], names: tuple[str, ...] = ()) -> None:
    """Refuse words that must not be published: `personal_data` or `small_numbers`."""
    blocked = screen(texts, names).blocked
    if blocked:
        raise _refused("personal_data", blocked[0], "say it without pointing to a person")
    small = small_number_in(texts)
    if small:
        raise _refused("small_numbers", small, 'write "some" or a number of 5 or more')


def _refused(rule: str, found: Found, mend: str) -> Refusal:
    detail = f"'{found.field}' has {found.kind}, \"{found.words}\"; {mend}."
    return Refusal(rule, detail, field=found.field)


def _reason(text: str | None) -> Private:
    reason = private(text)
    if reason is None:
        raise Refusal("reason_missing", "'reason' is missing; say why.", field="reason")
    return reason


def _why_not(command: str, improvement: Improvement) -> str:
    told = improvement.publication.state if improvement.publication else "not proposed"
    return (
        f"'{command}' is not open to an improvement that is {improvement.state} and whose "
        f"publication is {told}; see its list of commands."
    )


_DECISIONS: Mapping[str, Decide] = MappingProxyType({
    "done": done,
    "drop": drop,
    "hand_over": hand_over,
    "check_effect": check_effect,
    "propose_publication": propose_publication,
    "approve_publication": approve_publication,
    "withdraw_publication": withdraw_publication,
})
