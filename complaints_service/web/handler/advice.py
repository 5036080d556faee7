"""Advice on the words of an answer, each text by the field that it was typed into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from complaints_service.services.plain_language import Advice, advise
from complaints_service.services.reading import today
from complaints_service.services.remedy_guidance import (
    AmountAdvice,
    advice_on_amounts,
    guidance_for,
)
from complaints_service.web.shown import pounds

TEXTS = {
    "apology": "The apology",
    "changes": "What will change",
    "no_remedy_because": "Why nothing is offered",
    "outstanding": "What is still to be done",
}


@dataclass(frozen=True)
class Told:
    """Advice on one text; `href` leads to its field."""

    label: str
    href: str
    advice: Advice


@dataclass(frozen=True)
class Money:
    """Advice on one sum of money; `href` leads to its field."""

    label: str
    href: str
    text: str


@dataclass(frozen=True)
class AnswerAdvice:
    """Advice on the whole answer, on each of its texts that has something to mend, and on sums."""

    whole: Advice
    texts: tuple[Told, ...]
    money: tuple[Money, ...]


def advice_on(data: Mapping[str, Any], codes: tuple[str, ...] = ()) -> AnswerAdvice:
    """Return advice on the texts of an answer that its reader will see."""
    texts = list(_texts(data))
    told = (Told(label, f"#{place}", advise(text)) for label, place, text in texts)
    whole = advise("\n\n".join(text for _, _, text in texts))
    sums = advice_on_amounts(data.get("remedies") or (), guidance_for(codes, today()))
    return AnswerAdvice(whole, tuple(one for one in told if _says_something(one.advice)),
                        tuple(_money(one) for one in sums))


def _money(one: AmountAdvice) -> Money:
    said, least = pounds(one.amount), pounds(one.least)
    bands = f"{least} to {pounds(one.most)}" if one.most is not None else f"from {least}"
    text = {
        "no_head": f"{said} is offered, and it is not said what for.",
        "below": f"{said} is less than what the guidance names for this ({bands}).",
        "above": f"{said} is more than what the guidance names for this ({bands}).",
    }[one.kind]
    return Money(f"Remedy {one.place + 1}", f"#remedies-{one.place}-amount", text)


def _says_something(advice: Advice) -> bool:
    return bool(advice.long_sentences or advice.jargon or advice.phrases)


def _texts(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for place, one in enumerate(data.get("points") or ()):
        if one.get("reasons"):
            yield f"Point {one.get('n')}, the reasons", f"points-{place}-reasons", one["reasons"]
    for place, one in enumerate(data.get("remedies") or ()):
        if one.get("description"):
            yield (f"Remedy {place + 1}", f"remedies-{place}-description", one["description"])
    for name, label in TEXTS.items():
        if data.get(name):
            yield label, name, str(data[name])
