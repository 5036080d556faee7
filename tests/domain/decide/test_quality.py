"""Looking at an answer afterwards: every question, never one's own, and reasons that teach."""

from __future__ import annotations

import pytest
from support.casebook import Casebook

from complaints_service.domain.commands.parts import ScoreGiven
from complaints_service.domain.quality import latest_check, may_check
from complaints_service.domain.refusals import InvalidData, Refusal


def answered() -> Casebook:
    """A complaint that hal, the handler, answered at stage 1."""
    return Casebook("2026-03-02").received().accepted().acknowledged("2026-03-03").responded(
        "2026-03-10", "not_upheld")


def scores(book: Casebook, score: str = "met", **others: str) -> tuple[ScoreGiven, ...]:
    """Every question with one score, but for those named."""
    items = book.rules.vocabularies["quality_items"].on(book.today)
    return tuple(ScoreGiven(item=one.key, score=others.get(one.key, score)) for one in items)


def look(book: Casebook, by: str = "rhea", **data: object) -> None:
    """Look at the answer of stage 1, unless another is named."""
    book.do("record_quality_check", by=by, role="approver", **{"stage": 1, **data})


def test_a_look_is_kept_and_a_later_one_stands_before_it() -> None:
    book = answered()
    assert "record_quality_check" in book.open()
    look(book, scores=scores(book))
    look(book, scores=scores(book, apology="not_applicable", fair="partly"), note="Mind the tone.")
    first, last = book.complaint.quality_checks
    assert latest_check(book.complaint, 1) == last
    assert last.checked_by == "rhea"
    assert {one.item: one.score for one in last.scores}["fair"] == "partly"
    assert last.note is not None
    assert first.note is None


def test_nobody_looks_at_their_own() -> None:
    book = answered()
    assert not may_check(book.complaint, 1, "hal")
    with pytest.raises(Refusal) as refused:
        look(book, "hal", scores=scores(book))
    assert refused.value.rule == "self_approval"


def test_what_falls_short_is_explained() -> None:
    book = answered()
    with pytest.raises(Refusal) as refused:
        look(book, scores=scores(book, plain_words="not_met"), note=" ")
    assert (refused.value.rule, refused.value.field) == ("reason_missing", "note")
    assert "9.1" in (refused.value.provision or "")


def test_every_question_is_answered_once() -> None:
    book = answered()
    every = scores(book)
    with pytest.raises(Refusal, match="nothing for 'file'"):
        look(book, scores=every[:-1])
    with pytest.raises(InvalidData, match="answered twice"):
        look(book, scores=(*every, every[0]))
    with pytest.raises(InvalidData, match="quality_items"):
        look(book, scores=(*every, ScoreGiven(item="shoes", score="met")))


def test_there_has_to_be_an_answer() -> None:
    book = Casebook("2026-03-02").received().accepted().acknowledged("2026-03-03")
    assert "record_quality_check" not in book.open()
    with pytest.raises(InvalidData, match="'stage' is 2"):
        look(answered(), stage=2)
