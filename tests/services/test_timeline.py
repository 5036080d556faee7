"""The timeline: everything that happened, in words, in one order, read in few questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, text
from support.lives import HANDLER, STATES, Lives
from support.staffed import Staffed, staffed

from complaints_service.content.reminders import load_reminders
from complaints_service.domain.commands.registry import EVENT_OF
from complaints_service.domain.fold import CHANGES, FIRST
from complaints_service.jobs.due_work import DueWork
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.services.case_file import CaseFile, case_file
from complaints_service.services.rules_in_use import rules
from complaints_service.services.timeline import Entry
from complaints_service.services.timeline_stories import STORIES


@pytest.fixture
def council(database_url: str, tmp_path: Path) -> Iterator[Staffed]:
    with staffed(database_url, tmp_path, seed=5) as found:
        yield found


@pytest.fixture
def lives(council: Staffed) -> Lives:
    return Lives(council)


def seen(lives: Lives, ref: str, by: str = "officer") -> CaseFile:
    """The complaint's file as that account reads it."""
    with lives.council.app.app_context():
        complaint = load(db.session(), ref)
        assert complaint is not None
        return case_file(complaint, lives.council.actors[by])


def entries(lives: Lives, ref: str) -> tuple[Entry, ...]:
    return seen(lives, ref).timeline


def said(entry: Entry) -> dict[str, Any]:
    """What an entry tells, by label."""
    return {one.label: one.value if one.form != "items" else
            [(item.heading, item.words) for item in one.items] for one in entry.details}


def test_every_kind_of_event_has_a_story() -> None:
    """No event is told by its bare name."""
    assert {FIRST, *CHANGES} <= set(STORIES)
    assert set(EVENT_OF.values()) <= set(STORIES)


def test_a_life_is_told_in_words_with_who_did_it(lives: Lives) -> None:
    ref = lives.responded(upheld=True)
    told = entries(lives, ref)
    events = [one for one in told if one.kind == "event"]
    assert [one.title for one in events] == [
        "Received", "Accepted at stage 1", "Given to a handler", "Acknowledged at stage 1",
        "Stage 1 answered"]
    assert (events[0].by, events[0].role) == ("Officer", "officer")
    assert (events[3].by, events[3].role) == ("Handler", "handler")
    assert said(events[0])["What they said"] == "Nobody rang back."
    assert said(events[0])["From"] == [("Ada Brook", "")]
    assert said(events[2])["Handler"] == "Handler"
    assert said(events[4])["Findings"] == [("Point 1: upheld", "We read the file.")]
    assert said(events[4])["Remedies"] == [("Remedy 1: Apology", "We say sorry.")]
    assert [one.letter.kind for one in events if one.letter] == [
        "Receipt", "Acknowledgement at stage 1", "Answer at stage 1"]


def test_what_was_typed_in_later_stands_where_it_happened_with_both_times(lives: Lives) -> None:
    """A contact of last week, recorded today."""
    ref = lives.investigating()
    lives.council.later(days=10)
    happened = lives.council.now - timedelta(days=7)
    lives.council.tell("officer", "record_contact", ref, {
        "channel": "phone", "direction": "in", "summary": "She rang."}, occurred_at=happened)
    lives.council.later(days=1)
    lives.tell(ref, "add_note", text="Filed.")
    contact, note = (one for one in entries(lives, ref) if one.type in (
        "contact_recorded", "note_added"))
    assert contact.at == happened
    assert contact.recorded_at == happened + timedelta(days=7)
    assert note.recorded_at is None
    assert said(contact)["What was said"] == "She rang."


def test_letters_reminders_and_what_is_overdue_stand_in_order(lives: Lives) -> None:
    """The worker's messages are between the events, and never events themselves."""
    ref = lives.investigating(by_post=True)
    council = lives.council
    calendar = rules().calendar
    surroundings = Surroundings(council.app, lambda: calendar, load_reminders(), "http://x")
    work = DueWork(surroundings)
    for _ in range(25):
        council.later(days=1)
        with council.app.app_context():
            work.run(council.now)
    lives.tell(ref, "add_note", text="Late.")
    told = entries(lives, ref)
    assert [one.at for one in told] == sorted(one.at for one in told)
    reminders = [one for one in told if one.kind == "reminder"]
    assert {one.overdue for one in reminders} == {True, False}
    assert said(reminders[0])["About"]["kind"] == "stage_1_acknowledge"
    assert said(reminders[0])["About"]["left"] == "2 working days left"
    assert reminders[0].title == "Reminded Handler (has it)"
    assert told[-1].type == "note_added"
    # The receipt's email waits: nothing has become of it yet.
    assert not [one for one in told if one.kind == "letter"]
    with council.app.app_context():
        db.session.execute(text("UPDATE outbox SET state = 'sent', sent_at = created_at "
                                "WHERE kind = 'letter'"))
        db.session.commit()
    sent = [one.title for one in entries(lives, ref) if one.kind == "letter"]
    assert sent == ["Email sent: Receipt"]


def test_erased_words_say_so(lives: Lives) -> None:
    ref = lives.received()
    with lives.council.app.app_context():
        db.session.execute(text("DELETE FROM private_value"))
        db.session.commit()
    first = entries(lives, ref)[0]
    assert said(first)["What they said"] == "Erased"
    assert said(first)["From"] == [("Erased", "")]


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(1, 4)), unique=True))
def test_no_two_entries_share_a_place(made: list[tuple[int, bool, int]]) -> None:
    """By when it happened, then events before messages, each in its own order."""
    start = datetime(2026, 3, 2, tzinfo=UTC)
    told = [Entry(start + timedelta(hours=hour), "event" if is_event else "reminder", seq, "")
            for hour, is_event, seq in made]
    places = [one.place for one in told]
    assert len(set(places)) == len(places)
    ordered = sorted(told, key=lambda one: one.place)
    for before, after in pairwise(ordered):
        assert before.at <= after.at
        if before.at == after.at and before.kind == after.kind:
            assert before.seq < after.seq


def test_every_state_has_a_file(lives: Lives) -> None:
    """Nothing in any state breaks the page's file, and every event is told."""
    for bring in STATES.values():
        bring(lives)
    with lives.council.app.app_context():
        refs = db.session.scalars(select(ComplaintRow.ref)).all()
    for ref in refs:
        file = seen(lives, ref, "auditor")
        events = [one for one in file.timeline if one.kind == "event"]
        assert len(events) == file.complaint.version
        assert all(one.title and one.title[0].isupper() for one in file.timeline)


def test_thirty_events_are_read_in_as_few_questions_as_one(lives: Lives) -> None:
    """No question is asked for each event (goal G2)."""
    ref = lives.received()

    def questions() -> int:
        asked: list[str] = []
        with lives.council.app.app_context():
            complaint = load(db.session(), ref)
            assert complaint is not None

            def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
                asked.append(statement)

            event.listen(db.engine, "before_cursor_execute", note)
            try:
                case_file(complaint, lives.council.actors["officer"])
            finally:
                event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    few = questions()
    lives.tell(ref, "accept", points=[{"text": "The call."}])
    lives.tell(ref, "assign", handler=HANDLER)
    for _ in range(30):
        lives.tell(ref, "add_note", text="More.")
    assert questions() <= few <= 7
