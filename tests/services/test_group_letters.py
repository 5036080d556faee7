"""Several people complain together: each gets a letter in their own way, or one whom all agreed on
gets it for them; the clock stops when the last of them has left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from support.lives import Lives
from support.staffed import Staffed, staffed

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import LetterRow, OutboxRow

LETTERS, OUTBOX = table(LetterRow), table(OutboxRow)
ADA = {"name": "Ada Brook", "email": "ada@home.example", "lead": True}
BEN = {"name": "Ben Marsh", "address": "2 Mill Lane\nAlderbourne", "preferred_channel": "post"}
CY = {"name": "Cy Dunn", "email": "cy@home.example"}
ROB = {"name": "Rob Adviser", "email": "rob@advice.example", "authority": "All twelve signed."}


@pytest.fixture(scope="module")
def council(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Staffed]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=3) as made:
        yield made


@pytest.fixture
def lives(council: Staffed) -> Lives:
    return Lives(council)


def group(lives: Lives, **more: Any) -> str:
    """A complaint of three people, acknowledged, each as they like."""
    ref = lives.received(complainants=[ADA, BEN, CY], **more)
    lives.tell(ref, "accept", points=[{"text": "The lift is broken."}])
    lives.tell(ref, "assign", handler="handler@borough.example")
    lives.tell(ref, "acknowledge", "handler", send_by=None, definition="The lift of the block.",
               outcomes_not_stated=True)
    return ref


def letters(lives: Lives, ref: str, kind: str = "acknowledgement") -> list[Any]:
    with lives.council.app.app_context():
        return list(db.session.execute(
            select(LETTERS).where(LETTERS.c.ref == ref, LETTERS.c.kind == kind)
            .order_by(LETTERS.c.send_by)))


def test_each_gets_a_letter_of_their_own_in_their_own_way(lives: Lives) -> None:
    ref = group(lives)
    sent = letters(lives, ref)
    assert [one.send_by for one in sent] == ["email", "email", "post"]
    for person in (ADA, BEN, CY):
        named = [one for one in sent if str(person["name"]) in one.html]
        assert len(named) == 1, "a letter names nobody but its own reader"
    with lives.council.app.app_context():
        queued = db.session.scalars(select(OUTBOX.c.letter).where(
            OUTBOX.c.ref == ref, OUTBOX.c.letter.in_([one.id for one in sent]))).all()
    assert sorted(queued) == sorted(one.id for one in sent if one.send_by == "email")


def test_the_clock_stops_when_the_last_has_left(lives: Lives) -> None:
    ref = group(lives)
    assert lives.complaint(ref).stage_1.acknowledged_at is None
    [posted] = [one for one in letters(lives, ref) if one.send_by == "post"]
    lives.tell(ref, "record_dispatch", letter=posted.id)
    found = lives.complaint(ref)
    assert found.stage_1.acknowledged_at == found.letter(posted.id).dispatched_at  # type: ignore[union-attr]
    assert all(not one.awaiting_post for one in found.letters if one.kind == "acknowledgement")


def test_one_whom_all_agreed_on_gets_it_for_them(lives: Lives) -> None:
    ref = group(lives, representative={**ROB, "agreed_by_all": True})
    [only] = letters(lives, ref)
    assert "Rob Adviser" in only.html
    assert "Ada Brook and 2 others" in only.html


def test_one_who_speaks_for_the_lead_does_not_speak_for_the_others(lives: Lives) -> None:
    ref = group(lives, representative=ROB)
    sent = letters(lives, ref)
    named = {name for name in ("Rob Adviser", "Ben Marsh", "Cy Dunn")
             if any(name in one.html for one in sent)}
    assert (len(sent), named) == (3, {"Rob Adviser", "Ben Marsh", "Cy Dunn"})


def test_authority_that_is_not_shown_any_more_sends_the_letter_to_each(lives: Lives) -> None:
    """Missing or ended consent bars disclosure, never the complaint nor its clock."""
    ref = group(lives, representative={**ROB, "agreed_by_all": True})
    unproved = {"name": ROB["name"], "email": ROB["email"], "agreed_by_all": True}
    lives.tell(ref, "set_representative", representative=unproved)
    lives.tell(ref, "extend", "handler", send_by=None)
    assert len(letters(lives, ref, "extension")) == 3


def test_a_letter_sent_outside_is_one_letter(lives: Lives) -> None:
    ref = group(lives)
    lives.tell(ref, "extend", send_by=None, sent_outside={"document": "D", "reason": "By hand."})
    assert len(letters(lives, ref, "extension")) == 1


def test_two_leads_are_refused(lives: Lives) -> None:
    with pytest.raises(InvalidData, match="one person leads a group"):
        lives.received(complainants=[ADA, {**CY, "lead": True}])


# ---- Adjustments at each send ------------------------------------------------------------------


def needs(lives: Lives, kind: str) -> str:
    ref = lives.accepted()
    lives.tell(ref, "set_adjustments", adjustments=[{"kind": kind}])
    return ref


def acknowledge(lives: Lives, ref: str, **more: Any) -> None:
    lives.tell(ref, "acknowledge", "handler", definition="The call.", outcomes_not_stated=True,
               **({"despite_adjustment": None} | more))


@pytest.mark.parametrize(
    ("kind", "send_by"),
    [
        # A way that was ruled out
        ("post_only", "email"), ("email_only", "post"), ("braille", "portal"),
        # A form that this service does not make, whatever the way
        ("easy_read", "post"), ("translation", "email"),
    ],
)
def test_an_adjustment_stops_the_letter_and_a_reason_lets_it_go(
    lives: Lives, kind: str, send_by: str
) -> None:
    ref = needs(lives, kind)
    with pytest.raises(Refusal) as refused:
        acknowledge(lives, ref, send_by=send_by)
    assert refused.value.rule == "adjustment_unmet"
    acknowledge(lives, ref, send_by=send_by, despite_adjustment="The printer stands still.")
    found = lives.complaint(ref)
    assert found.letters[-1].despite_adjustment
    assert found.letters[-1].send_by == send_by


def test_a_reason_that_was_not_needed_is_not_recorded(lives: Lives) -> None:
    ref = needs(lives, "post_only")
    acknowledge(lives, ref, send_by="post", despite_adjustment="Just in case.")
    assert not lives.complaint(ref).letters[-1].despite_adjustment


def test_no_adjustment_stops_a_receipt(lives: Lives) -> None:
    """Nobody writes a receipt, and nothing may stop a complaint from coming in."""
    assert lives.received(adjustments=[{"kind": "easy_read"}])
