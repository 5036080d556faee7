"""The record of a contribution holds before every invariant, and no other record by a link does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.lives import Lives
from support.staffed import Staffed, staffed
from support.walked import checked, tamper

from complaints_service.persistence.database import db
from complaints_service.services.actors import Actor
from complaints_service.services.errors import Forbidden, NotFound
from complaints_service.services.handle import Request, handle
from complaints_service.services.rebuild import differences
from complaints_service.services.rules_in_use import rules


@pytest.fixture(scope="module")
def council(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Staffed]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=5) as made:
        yield made


@pytest.fixture(scope="module")
def ref(council: Staffed) -> str:
    """Asked of a handler of other complaints and of a contractor, and answered by both."""
    lives = Lives(council)
    ref = lives.investigating()
    lives.tell(ref, "request_contribution", to="handler_2@borough.example")
    lives.tell(ref, "request_contribution", to=None, name="Foreman", email="y@yard.example")
    lives.tell(ref, "contribute", "handler_2", n=1, text="I was there.")
    answer(council, ref, guest(lives, ref), "contribute", {"text": "It was mended."})
    return ref


def guest(lives: Lives, ref: str) -> Actor:
    [asked] = [one for one in lives.complaint(ref).contributions if one.by_link]
    return Actor(asked.to, roles=frozenset({"contributor"}))


def answer(council: Staffed, ref: str, by: Actor, command: str, data: dict[str, object]) -> None:
    council.later(minutes=1)
    with council.app.app_context():
        handle(Request(command, data), by=by, ref=ref, sources=council.sources)


def test_the_record_is_sound(council: Staffed, ref: str) -> None:
    assert checked(council.url, council.now).violations == ()
    with council.app.app_context():
        assert list(differences(db.session(), rules())) == []


@pytest.mark.parametrize("command", ["add_note", "contribute"])
def test_who_answered_by_a_link_does_nothing_more(
    council: Staffed, ref: str, command: str
) -> None:
    by = guest(Lives(council), ref)
    with pytest.raises((NotFound, Forbidden)):
        answer(council, ref, by, command, {"text": "More."})


def test_a_record_by_somebody_who_was_not_asked_is_found(council: Staffed, ref: str) -> None:
    tamper(council.url, "UPDATE event SET actor = 'guest:somebody-else' "
           "WHERE type = 'contributed' AND actor LIKE 'guest:%'")
    found = checked(council.url, council.now, only=("I07",)).violations
    assert ["by a link to something else" in one.detail for one in found] == [True]
