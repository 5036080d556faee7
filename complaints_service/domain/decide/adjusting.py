"""Reasonable adjustments on their way into an event: known ones, which leave some way to write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from complaints_service.domain.commands.parts import SENDING, AdjustmentGiven
from complaints_service.domain.refusals import InvalidData
from complaints_service.domain.sealing import Private

from .context import Context
from .wording import known_term


def adjustments_data(
    given: Sequence[AdjustmentGiven], context: Context
) -> list[dict[str, Any]]:
    """What an event keeps of the adjustments agreed (HO 5.10, LGSCO 5.6).

    Raises InvalidData for one that the list does not know, and where together they rule out every
    way of sending a letter.
    """
    for place, one in enumerate(given):
        known_term(context.rules, "adjustments", one.kind, f"adjustments[{place}].kind",
                   context.today)
    _leave_a_way(given, context)
    return [
        {
            "details": Private({"kind": one.kind, "detail": one.detail}),
            "review_on": None if one.review_on is None else one.review_on.isoformat(),
        }
        for one in given
    ]


def _leave_a_way(given: Sequence[AdjustmentGiven], context: Context) -> None:
    """Together they must leave some way for a letter to go, or none could ever be sent."""
    terms = context.rules.vocabularies["adjustments"]
    barred = {way for one in given for way in terms.get(one.kind).extras.get("not_by", ())}
    if barred >= set(SENDING):
        raise InvalidData("adjustments", "'adjustments' together rule out every way of sending a "
                          "letter; leave one of email, portal, post and hand")
