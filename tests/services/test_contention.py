"""Proves that commands which stand in each other's way are all carried out, or told to wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from support.staffed import Staffed, staffed

from complaints_service.persistence import database
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import EventRow
from complaints_service.services import contention, handle
from complaints_service.services.errors import Busy, InProgress, NotFound
from complaints_service.services.rules_in_use import rules

LINKS = 100
COMPLAINT: dict[str, Any] = {
    "service": "refuse-recycling", "channel": "web", "description": "Missed bins",
    "complainants": [{"name": "Ann Example", "email": "ann@home.example"}],
}


@pytest.fixture
def council(database_url: str, tmp_path: Path) -> Iterator[Staffed]:
    rules()
    with staffed(database_url, tmp_path) as found:
        yield found


def together(*works: Callable[[], object]) -> list[BaseException]:
    """Do all at once; return what they raised."""
    raised: list[BaseException] = []

    def kept(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=kept, args=[work]) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return raised


def test_two_complaints_linked_to_each_other_at_once(council: Staffed) -> None:
    one, two = (council.tell("intake", "receive", data=COMPLAINT).ref for _ in range(2))

    def link(ref: str, other: str) -> Callable[[], None]:
        def often() -> None:
            for _ in range(LINKS):
                council.tell("officer", "link", ref, {"ref": other})
        return often

    assert together(link(one, two), link(two, one)) == []
    with council.app.app_context():
        links = db.session.scalars(
            select(table(EventRow).c.seq).where(EventRow.ref == one, EventRow.type == "linked")
            .order_by(EventRow.seq)
        ).all()
    # Each link is an event on both: nothing is lost, and nothing is recorded twice.
    assert list(links) == list(range(2, 2 * LINKS + 2))


def test_a_command_that_collides_is_begun_again(
    council: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = council.tell("intake", "receive", data=COMPLAINT).ref
    collisions = iter([psycopg.errors.DeadlockDetected(), psycopg.errors.SerializationFailure()])
    real = handle.append_entry

    def collides(*given: Any) -> None:
        for fault in collisions:
            raise OperationalError("", {}, fault)
        real(*given)

    monkeypatch.setattr(handle, "append_entry", collides)
    assert council.tell("officer", "add_note", ref, {"text": "Rang"}).version == 2


def test_a_command_that_always_collides_is_busy(
    council: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = council.tell("intake", "receive", data=COMPLAINT).ref
    tries: list[None] = []

    def collides(*given: Any) -> None:
        tries.append(None)
        raise OperationalError("", {}, psycopg.errors.DeadlockDetected())

    monkeypatch.setattr(handle, "append_entry", collides)
    with pytest.raises(Busy, match="try again"):
        council.tell("officer", "add_note", ref, {"text": "Rang"})
    assert len(tries) == contention.TRIES


def test_another_fault_is_raised_as_it_is(
    council: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*given: Any) -> None:
        raise OperationalError("", {}, psycopg.errors.AdminShutdown())

    monkeypatch.setattr(handle, "append_entry", breaks)
    with pytest.raises(OperationalError):
        council.tell("intake", "receive", data=COMPLAINT)


def test_who_waits_too_long_for_a_complaint_is_told_that_it_is_busy(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_TIMEOUT", "100ms")
    with staffed(database_url, tmp_path) as council, psycopg.connect(plain(database_url)) as other:
        ref = council.tell("intake", "receive", data=COMPLAINT).ref
        other.execute("SELECT 1 FROM complaint FOR UPDATE")
        with pytest.raises(Busy, match="somebody else"):
            council.tell("officer", "add_note", ref, {"text": "Rang"})
        other.rollback()
        assert council.tell("officer", "add_note", ref, {"text": "Rang"}).version == 2


def plain(url: str) -> str:
    """The address as the driver itself reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def test_a_reference_that_is_taken_is_drawn_again(council: Staffed) -> None:
    first = council.tell("intake", "receive", data=COMPLAINT).ref
    draws = iter([first, first, "NEW-REF"])
    sources = handle.Sources(now=council.sources.now, new_ref=lambda: next(draws))
    with council.app.app_context():
        written = handle.handle(
            handle.Request("receive", COMPLAINT), by=council.actors["intake"], sources=sources)
        refs = set(db.session.scalars(select(table(ComplaintRow).c.ref)))
    assert written.ref == "NEW-REF"
    assert refs == {first, "NEW-REF"}


def test_the_same_request_at_once_is_done_once(council: Staffed) -> None:
    answers: list[Any] = []

    def ask() -> None:
        answers.append(council.tell("intake", "receive", data=COMPLAINT, key="K-1"))

    raised = together(*[ask] * 8)
    assert all(isinstance(one, InProgress) for one in raised)
    assert len({one.ref for one in answers}) == 1
    with council.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(table(ComplaintRow))) == 1


def test_a_link_to_what_does_not_exist_locks_nothing_and_is_not_found(council: Staffed) -> None:
    with pytest.raises(NotFound):
        council.tell("officer", "link", "NO-SUCH", {"ref": "NOR-THIS"})
