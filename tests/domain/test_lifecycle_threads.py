"""Eight threads ask one machine the same questions and never get each other's answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from support.workflows import CODES, CONDITIONS, SMALL, facts, written

from complaints_service.content.workflows import load_workflow
from complaints_service.domain.lifecycle import ConditionUnmet, Lifecycle, _Question

THREADS, QUESTIONS = 8, 4_000


def test_no_thread_meets_anothers_question(tmp_path: Path) -> None:
    small = load_workflow(written(tmp_path, SMALL), CONDITIONS, CODES)
    start = Barrier(THREADS)

    def ask(number: int) -> int:
        start.wait(timeout=30)
        return sum(_wrong(small, number + i) for i in range(QUESTIONS))

    with ThreadPoolExecutor(THREADS) as threads:
        assert sum(threads.map(ask, range(THREADS))) == 0
    assert small._machine.models == []


def test_a_question_is_told_from_its_equal() -> None:
    # With equality by value, threads would remove one another's question.
    same = facts()
    assert _Question("open", same, None) != _Question("open", same, None)


def _wrong(small: Lifecycle, i: int) -> bool:
    """Ask one of three questions; say whether the answer belongs to another."""
    which = i % 3
    if which == 0:
        return small.next_state("parked", "unmerge", facts(), "second") != "second"
    if which == 1:
        return small.next_state("parked", "unmerge", facts(), "open") != "open"
    with pytest.raises(ConditionUnmet) as refused:
        small.next_state("open", "answer", facts(told=True))
    return refused.value.rule != "point_unanswered"
