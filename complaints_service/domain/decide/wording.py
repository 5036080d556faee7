"""Checks that every decision shares: what must be said, and in what order things may happen."""

from __future__ import annotations

from datetime import date, datetime

from complaints_service.domain.london import london_date
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.rules import Rules

PREFIX = {"lgsco": "LGSCO", "housing": "HO"}


def blank(text: str | None) -> bool:
    """Nothing is said."""
    return text is None or not text.strip()


def say(text: str | None, field: str, mend: str, *, rule: str = "reason_missing",
        provision: str | None = None) -> str:
    """The text, stripped; refuse when nothing is said, naming the field and the mend."""
    if text is None or not text.strip():
        raise Refusal(rule, f"'{field}' is blank; {mend}", provision=provision, field=field)
    return text.strip()


def not_future(day: date, today: date, field: str) -> None:
    """Refuse a day that has not come yet."""
    if day > today:
        raise Refusal(
            "date_order",
            f"'{field}' is {day.isoformat()}, which has not come yet; give a day up to today, "
            f"{today.isoformat()}",
            field=field,
        )


def not_past(day: date, today: date, field: str) -> None:
    """Refuse a promised day that has gone."""
    if day < today:
        raise Refusal(
            "date_order",
            f"'{field}' is {day.isoformat()}, which has gone; give a day from today, "
            f"{today.isoformat()}, on",
            field=field,
        )


def not_before(moment: datetime, earlier: datetime, field: str, what: str) -> None:
    """Refuse something that would come before what it follows (by London date)."""
    if london_date(moment) < london_date(earlier):
        raise Refusal(
            "date_order",
            f"'{field}' is {london_date(moment).isoformat()}, before {what} on "
            f"{london_date(earlier).isoformat()}; give that day or a later one",
            field=field,
        )


def known_term(rules: Rules, vocabulary: str, key: str, field: str, today: date) -> str:
    """The key, when the vocabulary holds it; refuse it by name otherwise."""
    terms = rules.vocabularies[vocabulary]
    if not terms.valid_on(key, today):
        raise InvalidData(field, f"'{field}' is '{key}', which is not one of our {vocabulary}; "
                          f"see the list '{vocabulary}'")
    return key


def provisions(codes: tuple[str, ...], housing: str | None, lgsco: str | None) -> str:
    """Which paragraphs ask it of a complaint under these Codes, such as `HO 6.4, LGSCO 6.4`."""
    asked = codes or ("housing", "lgsco")
    named = [("housing", housing), ("lgsco", lgsco)]
    return ", ".join(f"{PREFIX[key]} {number}" for key, number in named if number and key in asked)
