"""A new calendar re-dates what is open, by one approved act, and nothing that has stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from support.holidays import published
from support.staffed import Staffed, staffed

from complaints_service import clock
from complaints_service.domain.refusals import Refusal
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import DeadlineRow
from complaints_service.persistence.streams import read_events
from complaints_service.services import calendar_import, reading, rules_in_use
from complaints_service.services.errors import Forbidden
from complaints_service.services.invariants.registry import check_all
from complaints_service.services.rebuild import differences
from complaints_service.services.recounting import catch_up

CONTACT = {
    "service": "refuse-recycling", "channel": "web", "description": "The bins were not emptied",
    "complainants": [{"name": "Ann Example", "email": "ann@example.org"}],
}
POINT = {"points": [{"text": "The bins were not emptied"}]}
DEFINED = {"definition": "Bins not emptied", "outcomes_sought": "Empty bins"}
ANSWERED = {"points": [{"n": 1, "finding": "not_upheld", "reasons": "They were emptied"}]}
EXTENDED = {"stage": 1, "working_days": 3, "reason": "complexity", "reason_text": "Records"}


@pytest.fixture
def council(database_url: str, tmp_path: Path) -> Iterator[Staffed]:
    with staffed(database_url, tmp_path) as opened:
        yield opened


def at(council: Staffed, day: str) -> None:
    council.at(datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=UTC))


def acknowledged(council: Staffed) -> str:
    """Received and acknowledged on Monday 2 March 2026; the answer is due on 16 March."""
    at(council, "2026-03-02")
    ref = council.tell("intake", "receive", data=CONTACT).ref
    council.tell("officer", "accept", ref, POINT)
    council.tell("officer", "assign", ref, {"handler": "handler@borough.example"})
    council.tell("handler", "acknowledge", ref, DEFINED)
    return ref


def taken_in(council: Staffed, raw: bytes, by: str = "administrator") -> int:
    with council.app.app_context():
        proposal = calendar_import.propose("bank-holidays.json", raw, clock.now())
        found = calendar_import.preview(proposal)
        calendar_import.approve(proposal, found, by=council.actors[by], now=clock.now())
        done = calendar_import.carry_out(council.actors[by], clock.now())
        assert done == len(found)
        db.session.remove()
        return done


def due(council: Staffed, ref: str) -> dict[str, tuple[str | None, str]]:
    """The stored deadlines, which the view must repeat."""
    with council.app.app_context():
        rows = db.session.execute(select(DeadlineRow.kind, DeadlineRow.due_on)
                                  .where(DeadlineRow.ref == ref)).all()
        shown = reading.deadlines(reading.seen(ref, council.actors["officer"]))
        found = {one["kind"]: (one["due_on"], one["state"]) for one in shown}
        assert {kind: on and on.isoformat() for kind, on in rows} == {
            kind: on for kind, (on, _) in found.items()}
        db.session.remove()
        return found


def sound(council: Staffed) -> None:
    """Replay and invariants hold, as another process sees them."""
    with council.app.app_context():
        session = db.session()
        rules = rules_in_use.rules_of(session)
        assert list(differences(session, rules)) == []
        assert check_all(session, rules, clock.now()).violations == ()
        db.session.remove()


def events(council: Staffed, ref: str) -> list[Any]:
    with council.app.app_context():
        found = read_events(db.session(), ref)
        db.session.remove()
        return found


def test_bug_3_a_further_holiday_moves_what_is_open_and_nothing_else(council: Staffed) -> None:
    open_, answered, other = (acknowledged(council) for _ in range(3))
    at(council, "2026-03-16")
    council.tell("officer", "respond_stage_1", answered, ANSWERED)
    council.tell("officer", "withdraw", other, {"evidence": "By telephone"})
    at(council, "2026-03-04")
    at(council, "2026-03-16")
    before = {ref: due(council, ref) for ref in (open_, answered, other)}
    assert before[open_]["stage_1_respond"] == ("2026-03-16", "open")
    assert taken_in(council, published(date(2026, 3, 10))) == 1
    # Running: a day later. The acknowledgement was met and stays as it was.
    after = due(council, open_)
    assert after["stage_1_respond"] == ("2026-03-17", "open")
    assert after["stage_1_acknowledge"] == before[open_]["stage_1_acknowledge"]
    assert after["new_date_to_tell"] == ("2026-03-16", "open")
    # Stopped clocks: the dates of then.
    assert due(council, answered) == before[answered]
    assert due(council, other) == before[other]
    moved = events(council, open_)[-1]
    assert (moved.type, moved.role) == ("rules_moved", "administrator")
    assert moved.data["dates"] == [{"kind": "stage_1_respond", "item": "",
                                    "before": "2026-03-16", "after": "2026-03-17"}]
    assert [one["kind"] for one in moved.data["letters"]] == ["stage_1_respond"]
    kinds = [one.type for one in events(council, calendar_import.STREAM)]
    assert kinds == ["calendar_imported"]
    sound(council)


def test_a_moved_holiday_never_makes_what_was_met_missed(council: Staffed) -> None:
    """4 May 2026 becomes a working day and 8 May a holiday, after an answer on the last day."""
    at(council, "2026-04-23")
    refs = []
    for _ in range(2):
        ref = council.tell("intake", "receive", data=CONTACT).ref
        council.tell("officer", "accept", ref, POINT)
        council.tell("officer", "assign", ref, {"handler": "handler@borough.example"})
        council.tell("handler", "acknowledge", ref, DEFINED)
        refs.append(ref)
    met, open_ = refs
    assert due(council, met)["stage_1_respond"][0] == "2026-05-08"
    at(council, "2026-05-07")
    council.tell("officer", "respond_stage_1", met, ANSWERED)
    council.tell("handler", "extend", open_, EXTENDED)
    before = due(council, met), due(council, open_)
    raw = published(date(2026, 5, 6), without={date(2026, 5, 4)})
    taken_in(council, raw)
    assert due(council, met) == before[0]
    # One day out and one day in: the date stays, and so does that the extension was told in time.
    assert due(council, open_)["stage_1_respond"] == before[1]["stage_1_respond"]
    sound(council)


def test_an_extension_told_in_time_stays_valid_when_the_date_moves_earlier(
    council: Staffed
) -> None:
    """Good Friday's neighbour: the added day is taken back, after an extension on the last day."""
    ref = acknowledged(council)
    taken_in(council, published(date(2026, 3, 10)))
    assert due(council, ref)["stage_1_respond"][0] == "2026-03-17"
    at(council, "2026-03-17")
    council.tell("handler", "extend", ref, EXTENDED)
    extended = due(council, ref)["stage_1_respond"]
    assert extended[0] == "2026-03-20"
    # The list of the next day has the holiday on 24 March instead.
    taken_in(council, published(date(2026, 3, 24), without={date(2026, 3, 10)}))
    assert due(council, ref)["stage_1_respond"][0] == "2026-03-19"
    with council.app.app_context():
        shown = reading.complaint_view(reading.seen(ref, council.actors["officer"]))
        assert shown["extensions"][0]["valid"] is True
        db.session.remove()
    sound(council)


