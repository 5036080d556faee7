"""Arithmetic of published figures: percentages, medians and percentiles, rounded one way."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

FEWEST_FOR_PERCENTAGE = 10
"""Below this many, people are shown "3 of 7", never a percentage."""


def rounded(value: Decimal) -> float:
    """Round to one decimal, halves away from zero, as people do."""
    return float(value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def per_hundred(numerator: int, denominator: int) -> float | None:
    """`numerator` of each hundred of `denominator`, one decimal half up; None of nothing."""
    if denominator == 0:
        return None
    return rounded(Decimal(numerator) * 100 / Decimal(denominator))


def mean(counts: Mapping[int, int]) -> float | None:
    """The mean of values given as {value: how many}, one decimal half up; None of nothing."""
    n = sum(counts.values())
    if n == 0:
        return None
    return rounded(Decimal(sum(value * times for value, times in counts.items())) / n)


def median(counts: Mapping[int, int]) -> float | None:
    """The middle value, or the mean of the middle two; None of nothing."""
    n = sum(counts.values())
    if n == 0:
        return None
    middle = Decimal(_ranked(counts, (n + 1) // 2) + _ranked(counts, n // 2 + 1)) / 2
    return rounded(middle)


def nearest_rank(counts: Mapping[int, int], percent: int) -> float | None:
    """The smallest value that at least `percent` in a hundred do not exceed; None of nothing."""
    n = sum(counts.values())
    return float(_ranked(counts, -(-n * percent // 100))) if n else None


def greatest(counts: Mapping[int, int]) -> float | None:
    """The greatest value; None of nothing."""
    return float(max(counts)) if counts else None


def total(counts: Mapping[int, int]) -> int:
    """The sum of all values."""
    return sum(value * times for value, times in counts.items())


def _ranked(counts: Mapping[int, int], rank: int) -> int:
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= rank:
            return value
    raise ValueError(f"There is no value of rank {rank} among {passed}.")
