"""Why is this the due date? What is explained is always the date that is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from support.lives import HANDLER, Lives
from support.staffed import Staffed, staffed
from support.walked import walked_copy

from complaints_service.domain.complaint import Complaint
from complaints_service.persistence import database
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.streams import read_events
from complaints_service.services.counted_dates import stage_of_kind
from complaints_service.services.errors import NotFound
from complaints_service.services.reckoning import reckoning
from complaints_service.services.rules_in_use import rules
from complaints_service.services.why_due import Why, why_due

KINDS = {
    "stage_1_acknowledge", "stage_1_respond", "stage_2_acknowledge", "stage_2_respond",
    "hazard", "promised_update", "promised_answer", "new_date_to_tell", "remedy",
    "ombudsman_request", "obligation", "ombudsman_instruction", "contact_limit_review",
    "adjustment_review", "contribution",
}
"""Every kind of deadline there is."""


@pytest.fixture
def council(database_url: str, tmp_path: Path) -> Iterator[Staffed]:
    with staffed(database_url, tmp_path, seed=11) as found:
        yield found


@pytest.fixture
def lives(council: Staffed) -> Lives:
    return Lives(council)


def explained(
    lives: Lives, ref: str, kind: str, item: str = "",
    closed: Mapping[date, str] | None = None,
) -> Why:
    """Why that deadline is on its day."""
    with lives.council.app.app_context():
        complaint = load(db.session(), ref)
        assert complaint is not None
        events = read_events(db.session(), ref)
        return why_due(complaint, events, kind, item, rules(), closed)


def differing(complaint: Complaint) -> tuple[set[str], list[str]]:
    """The kinds looked at, and every deadline whose explanation arrives at another day."""
    rows = db.session.scalars(select(DeadlineRow).where(DeadlineRow.ref == complaint.ref)).all()
    events = read_events(db.session(), complaint.ref)
    wrong: list[str] = []
    for row in rows:
        why = why_due(complaint, events, row.kind, row.item, rules())
        last = why.counts[-1].days[-1].on if why.counts else why.explained
        name = f"{complaint.ref} {row.kind} {row.item}"
        if not why.explained == last == why.deadline.due_on == row.due_on:
            wrong.append(f"{name}: stored {row.due_on}, explained {why.explained}")
        if why.hazard is not None:
            continue
        if bool(why.counts) == bool(why.given) or bool(why.counts) != bool(
                stage_of_kind(row.kind)):
            wrong.append(f"{name}: both counted and given, or neither")
        told = reckoning(complaint, row.kind, row.item)
        if why.counts and told["days"][-1]["on"] != row.due_on.isoformat():
            wrong.append(f"{name}: the API counts to {told['days'][-1]}")
    return {row.kind for row in rows}, wrong


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_last_day_counted_is_the_due_date_of_every_life() -> None:
    """Every state there is and hundreds of random steps: no deadline is explained wrongly."""
    seen: set[str] = set()
    wrong: list[str] = []
    with walked_copy() as (url, _):
        app = Flask("explaining", static_folder=None, template_folder=None)
        database.bind(app, url)
        with app.app_context():
            for ref in db.session.scalars(select(ComplaintRow.ref)).all():
                complaint = load(db.session(), ref)
                assert complaint is not None
                kinds, found = differing(complaint)
                seen |= kinds
                wrong += found
            db.session.remove()
            db.engine.dispose()
    assert wrong == []
    # Chance brings most kinds; the next test brings the others.
    assert {"stage_1_respond", "stage_2_respond", "remedy", "obligation"} <= seen <= KINDS


def test_dates_that_others_gave_are_explained_too(lives: Lives) -> None:
    """Every kind of deadline that no Code counts, in lives made for it."""
    ref = lives.before_an_ombudsman()
    lives.tell(ref, "record_ombudsman_instruction", ombudsman="lgsco-1", due_on="2026-09-01",
               instruction="reconsider")
    lives.tell(ref, "set_adjustments", adjustments=[
        {"kind": "large_print", "review_on": None}, {"kind": "bsl", "review_on": "2027-02-01"}])
    lives.tell(ref, "restrict_contact", review_on="2027-03-01")
    for day in ("2026-07-01", "2026-07-08"):
        lives.tell(ref, "record_contact", direction="in", update_by=day)
    asked = lives.before_an_ombudsman()
    lives.tell(asked, "record_ombudsman_request", ombudsman="lgsco-1", due_on="2026-08-03")
    with lives.council.app.app_context():
        kinds, wrong = differing(lives.complaint(ref))
        more, others = differing(lives.complaint(asked))
    assert wrong + others == []
    assert kinds | more >= {"ombudsman_request", "ombudsman_instruction", "adjustment_review",
                            "contact_limit_review", "promised_update"}


def test_each_day_over_christmas_is_counted_or_skipped_with_its_reason(lives: Lives) -> None:
    """Received on Saturday 19 December 2026: five working days later is Wednesday the 30th."""
    lives.council.at(datetime(2026, 12, 19, 22, 40, tzinfo=UTC))
    why = explained(lives, lives.received(), "stage_1_acknowledge")
    (count,) = why.counts
    assert (count.start, count.working_days, count.end) == (
        date(2026, 12, 19), 5, date(2026, 12, 29))
    assert [(one.on.day, one.number, one.reason) for one in count.days] == [
        (20, None, "Sunday"), (21, 1, "working day"), (22, 2, "working day"),
        (23, 3, "working day"), (24, 4, "working day"), (25, None, "Christmas Day"),
        (26, None, "Saturday"), (27, None, "Sunday"),
        (28, None, "Boxing Day (substitute day)"), (29, 5, "working day"),
    ]
    assert [(one.provision, one.working_days, one.verified) for one in why.rules] == [
        ("LGSCO 6.2", 5, "text")]
    assert not why.provisional


def test_a_day_on_which_the_council_is_closed_still_counts(lives: Lives) -> None:
    """A closure of the council is named, and moves no Code's date."""
    lives.council.at(datetime(2026, 12, 21, 9, tzinfo=UTC))
    ref = lives.received()
    closure = {date(2026, 12, 24): "Offices closed"}
    why = explained(lives, ref, "stage_1_acknowledge", closed=closure)
    eve = next(one for one in why.counts[0].days if one.on == date(2026, 12, 24))
    assert (eve.closed, eve.number) == ("Offices closed", 3)
    assert why.explained == explained(lives, ref, "stage_1_acknowledge").explained


