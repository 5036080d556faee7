"""Thanks and comments from the public: one page, no account, kept apart from complaints."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from support import web
from support.pages import Visitor

TYPED = {"kind": "compliment", "service": "refuse-recycling",
         "description": "The crew came back for my bin in the snow."}


@pytest.fixture(scope="module")
def app(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = web.application(shared_database_url, tmp_path_factory.mktemp("compliments"))
    web.caller(made, "officer")
    yield made
    web.close(made)


def test_thanks_wait_for_triage_under_a_reference(app: Flask) -> None:
    """A person decides what it is: whoever is unhappy may have called it a comment."""
    page = Visitor(app).get("/").follow("Thank us or tell us what you think")
    sent = page.submit("Send", TYPED)
    assert sent.page_id == "compliment-sent"
    ref = sent.select(".govuk-panel__body strong")[0].text
    officer = Visitor(app).sign_in("officer", organisation="weston")
    desk = officer.get(f"/complaints/{ref}/triage")
    assert "They call it Compliment" in desk.text
    assert desk.follow("Keep as a compliment or comment").submit(
        "Keep it apart from complaints", reason="They thank the crew.")
    caller = web.caller(app, "officer")
    listed = caller.get("/compliments").json["items"]
    assert [one["kind"] for one in listed if one["ref"] == ref] == ["compliment"]
    assert ref not in [one["ref"] for one in caller.get("/complaints").json["items"]]


@pytest.mark.parametrize(("changed", "told"), [
    ({"kind": None}, "compliment or a comment"),
    ({"service": ""}, "Choose what it is about"),
    ({"description": " "}, "Write what you want to tell us"),
    ({"name": "Ada Brook", "email": "ada"}, "email address like"),
    ({"email": "ada@example.org"}, "Enter your name too"),
])
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    app: Flask, changed: dict[str, str | None], told: str
) -> None:
    typed = {name: text for name, text in {**TYPED, **changed}.items() if text is not None}
    page = Visitor(app).get("/compliment").submit("Send", typed, status=422)
    assert told in " ".join(page.errors)
    assert page.one("#description").text == typed["description"].strip()


def test_nobody_is_thanked_who_sent_nothing(app: Flask) -> None:
    assert Visitor(app).get("/compliment/sent").page_id == "compliment"


def test_the_receipt_speaks_of_no_complaint(app: Flask) -> None:
    caller = web.caller(app, "officer")
    ref = caller.complaint(kind="comment", description="The new bins are easier to lift.")
    letters = caller.get(f"/complaints/{ref}/letters").json["items"]
    words = caller.get(f"/letters/{letters[0]['id']}/content",
                       headers={"Accept": "text/plain"}).text
    assert "We have received your comment" in words
    assert "sorry that you have had reason" not in words
