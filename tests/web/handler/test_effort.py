"""What a handler meets from the email's link to a sent three-point answer: it may not grow unseen.
"""

from __future__ import annotations

from typing import Any

from support.pages import PASSWORD, Page, Visitor

from complaints_service.services import accounts

HIDDEN = ("hidden", "submit", "button")
FOLDED = "main details:not([open]) > div"
MOST_PAGES = 3
MOST_FIELDS = 20
MOST_FILLED = 12
MOST_WORDS = 760


def fields(page: Page) -> set[str]:
    """The names of what can be filled in without unfolding anything, a date or a set of choices
    counting once."""
    kinds = ("input", "textarea", "select")
    away = {one.get("id") for kind in kinds for one in page.select(f"{FOLDED} {kind}")}
    controls = [one for kind in kinds for one in page.select(f"main {kind}")
                if one.get("id") not in away or not one.get("id")]
    names = {one.get("name") or "" for one in controls if one.get("type", "text") not in HIDDEN}
    return {name.removesuffix(".day").removesuffix(".month").removesuffix(".year")
            for name in names}


def words(page: Page) -> int:
    """The words of the main part of a page, but for what is folded away."""
    folded = sum(len(one.text.split()) for one in page.select(FOLDED))
    return len(page.text.split()) - folded


def test_the_way_to_a_sent_three_point_answer(office: Any) -> None:
    ref = office.lives.accepted(points=3)
    office.lives.tell(ref, "acknowledge", "handler", definition="The lift is broken.",
                      outcomes_sought="Mend the lift.")
    with office.app.app_context():
        accounts.set_password(office.council.actors["handler"].email, PASSWORD)
    # The email's link leads to the answer, by way of signing in.
    pages = [Visitor(office.app).get(f"/handler/{ref}/answer")]
    pages.append(pages[-1].submit("Sign in", email=office.council.actors["handler"].email,
                                  password=PASSWORD))
    assert pages[-1].heading == "Answer at stage 1"
    given = {
        "points.0.finding": "upheld", "points.0.reasons": "We forgot to ring.",
        "points.1.finding": "not_upheld", "points.1.reasons": "We came on 3 March.",
        "points.2.finding": "not_upheld", "points.2.reasons": "We wrote on 4 March.",
        "apology": "We are sorry that we did not ring.",
        "remedies.0.kind": "apology", "remedies.0.description": "We will ring.",
        "remedies.0.due_on.day": "4", "remedies.0.due_on.month": "1",
        "remedies.0.due_on.year": "2027",
    }
    pages.append(pages[-1].submit("Send the answer", given))
    assert pages[-1].notice.startswith(f"The answer to {ref}")
    every = [len(fields(page)) for page in pages[:2]]
    read = [words(page) for page in pages[:2]]
    filled = 2 + len(given) - 2  # email and password; a date is one thing
    assert len(pages) <= MOST_PAGES
    assert sum(every) <= MOST_FIELDS
    assert filled <= MOST_FILLED
    assert sum(read) <= MOST_WORDS
