"""What stage 1 left open, in sentences for whoever takes stage 2 on."""

from __future__ import annotations

from collections.abc import Mapping

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.left_open import LeftOpen, left_open
from complaints_service.services.reading import revealed
from complaints_service.web.shown import date_words, first_words

SENTENCES: Mapping[str, str] = {
    "not_answered": "Stage 1 was never answered.",
    "unanswered": "Point {n} was not answered: {said}",
    "undecided": "Point {n} could not be decided: {said}",
    "without_reasons": "Point {n} has no reasons on file: {said}",
    "not_taken": "Point {n} was not accepted as part of the complaint: {said}",
    "late": "The answer at stage 1 was late.",
    "remedy_due": "Remedy {n} is promised and not done{by}: {said}",
    "remedy_refused": "Remedy {n} was offered, and they refused it: {said}",
    "remedy_failed": "Remedy {n} could not be carried out: {said}",
    "outstanding": "Stage 1 left this to be done: {said}",
    "nothing_offered": "Nothing was offered, because: {said}",
}
ERASED = "(the words were removed)"


def left_open_lines(complaint: Complaint) -> list[str]:
    """Return one sentence for each thing that stage 1 left open, as it stands today."""
    reveal = revealed(complaint)

    def line(one: LeftOpen) -> str:
        said = first_words(reveal.value(one.said) or ERASED)
        by = f" (by {date_words(one.due_on)})" if one.due_on else ""
        return SENTENCES[one.kind].format(n=one.n, said=said, by=by)

    return [line(one) for one in left_open(complaint, reveal.rules, reveal.today)]
