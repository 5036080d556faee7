"""What is said once an answer is given: how it went, when, and what became of the lesson."""

from __future__ import annotations

from complaints_service.domain.parts import LetterRecord
from complaints_service.services.answering import Sent
from complaints_service.web.shown import moment

LONGEST_REASON = 200


def told_of(sent: Sent, stage: int) -> str:
    """Return two or three sentences without anything personal: they travel in a cookie."""
    return " ".join(one for one in (_answer(sent, stage), _lesson(sent)) if one)


def _answer(sent: Sent, stage: int) -> str:
    ref = sent.written.ref
    if sent.letter is None:
        return f"Complaint {ref} is answered at stage {stage}."
    if sent.letter.awaiting_post:
        return (f"The answer to {ref} is written and waits to be printed and sent. It counts as "
                "given on the day that it leaves.")
    when = moment(sent.letter.dispatched_at or sent.letter.issued_at)
    return (f"The answer to {ref} at stage {stage} {_went(sent.letter)}. It counts as given on "
            f"{when}.")


def _went(letter: LetterRecord) -> str:
    ways = {"email": "is on its way by email", "portal": "is in their online account"}
    return "left by other means" if letter.outside else ways.get(letter.send_by, "is on its way")


def _lesson(sent: Sent) -> str:
    if sent.lesson_kept:
        return "The lesson is recorded."
    if sent.lesson_refused is None:
        return ""
    return f"The lesson was not recorded: {sent.lesson_refused[:LONGEST_REASON].rstrip('.')}."
