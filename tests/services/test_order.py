"""What is recorded late keeps its own day, but never a day before what it follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.good_data import good_data
from support.lives import Lives
from support.staffed import staffed
from support.walked import checked

from complaints_service.domain.refusals import Refusal

OUTSIDE = {"sent_outside": {"document": "DOC-1", "reason": "The old system sent it."}}
STEP = timedelta(days=2)


class SlowLives(Lives):
    """Two days pass before each step."""

    def tell(self, ref: str, command: str, by: str = "officer", *, by_post: bool = False,
             **given: object) -> str:
        """Give a command two days later."""
        self.council.later(days=STEP.days)
        return super().tell(ref, command, by, by_post=by_post, **given)


@pytest.fixture
def lives(database_url: str, tmp_path: Path) -> Iterator[SlowLives]:
    """Lend a council where time passes."""
    with staffed(database_url, tmp_path, seed=7) as council:
        yield SlowLives(council)


def raised(on: SlowLives) -> str:
    """A complaint raised from a request, so received after the first contact."""
    request = on.after(on.received(), "treat_as_service_request")
    return on.tell(request, "raise_as_complaint", why="dissatisfied", points=[])


# How it stands, what is then recorded as having happened before, and by whom.
ROWS: list[tuple[Callable[[SlowLives], str], str, str]] = [
    # An acknowledgement follows the receipt.
    (SlowLives.accepted, "acknowledge", "officer"),
    # An answer, or further time, follows the acknowledgement.
    (SlowLives.investigating, "respond_stage_1", "officer"),
    (SlowLives.investigating, "extend", "officer"),
    # A wish for stage 2 follows the answer to stage 1, even while the post still has that answer.
    (SlowLives.responded, "request_stage_2", "officer"),
    (lambda on: on.responded(by_post=True), "request_stage_2", "officer"),
    # The acknowledgement of stage 2, or its refusal, follows the request.
    (SlowLives.requested, "acknowledge_stage_2", "officer"),
    (SlowLives.requested, "decline_stage_2", "officer"),
    # The final answer follows that acknowledgement.
    (SlowLives.reviewing, "respond_stage_2", "system"),
    # Everything follows the receipt, though a first contact was earlier.
    (raised, "decline", "officer"),
    (raised, "withdraw", "officer"),
]


@pytest.mark.parametrize(("bring", "command", "by"), ROWS,
                         ids=[f"{n}-{command}" for n, (_, command, _) in enumerate(ROWS)])
def test_nothing_lies_before_what_it_follows(
    bring: Callable[[SlowLives], str], command: str, by: str, lives: SlowLives
) -> None:
    """The same day is possible, an earlier one is refused by name."""
    ref = bring(lives)
    council = lives.council
    followed = council.now
    council.later(days=1)
    complaint = lives.complaint(ref)
    data = good_data(command, complaint, lives.near(complaint))
    if "send_by" in data:
        data |= OUTSIDE
    # The step that it follows may lie some steps back (naming a handler or a reviewer).
    earliest = {"acknowledge": 2 * STEP, "acknowledge_stage_2": STEP, "decline_stage_2": STEP}
    followed -= earliest.get(command, timedelta())
    with pytest.raises(Refusal) as refused:
        council.tell(by, command, ref, data, occurred_at=followed - timedelta(days=1))
    assert refused.value.rule == "date_order"
    council.tell(by, command, ref, data, occurred_at=followed)
    assert checked(council.url, council.now).violations == ()


def test_a_contact_before_the_complaint_can_be_put_on_file(lives: SlowLives) -> None:
    """What was said between the first contact and the complaint belongs to it."""
    ref = raised(lives)
    council = lives.council
    said = {"channel": "phone", "direction": "in", "summary": "They rang about the request."}
    council.tell("officer", "record_contact", ref, said, occurred_at=council.now - STEP)
    assert checked(council.url, council.now).violations == ()