# What happened: what the answer's count starts from.
STARTS = {
    # acknowledged: from the day on which it was
    "acknowledged": (Lives.investigating, "acknowledged"),
    # not acknowledged: from the last day for acknowledging
    "accepted": (Lives.accepted, "acknowledgement_due"),
    # the acknowledgement waits for the post: it has not been given yet
    "by post": (lambda on: on.investigating(by_post=True), "acknowledgement_due"),
}


@pytest.mark.parametrize(("bring", "start"), STARTS.values(), ids=STARTS)
def test_the_answer_counts_from_the_acknowledgement(lives: Lives, bring: Any, start: str) -> None:
    why = explained(lives, bring(lives), "stage_1_respond")
    assert why.counts[0].started_by == start
    assert why.explained == why.deadline.due_on


def test_a_valid_extension_is_counted_on_from_the_original_date(lives: Lives) -> None:
    ref = lives.investigating()
    before = explained(lives, ref, "stage_1_respond").explained
    lives.tell(ref, "extend", working_days=5)
    why = explained(lives, ref, "stage_1_respond")
    assert [(one.step, one.working_days) for one in why.counts] == [
        ("respond", 10), ("extension", 5)]
    assert why.counts[1].start == before
    assert [one.valid for one in why.extensions] == [True]
    assert "LGSCO 6.4" in [one.provision for one in why.rules]


