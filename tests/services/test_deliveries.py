"""What is done about a message that did not arrive: to the right person, and within adjustments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text
from support.lives import Lives
from support.staffed import staffed

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import LetterRow, OutboxRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services import deliveries
from complaints_service.services.delivery_failures import bounced
from complaints_service.services.errors import Forbidden, NotFound

ANN = {"name": "Ann Example", "email": "ann@example.org"}
BOB = {"name": "Bob Example", "email": "bob@example.org", "preferred_channel": "email"}


@pytest.fixture(scope="module")
def lives(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lives]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=9) as council:
        yield Lives(council)


@pytest.fixture(autouse=True)
def council_clock(lives: Lives, monkeypatch: pytest.MonkeyPatch) -> None:
    """Live in the council's time."""
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(lives.council.clock_file))


def came_back(lives: Lives, *people: dict[str, Any]) -> tuple[str, int]:
    """A complaint whose first letter came back."""
    ref = lives.received(complainants=list(people))
    with lives.council.app.app_context(), transaction() as session:
        message = session.scalar(select(OutboxRow.id).where(
            OutboxRow.ref == ref, OutboxRow.kind == "letter").order_by(OutboxRow.id).limit(1))
        session.execute(text("UPDATE outbox SET state = 'sent' WHERE id = :id"), {"id": message})
        session.execute(text("UPDATE letter SET delivery = 'sent' WHERE ref = :r"), {"r": ref})
        assert bounced(session, int(message or 0), "5.1.1", lives.council.now)
    lives.council.later(minutes=1)
    return ref, int(message or 0)


def does(lives: Lives, act: Any, *given: Any, by: str = "officer") -> Any:
    with lives.council.app.app_context():
        return act(*given, lives.council.actors[by])


def letter(lives: Lives, message: int) -> Any:
    with lives.council.app.app_context():
        return db.session.execute(select(table(LetterRow)).join(
            table(OutboxRow), table(OutboxRow).c.letter == table(LetterRow).c.id).where(
            table(OutboxRow).c.id == message)).one()


def test_it_goes_again_to_the_address_on_file_now_with_the_same_words(lives: Lives) -> None:
    ref, message = came_back(lives, ANN)
    before = letter(lives, message)
    lives.council.tell("officer", "set_complainants", ref,
                       {"complainants": [{**ANN, "email": "ann.new@example.org"}]})
    does(lives, deliveries.send_again, message)
    after = letter(lives, message)
    assert after.recipient["email"] == "ann.new@example.org"
    assert (after.sha256, after.issued_at, after.html) == (
        before.sha256, before.issued_at, before.html)
    assert after.delivery == "queued"
    with pytest.raises(Refusal) as refused:
        does(lives, deliveries.send_again, message)
    assert refused.value.rule == "not_allowed"


def test_of_several_people_nobody_gets_anothers_letter(lives: Lives) -> None:
    ref, message = came_back(lives, ANN, BOB)
    lives.council.tell("officer", "set_complainants", ref, {
        "complainants": [{**BOB, "lead": True}, {**ANN, "email": "ann.new@example.org"}]})
    with pytest.raises(Refusal, match="no email address on file"):
        does(lives, deliveries.send_again, message)
    assert letter(lives, message).delivery == "failed"


def test_an_adjustment_that_rules_a_way_out_rules_it_out_here_too(lives: Lives) -> None:
    ref, message = came_back(lives, ANN)
    with lives.council.app.app_context():
        terms = lives.near(None).rules.vocabularies["adjustments"]
        kinds = {way: one.key for one in terms.on(lives.near(None).today)
                 for way in one.extras.get("not_by", ())}
    lives.council.tell("officer", "set_adjustments", ref, {
        "adjustments": [{"kind": kinds["email"], "detail": "No emails."}]})
    with pytest.raises(Refusal) as refused:
        does(lives, deliveries.send_again, message)
    assert refused.value.rule == "adjustment_unmet"


def test_who_may_see_to_a_message(lives: Lives) -> None:
    ref, message = came_back(lives, ANN)
    for by, error in (("auditor", Forbidden), ("member", Forbidden), ("handler", NotFound)):
        with pytest.raises(error):
            does(lives, deliveries.settle, message, "Done.", by=by)
    for email in ("nobody@x.example", "handler@borough.example"):
        # Somebody who may not see the complaint cannot be given its messages.
        with pytest.raises(InvalidData):
            does(lives, deliveries.assign, message, email)
    assert does(lives, deliveries.assign, message, "officer_2@borough.example") == "Officer_2"
    does(lives, deliveries.settle, message, "Rang them.", by="intake")
    with lives.council.app.app_context():
        acts = db.session.execute(text(
            "SELECT act, by, account, note FROM message_act WHERE ref = :r ORDER BY id"),
            {"r": ref}).all()
    assert [tuple(one) for one in acts] == [
        ("bounced", "system", None, None), ("assigned", "ACC-officer", "ACC-officer_2", None),
        ("settled", "ACC-intake", None, "Rang them."),
    ]