def test_the_new_date_is_told_by_a_letter(council: Staffed) -> None:
    ref = acknowledged(council)
    with pytest.raises(Refusal, match="no letter names a date"):
        council.tell("handler", "tell_new_date", ref)
    taken_in(council, published(date(2026, 3, 10)))
    assert due(council, ref)["new_date_to_tell"] == ("2026-03-04", "open")
    council.tell("handler", "tell_new_date", ref, {"words": "Sorry for the change."})
    assert due(council, ref)["new_date_to_tell"] == ("2026-03-04", "met")
    with council.app.app_context():
        said = db.session.scalar(text(
            "SELECT plain_text FROM letter WHERE kind = 'update' ORDER BY issued_at DESC LIMIT 1"))
        db.session.remove()
    words = " ".join(said.split())
    assert "by 16 March 2026" in words
    assert "the date is now 17 March 2026" in words
    assert "Sorry for the change." in words
    with pytest.raises(Refusal, match="no letter names a date"):
        council.tell("handler", "tell_new_date", ref)
    sound(council)


def test_a_date_moved_twice_is_told_as_it_stands(council: Staffed) -> None:
    ref = acknowledged(council)
    taken_in(council, published(date(2026, 3, 10)))
    taken_in(council, published(date(2026, 3, 10), date(2026, 3, 11)))
    council.tell("handler", "tell_new_date", ref)
    with council.app.app_context():
        said = db.session.scalar(text("SELECT plain_text FROM letter WHERE kind = 'update'"))
        db.session.remove()
    assert "by 16 March 2026" in " ".join(said.split())
    assert "the date is now 18 March 2026" in " ".join(said.split())
    # The letter itself names a date that the next list moves.
    taken_in(council, published(*(date(2026, 3, day) for day in (10, 11, 12))))
    assert due(council, ref)["new_date_to_tell"][1] == "open"
    sound(council)