def test_an_extension_that_was_not_told_in_time_moves_nothing(lives: Lives) -> None:
    """It waits for the post: shown, not counted."""
    ref = lives.investigating()
    before = explained(lives, ref, "stage_1_respond").explained
    lives.tell(ref, "extend", working_days=5, by_post=True)
    why = explained(lives, ref, "stage_1_respond")
    assert why.explained == before
    assert [(one.valid, one.told_on) for one in why.extensions] == [(False, None)]
    assert [one.step for one in why.counts] == ["respond"]


def test_a_correction_that_moved_the_date_is_told(lives: Lives) -> None:
    """Both days stay visible, with the reason."""
    ref = lives.received()
    lives.tell(ref, "correct_fact", field="received_at", value="2026-02-26",
               reason="It was stamped on Thursday.")
    why = explained(lives, ref, "stage_1_acknowledge")
    assert [(one.was, one.now) for one in why.corrections] == [
        (date(2026, 3, 2), date(2026, 2, 26))]
    assert why.counts[0].start == date(2026, 2, 26)


def test_a_promised_answer_is_the_date_of_the_latest_notice(lives: Lives) -> None:
    ref = lives.investigating()
    lives.council.later(days=40)
    for day in ("2026-05-01", "2026-05-15"):
        lives.tell(ref, "notify_delay", expected_on=day)
    why = explained(lives, ref, "promised_answer", "1")
    assert [one.due_on for one in why.given] == [date(2026, 5, 1), date(2026, 5, 15)]
    assert why.explained == date(2026, 5, 15)
    assert [one.provision for one in why.rules] == ["LGSCO 5.5"]


def test_a_remedy_s_date_keeps_the_one_before(lives: Lives) -> None:
    ref = lives.responded(upheld=True)
    first = explained(lives, ref, "remedy", "1").explained
    lives.tell(ref, "change_remedy_date", n=1, due_on="2027-05-04", reason="The parts are late.")
    why = explained(lives, ref, "remedy", "1")
    assert [one.due_on for one in why.given] == [first, date(2027, 5, 4)]


def test_both_codes_are_named_where_both_hold(lives: Lives) -> None:
    """A mixed complaint shows a paragraph of each Code."""
    ref = lives.received(service="housing-repairs")
    lives.tell(ref, "accept", points=[{"text": "The roof.", "service": "housing-repairs"},
                                      {"text": "The bins.", "service": "refuse-recycling"}])
    lives.tell(ref, "assign", handler=HANDLER)
    assert [one.provision for one in explained(lives, ref, "stage_1_respond").rules] == [
        "HO 6.2", "HO 6.3", "LGSCO 6.2", "LGSCO 6.3"]


def test_a_year_that_is_not_proclaimed_is_marked(lives: Lives) -> None:
    lives.council.at(datetime(2028, 12, 27, 9, tzinfo=UTC))
    why = explained(lives, lives.received(), "stage_1_acknowledge")
    assert why.provisional
    assert {one.on.year for one in why.counts[0].days if one.provisional} == {2029}


def test_where_the_calendar_ends_nothing_is_guessed(lives: Lives) -> None:
    lives.council.at(datetime(2030, 12, 20, 9, tzinfo=UTC))
    ref = lives.received()
    why = explained(lives, ref, "stage_1_respond")
    assert why.deadline.due_on is None
    assert why.explained is None


@pytest.mark.parametrize(("kind", "item"), [
    ("stage_2_respond", ""), ("nonsense", ""), ("remedy", "7"), ("stage_1_respond", "1"),
])
def test_a_deadline_that_is_not_there_is_not_found(lives: Lives, kind: str, item: str) -> None:
    ref = lives.received()
    with pytest.raises(NotFound):
        explained(lives, ref, kind, item)
