"""Advises on sums of money by the Ombudsmen's guidance: shown and compared, never enforced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from complaints_service.content.remedy_guidance import (
    Advised,
    Band,
    RemedyGuidance,
    load_remedy_guidance,
)


@dataclass(frozen=True)
class Guidance:
    """What is shown for the Codes of one complaint."""

    orders: tuple[Advised, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class AmountAdvice:
    """That a sum lies outside every band for its head, or has no head: `kind` is `below`, `above`
    or `no_head`; `least` and `most` are the ends of all bands together, in pounds."""

    place: int
    kind: str
    amount: Decimal
    least: int = 0
    most: int | None = None


def guidance_for(
    codes: Sequence[str], today: date, known: RemedyGuidance | None = None
) -> Guidance:
    """Return what the guidance of these Codes' Ombudsmen says on the London date `today`."""
    known = known or load_remedy_guidance()
    return Guidance(
        tuple(one for one in known.orders if one.body in codes),
        tuple(one for one in known.bands if one.advised.body in codes
              and (one.until is None or today <= one.until)),
    )


def advice_on_amounts(
    remedies: Sequence[Mapping[str, Any]], guidance: Guidance
) -> Iterator[AmountAdvice]:
    """Yield advice on each remedy with a sum that can be read; a sum inside a band needs none."""
    for place, one in enumerate(remedies):
        amount = _pounds(one.get("amount"))
        if amount is None:
            continue
        if not one.get("head"):
            yield AmountAdvice(place, "no_head", amount)
            continue
        bands = [band for band in guidance.bands if one["head"] in band.heads and not band.per]
        if bands:
            yield from _outside(place, amount, bands)


def _outside(place: int, amount: Decimal, bands: Sequence[Band]) -> Iterator[AmountAdvice]:
    least = min(one.least for one in bands)
    tops = [one.most for one in bands]
    most = None if None in tops else max(one for one in tops if one is not None)
    if amount < least:
        yield AmountAdvice(place, "below", amount, least, most)
    elif most is not None and amount > most:
        yield AmountAdvice(place, "above", amount, least, most)


def _pounds(given: Any) -> Decimal | None:
    try:
        amount = Decimal(str(given))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount > 0 else None