def test_what_the_calendar_left_behind_catches_up_when_a_clock_starts(council: Staffed) -> None:
    """A complaint whose dates do not change keeps its version, until its next clock needs the new
    calendar."""
    ref = acknowledged(council)
    assert taken_in(council, published(date(2026, 4, 14))) == 0
    at(council, "2026-03-16")
    council.tell("officer", "respond_stage_1", ref, ANSWERED)
    assert "rules_moved" not in [one.type for one in events(council, ref)]
    at(council, "2026-04-07")
    council.tell("officer", "request_stage_2", ref)
    assert [one.type for one in events(council, ref)][-2:] == ["rules_moved", "stage_2_requested"]
    # Five working days to 15 April: 14 April does not count.
    assert due(council, ref)["stage_2_acknowledge"][0] == "2026-04-15"
    sound(council)


def test_a_date_that_nobody_knew_is_found(council: Staffed) -> None:
    at(council, "2030-12-19")
    ref = council.tell("intake", "receive", data=CONTACT).ref
    assert due(council, ref)["stage_1_respond"][0] is None
    days = [date(2031, *one) for one in (
        (1, 1), (4, 11), (4, 14), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26), (12, 1), (12, 2))]
    assert taken_in(council, published(*days, years=(2029, 2031))) == 1
    assert due(council, ref)["stage_1_respond"][0] == "2031-01-14"
    sound(council)


def test_only_whoever_may_approves_and_only_what_stands(council: Staffed) -> None:
    with council.app.app_context():
        proposal = calendar_import.propose("x.json", published(date(2026, 3, 10)), clock.now())
        for name in ("handler", "manager", "auditor"):
            with pytest.raises(Forbidden):
                calendar_import.approve(proposal, (), by=council.actors[name], now=clock.now())
        calendar_import.approve(proposal, (), by=council.actors["officer"], now=clock.now())
        # The same proposal again: another calendar came between.
        with pytest.raises(Refusal, match="by now"):
            calendar_import.approve(proposal, (), by=council.actors["officer"], now=clock.now())
        # Nothing is new any more.
        again = calendar_import.propose("x.json", published(date(2026, 3, 10)), clock.now())
        assert not again.changes_something
        db.session.remove()


def test_the_worker_finishes_what_an_import_began(council: Staffed) -> None:
    refs = [acknowledged(council) for _ in range(3)]
    with council.app.app_context():
        proposal = calendar_import.propose("x.json", published(date(2026, 3, 10)), clock.now())
        calendar_import.approve(proposal, calendar_import.preview(proposal),
                                by=council.actors["officer"], now=clock.now())
        # The process died here; the worker's next beats do the rest, once.
        assert catch_up(council.actors["system"], clock.now()) == 3
        assert catch_up(council.actors["system"], clock.now()) == 0
        db.session.remove()
    assert {due(council, ref)["stage_1_respond"][0] for ref in refs} == {"2026-03-17"}
    assert events(council, refs[0])[-1].role == "system"
    sound(council)
