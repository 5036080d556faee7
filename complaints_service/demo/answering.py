"""What the invented council finds, why, and how it puts things right."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from complaints_service.domain.commands.parts import PointAnswer, RemedyGiven

from . import wording
from .chance import LANDLORD, Case, weighted


def chance_finding(rng: random.Random) -> str:
    return rng.choices(("upheld", "partly_upheld", "not_upheld"), weights=(26, 12, 60))[0]


def point_answer(rng: random.Random, n: int, word: str) -> PointAnswer:
    reasons = {"upheld": wording.WHY_UPHELD, "partly_upheld": wording.WHY_PARTLY,
               "not_upheld": wording.WHY_NOT}[word]
    return PointAnswer(n=n, finding=word, reasons=rng.choice(reasons),
                       sources=("The service's published standard",))


def likely_cause(rng: random.Random, findings: list[str]) -> str:
    if all(one == "not_upheld" for one in findings):
        return rng.choices(("disagreement", "expectation", "no_update"), weights=(4, 2, 3))[0]
    weights = {"backlog": 14, "awaiting_contractor": 10, "no_update": 14, "no_reply": 8,
               "missed_round": 12, "incomplete_work": 8, "temporary_fix": 9, "no_reasons": 5,
               "attitude": 5, "hand_over_lost": 5, "adjustment_missed": 3, "vacancy": 2}
    return weighted(rng, weights)


def some_remedies(case: Case, day: date) -> tuple[RemedyGiven, ...]:
    rng = case.rng
    kinds = ["apology"]
    if rng.random() < 0.55:
        kinds.append("action_on_delay")
    pays = 0.32 if case.service in LANDLORD else 0.05
    if rng.random() < pays:
        kinds.append("financial_remedy")
    due = case.calendar.after(day, rng.choice((10, 15, 20)))
    return tuple(
        RemedyGiven(kind=kind, description=wording.WILL_DO[kind][0], due_on=due,
                    amount=_pounds(rng) if kind == "financial_remedy" else None)
        for kind in kinds
    )


def _pounds(rng: random.Random) -> Decimal:
    bands = ((25, 50), (55, 100), (105, 250), (255, 600))
    low, high = rng.choices(bands, weights=(35, 30, 22, 10))[0]
    return Decimal(rng.randrange(low, high + 1, 5))
