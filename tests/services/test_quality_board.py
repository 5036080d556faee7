"""The sample of answers that are looked at: chosen by nobody, the same on page and in the API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import update
from support.lives import Lives
from support.staffed import staffed

from complaints_service.domain.quality import in_sample
from complaints_service.persistence.base import table
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services.actors import Actor
from complaints_service.services.quality_board import SETTING, Sampled, results, sample
from complaints_service.services.rules_in_use import rules

ANSWERS = 6


@pytest.fixture(scope="module")
def lives(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lives]:
    """Lend a council that answered some complaints."""
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=9) as council, \
            council.app.app_context():
        made = Lives(council)
        for _ in range(ANSWERS):
            made.responded()
        made.investigating()
        yield made


def share(percent: int) -> None:
    """Let so many of a hundred be looked at."""
    with transaction() as session:
        session.execute(update(table(OrganisationRow)).values(settings={SETTING: percent}))


def seen(lives: Lives, who: str = "approver") -> list[Sampled]:
    """The sample as somebody sees it."""
    return sample(lives.council.actors[who], lives.council.now)


def look(lives: Lives, one: Sampled, score: str) -> None:
    """Look at an answer as the approver."""
    items = rules().vocabularies["quality_items"].on(lives.council.now.date())
    lives.council.later(minutes=1)
    lives.council.tell("approver", "record_quality_check", one.ref, {
        "stage": one.stage, "note": "Say it more simply.",
        "scores": [{"item": item.key, "score": score} for item in items]})


def test_all_none_or_just_those_whose_letter_says_so(lives: Lives) -> None:
    share(0)
    assert seen(lives) == []
    share(100)
    everything = seen(lives)
    assert len(everything) == ANSWERS
    share(40)
    digests = {one.ref: letter.sha256 for one in everything
               if (letter := lives.complaint(one.ref).letter(one.letter))}
    assert {one.ref for one in seen(lives)} == {
        ref for ref, digest in digests.items() if in_sample(digest, 40)}


def test_who_wrote_it_sees_that_it_is_theirs(lives: Lives) -> None:
    share(100)
    author: Actor = lives.council.actors["handler"]
    assert all(one.mine for one in sample(author, lives.council.now))
    assert not any(one.mine for one in seen(lives))


def test_results_count_what_was_looked_at(lives: Lives) -> None:
    share(100)
    first, second, *rest = seen(lives)
    look(lives, first, "met")
    look(lives, second, "partly")
    found = seen(lives)
    assert [one.ref for one in found[-2:]] == [first.ref, second.ref]
    counted = results(found)
    assert (counted.overall.checked, counted.overall.percent) == (2, 75)
    assert sum(one.checked for one in counted.services) == 2
    assert {one.percent for one in counted.items} == {75}
    assert [one.key for one in counted.authors] == ["Handler"]
    assert len(rest) == ANSWERS - 2
