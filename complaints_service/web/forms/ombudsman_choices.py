"""What the forms about an Ombudsman's case offer: that body's words, and that case's own duties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from complaints_service.domain.facts import CASE_OPEN, UNDECIDED
from complaints_service.web.forms.listed import listed
from complaints_service.web.forms.model import Choices, Option
from complaints_service.web.shown import date_words, first_words

View = Mapping[str, Any]

BODIES = {"lgsco": "Local Government and Social Care Ombudsman", "housing": "Housing Ombudsman"}
OF_A_CASE = frozenset({
    "record_ombudsman_request", "record_ombudsman_instruction", "record_ombudsman_decision",
    "answer_ombudsman_request", "complete_obligation", "record_obligation_accepted",
})
"""Commands that are given on one Ombudsman's case."""


def cases_for(command: str, view: View) -> list[View]:
    """Return the cases on the file on which the command may be given."""
    return [one for one in view["ombudsman"] if _fits(command, one)]


def _fits(command: str, case: View) -> bool:
    if command == "record_ombudsman_decision":
        return case["status"] in UNDECIDED
    if command == "answer_ombudsman_request":
        return bool(_requests(case))
    if command == "complete_obligation":
        return case["status"] == "compliance" and bool(_unmet(case))
    if command == "record_obligation_accepted":
        return bool(_unaccepted(case))
    return case["status"] in CASE_OPEN


def case_words(case: View) -> str:
    """Name a case by its body and reference."""
    return f"{BODIES[case['body']]}, {case['reference'] or 'no reference'}"


def for_a_case(choices: Choices, command: str, view: View, chosen: str) -> Choices:
    """Return the choices narrowed to the case `chosen`, where it fits, else to all that do.

    Findings are offered in the words of the bodies of these cases alone.
    """
    fitting = cases_for(command, view)
    cases = [one for one in fitting if one["id"] == chosen] or fitting
    bodies = {one["body"] for one in cases}
    findings = listed(choices.vocabularies["ombudsman_findings"], choices)
    terms = choices.vocabularies["ombudsman_findings"]
    own = tuple(one for one in findings if terms.get(one.value).extras.get("body") in bodies)
    alone = own if len(bodies) > 1 else tuple(replace(one, group="") for one in own)
    numbers = _NUMBERS.get(command)
    options = dict(choices.options) | {
        "ombudsman": tuple(Option(one["id"], case_words(one)) for one in cases),
        "findings.category": alone,
    }
    if numbers is not None:
        options["n"] = _numbered(cases, numbers)
    return replace(choices, options=options)


def _numbered(cases: list[View], of: Any) -> tuple[Option, ...]:
    """The numbers, each once, with what every case has under it."""
    asked: dict[int, list[str]] = {}
    for case in cases:
        for n, text in of(case):
            asked.setdefault(n, []).append(text)
    return tuple(Option(str(n), f"{n}. {' / '.join(texts)}") for n, texts in sorted(asked.items()))


def _words_of(one: View, text: str) -> tuple[int, str]:
    return one["n"], f"{first_words(text)}, by {date_words(one['due_on'])}"


def _requests(case: View) -> list[tuple[int, str]]:
    return [_words_of(one, one["what"] or "") for one in case["requests"]
            if one["sent_on"] is None and one["ended_on"] is None]


def _unmet(case: View) -> list[tuple[int, str]]:
    return [_words_of(one, one["description"] or "") for one in case["obligations"]
            if one["done_at"] is None]


def _unaccepted(case: View) -> list[tuple[int, str]]:
    return [_words_of(one, one["description"] or "") for one in case["obligations"]
            if one["sent_on"] is not None and one["accepted_on"] is None]


_NUMBERS = {
    "answer_ombudsman_request": _requests,
    "complete_obligation": _unmet,
    "record_obligation_accepted": _unaccepted,
}
