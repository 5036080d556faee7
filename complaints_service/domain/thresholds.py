"""Thresholds between a request and a complaint, service by service: they advise, nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

COMPLAINT, SERVICE_REQUEST = "complaint", "service_request"


@dataclass(frozen=True)
class Threshold:
    """From how many contacts about one matter within so many days a service sees a complaint.

    `contacts` includes the one that is looked at. `words` are beginnings of words of which one
    must stand in each contact, so that only the same matter is counted; none means any matter of
    the service. `from_on` and `to_on` are the first and last day on which it holds.
    """

    key: str
    label: str
    service: str
    contacts: int
    within_days: int
    words: tuple[str, ...] = ()
    from_on: date | None = None
    to_on: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether it holds on the London date `day`, first and last day included."""
        return (self.from_on is None or self.from_on <= day) and (
            self.to_on is None or day <= self.to_on
        )

    def is_about(self, text: str) -> bool:
        """Whether a text is about the matter that is counted."""
        return not self.words or any(_begins(word, text) for word in self.words)


@dataclass(frozen=True)
class Contact:
    """A contact as a threshold looks at it: the day it was received, its service and its words."""

    received_on: date
    service: str
    text: str


@dataclass(frozen=True)
class ThresholdAdvice:
    """What a threshold advises: `complaint` or `service_request`, having counted `found` contacts,
    the one that is looked at included."""

    threshold: str
    advised: str
    found: int


def _begins(word: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) is not None


def advice_for(
    thresholds: Iterable[Threshold], contact: Contact, earlier: Sequence[Contact], *,
    asks_to_complain: bool | None, landlord: bool,
) -> ThresholdAdvice | None:
    """What the thresholds in force on the day of the contact advise, None where none applies.

    `earlier` are contacts of the same person or from the same address. Whoever asks to complain
    has made the choice that the Codes give them (HO 1.3, LGSCO 1.4), so no threshold applies then;
    and none to what the council does as a landlord. Of several, one that is reached comes first.
    """
    if asks_to_complain or landlord:
        return None
    advised = [
        _advice(one, contact, earlier) for one in thresholds
        if one.service == contact.service and one.in_force(contact.received_on)
        and one.is_about(contact.text)
    ]
    return min(advised, key=lambda one: one.advised, default=None)


def _advice(
    threshold: Threshold, contact: Contact, earlier: Sequence[Contact]
) -> ThresholdAdvice:
    first = contact.received_on - timedelta(days=threshold.within_days)
    found = 1 + sum(
        first <= one.received_on <= contact.received_on and one.service == threshold.service
        and threshold.is_about(one.text)
        for one in earlier
    )
    advised = COMPLAINT if found >= threshold.contacts else SERVICE_REQUEST
    return ThresholdAdvice(threshold.key, advised, found)
