"""The last contact is the latest word in either direction, whatever carried it."""

from __future__ import annotations

import pytest
from support.casebook import Casebook

from complaints_service.domain.last_contact import last_contact_on


@pytest.mark.parametrize(
    ("happened", "on"),
    [
        # Nothing but the complaint itself, and its receipt
        (lambda book: book, "2026-03-02"),
        # A call that they made, or that we made
        (lambda book: call(book.at("2026-03-05"), "in"), "2026-03-05"),
        (lambda book: call(book.at("2026-03-06"), "out"), "2026-03-06"),
        # A letter that left by email is a contact; one that waits for the post is none yet
        (lambda book: book.accepted().acknowledged("2026-03-09"), "2026-03-09"),
        (lambda book: book.accepted().acknowledged("2026-03-09", send_by="post"), "2026-03-02"),
        # A call of last week, told only now, does not make the latest earlier
        (lambda book: call(call(book.at("2026-03-10"), "in"), "in", when="2026-03-03"),
         "2026-03-10"),
    ],
)
def test_the_latest_word_counts(happened: object, on: str) -> None:
    book = Casebook("2026-03-02").received()
    happened(book)  # type: ignore[operator]
    assert last_contact_on(book.complaint).isoformat() == on


def call(book: Casebook, direction: str, when: str | None = None) -> Casebook:
    book.do("record_contact", channel="phone", direction=direction, summary="We spoke.", when=when)
    return book
