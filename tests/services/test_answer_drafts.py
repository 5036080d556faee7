"""Unfinished answers: one for each person, never overwritten unseen, gone once sent or erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.lives import Lives
from support.staffed import staffed

from complaints_service.persistence.transaction import transaction
from complaints_service.services.answer_drafts import (
    Draft,
    DraftChanged,
    begun_by_others,
    check_draft,
    draft_of,
    drafts_by,
    erase_drafts,
    forget_draft,
    save_draft,
)

ME, OTHER = "ACC-handler", "ACC-officer"
TYPED = {"points": [{"n": "1", "reasons": "We were late."}], "outstanding": ""}


@pytest.fixture
def lives(database_url: str, tmp_path: Path) -> Iterator[Lives]:
    """Lend a council, in whose application the test runs."""
    with staffed(database_url, tmp_path, seed=3) as council, council.app.app_context():
        yield Lives(council)


def save(lives: Lives, ref: str, data: dict[str, object], token: str, who: str = ME) -> Draft:
    """Save what was typed at stage 1."""
    return save_draft(ref, who, 1, data, 5, lives.council.now, token=token)


def test_a_draft_comes_back_as_it_was_typed(lives: Lives) -> None:
    ref = lives.investigating()
    kept = save(lives, ref, TYPED, "")
    found = draft_of(ref, ME, 1)
    assert found == kept == Draft(TYPED, 5, lives.council.now)
    assert drafts_by(ME) == {(ref, 1)}


def test_each_has_their_own_and_each_stage_too(lives: Lives) -> None:
    ref = lives.investigating()
    save(lives, ref, TYPED, "")
    assert draft_of(ref, OTHER, 1) is None
    assert draft_of(ref, ME, 2) is None
    save(lives, ref, {"outstanding": "theirs"}, "", OTHER)
    assert draft_of(ref, ME, 1) == Draft(TYPED, 5, lives.council.now)


def test_saving_upon_what_was_seen_replaces_it(lives: Lives) -> None:
    ref = lives.investigating()
    first = save(lives, ref, TYPED, "")
    lives.council.later(minutes=1)
    second = save(lives, ref, {"outstanding": "more"}, first.token)
    assert draft_of(ref, ME, 1) == second
    assert second.token != first.token


@pytest.mark.parametrize("token", ["", "0" * 32])
def test_another_windows_draft_is_never_overwritten_unseen(lives: Lives, token: str) -> None:
    ref = lives.investigating()
    kept = save(lives, ref, TYPED, "")
    with pytest.raises(DraftChanged) as refused:
        save(lives, ref, {"outstanding": "other"}, token)
    assert refused.value.found == kept == draft_of(ref, ME, 1)


def test_a_draft_that_is_gone_is_noticed(lives: Lives) -> None:
    ref = lives.investigating()
    kept = save(lives, ref, TYPED, "")
    forget_draft(ref, ME, 1)
    with pytest.raises(DraftChanged) as refused:
        save(lives, ref, {"outstanding": "other"}, kept.token)
    assert refused.value.found is None
    with pytest.raises(DraftChanged):
        check_draft(ref, ME, 1, kept.token)
    check_draft(ref, ME, 1, "")


def test_the_same_words_saved_twice_disturb_nobody(lives: Lives) -> None:
    ref = lives.investigating()
    first = save(lives, ref, TYPED, "")
    lives.council.later(minutes=1)
    save(lives, ref, TYPED, first.token)
    check_draft(ref, ME, 1, first.token)


def test_only_ones_own_draft_of_one_stage_is_forgotten(lives: Lives) -> None:
    ref = lives.investigating()
    for who in (ME, OTHER):
        save(lives, ref, TYPED, "", who)
    save_draft(ref, ME, 2, TYPED, 5, lives.council.now, token="")
    forget_draft(ref, ME, 1)
    assert draft_of(ref, ME, 1) is None
    assert draft_of(ref, OTHER, 1) is not None
    assert draft_of(ref, ME, 2) is not None


# A page whose answer was lost on the way saves again with the old token: it is not another window.
def test_a_page_never_takes_itself_for_another(lives: Lives) -> None:
    ref = lives.investigating()
    save_draft(ref, ME, 1, TYPED, 5, lives.council.now, token="", window="page-1")
    more = {"outstanding": "typed on"}
    save_draft(ref, ME, 1, more, 5, lives.council.now, token="", window="page-1")
    found = draft_of(ref, ME, 1)
    assert found is not None
    assert found.data == more
    check_draft(ref, ME, 1, "", window="page-1")
    with pytest.raises(DraftChanged):
        save_draft(ref, ME, 1, TYPED, 5, lives.council.now, token="", window="page-2")


def test_who_else_has_begun_is_told_by_name_alone(lives: Lives) -> None:
    ref = lives.investigating()
    save(lives, ref, TYPED, "", OTHER)
    begun, = begun_by_others(ref, 1, ME)
    assert (begun.name, begun.saved_at) == ("Officer", lives.council.now)
    assert begun_by_others(ref, 1, OTHER) == []
    assert begun_by_others(ref, 2, ME) == []


def test_erasure_removes_the_drafts_of_its_complaint_alone(lives: Lives) -> None:
    ref, other = lives.investigating(), lives.investigating()
    for one in (ref, other):
        save(lives, one, TYPED, "")
    with transaction() as session:
        erase_drafts(session, ref)
    assert drafts_by(ME) == {(other, 1)}


def test_a_character_that_the_database_cannot_keep_does_no_harm(lives: Lives) -> None:
    ref = lives.investigating()
    save(lives, ref, {"a": "x\0y", "b": [{"c\0": "\0"}]}, "")
    lives.council.at(lives.council.now + timedelta(minutes=1))
    found = draft_of(ref, ME, 1)
    assert found is not None
    assert found.data == {"a": "x�y", "b": [{"c�": "�"}]}
