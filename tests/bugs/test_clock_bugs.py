"""Faults of clocks and dates seen in other systems for complaints; none of them may be ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest
from support.casebook import Casebook, shipped
from support.mailroom import Mailroom

from complaints_service.content import rules as rule_files
from complaints_service.domain.commands.parts import SentOutside
from complaints_service.domain.deadlines import deadlines_of, next_due
from complaints_service.domain.fold import fold
from complaints_service.domain.refusals import Refusal
from complaints_service.domain.stages import State, Timeliness
from complaints_service.reporting.measures import MEASURES, Cohort
from complaints_service.services.command_data import parse_command
from complaints_service.services.errors import InvalidCommand

WHY = {"reason": "third_party", "reason_text": "We wait for the surveyor"}


def investigating() -> Casebook:
    """Received on Monday 2 March, acknowledged on the 4th: due on the 18th."""
    return Casebook("2026-03-02").received().accepted().acknowledged("2026-03-04")


def refused(book: Casebook, name: str, **data: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        book.do(name, by="hal", role="handler", **data)
    return caught.value


def extended(book: Casebook, days: int, **data: object) -> Casebook:
    book.do("extend", by="hal", role="handler", stage=1, working_days=days, **(WHY | data))
    return book


def test_bug_11_a_note_the_day_before_moves_no_clock() -> None:
    book = investigating().at("2026-03-17")
    before = deadlines_of(book.complaint, book.rules)
    book.do("add_note", text="Rang, nobody in")
    assert deadlines_of(book.complaint, book.rules) == before


def test_bug_13_waiting_for_information_twice_restarts_nothing() -> None:
    book = investigating()
    before = book.due("stage_1_respond")
    for asked, told in (("2026-03-05", "2026-03-09"), ("2026-03-10", "2026-03-16")):
        book.at(asked).do("record_contact", channel="email", direction="out", summary="Which room?")
        book.at(told).do("record_contact", channel="email", direction="in", summary="The kitchen")
    assert book.due("stage_1_respond") == before == "2026-03-18"
    assert book.at("2026-03-19").timely() is Timeliness.OPEN_OVERDUE


def test_bug_14_an_extension_after_the_date_leaves_it_late() -> None:
    """Refused when asked for late; told late by post, it is kept on file and cures nothing."""
    assert refused(investigating().at("2026-03-19"), "extend", stage=1, working_days=5,
                   **WHY).rule == "extension_after_due"
    book = extended(investigating().at("2026-03-18"), 5, send_by="post")
    book.at("2026-03-20").do("record_dispatch", letter=book.complaint.letters[-1].id,
                             method="post", sent_on=date(2026, 3, 19))
    assert len(book.complaint.extensions) == 1
    assert book.due("stage_1_respond") == "2026-03-18"
    assert book.responded("2026-03-24").timely() in (Timeliness.LATE, Timeliness.LATE_EXTENDED)


@pytest.mark.parametrize(
    ("before", "asked", "rule"),
    [
        # Eleven when ten is the most, at once or in two parts
        ((), 11, "extension_over_cap"),
        ((4,), 7, "extension_over_cap"),
        ((10,), 1, "extension_over_cap"),
    ],
)
def test_bug_15_the_cap_counts_all_that_was_given(
    before: tuple[int, ...], asked: int, rule: str
) -> None:
    book = investigating()
    for days in before:
        extended(book, days)
    assert refused(book, "extend", stage=1, working_days=asked, **WHY).rule == rule


@pytest.mark.parametrize("days", [0, -1, -10, 1.5, "5; DROP", True, None, 10**9])
def test_bug_15_a_tampered_number_of_days_is_no_number_of_days(days: object) -> None:
    with pytest.raises(InvalidCommand) as caught:
        parse_command("extend", {"stage": 1, "working_days": days, **WHY})
    assert caught.value.errors[0].field == "working_days"


def test_bug_15_no_extension_ever_brings_the_date_forward() -> None:
    """Days count from the original date, whenever they are given; never from today."""
    book = investigating()
    for days, due in ((1, "2026-03-19"), (1, "2026-03-20"), (3, "2026-03-25")):
        assert extended(book, days).due("stage_1_respond") == due


def test_bug_16_later_changes_of_dates_replay_to_the_same_dates() -> None:
    book = extended(investigating().at("2026-03-10"), 5)
    book.do("correct_fact", field="received_at", value="2026-02-27", reason="The letter's stamp")
    book.do("record_contact", channel="phone", direction="out", summary="x",
            update_by=date(2026, 3, 13))
    assert book.due("stage_1_acknowledge") == "2026-03-06"
    assert book.due("stage_1_respond") == "2026-03-25"
    again = fold(book.events[book.ref])
    assert deadlines_of(again, book.rules) == deadlines_of(book.complaint, book.rules)
    for length in range(1, len(book.events[book.ref]) + 1):
        assert fold(book.events[book.ref][:length]).version == length


def test_bug_17_one_extension_one_date_everywhere() -> None:
    book = Mailroom("2026-03-02").received().accepted().acknowledged("2026-03-04")
    extended(book, 5)
    waiting = next_due(book.complaint, book.rules)
    assert waiting is not None
    assert waiting.due_on == book.deadline("stage_1_respond").due_on == date(2026, 3, 25)
    assert "25 March 2026" in book.block("new_date")


def test_bug_19_a_corrected_date_keeps_both_and_counts_lateness_anew() -> None:
    book = Casebook("2026-03-09").received().accepted().acknowledged("2026-03-13")
    assert book.ack_timely() is Timeliness.ON_TIME
    assert refused(book, "correct_fact", field="received_at", value="2026-03-02",
                   reason=" ").rule == "reason_missing"
    book.do("correct_fact", field="received_at", value="2026-03-02", reason="The letter's stamp")
    assert book.ack_timely() is Timeliness.LATE
    note = book.complaint.corrections[0]
    assert str(note.old).startswith("2026-03-09")
    assert str(note.new).startswith("2026-03-02")
    assert book.due("stage_1_respond") == "2026-03-27", "it runs from the acknowledgement still"


def test_bug_20_reopening_keeps_the_first_answer_and_its_date() -> None:
    book = investigating().responded("2026-03-16")
    first = book.complaint.stage_1
    book.do("close")
    book.at("2026-05-04").do("reopen", reason="She has written again")
    assert book.complaint.state is State.STAGE_1_RESPONDED
    assert book.complaint.stage_1 == first
    assert book.timely() is Timeliness.ON_TIME
    assert "stage_1_respond" not in {one.kind for one in deadlines_of(book.complaint, book.rules)
                                     if one.open}


def test_bug_22_one_setting_is_seen_by_letter_deadline_and_buttons() -> None:
    """A council that promises an answer in eight days does so in every place."""
    codes = shipped().codes
    strict = {key: replace(one, stage_1=replace(one.stage_1, respond=8))
              for key, one in codes.items()}
    book = Mailroom("2026-03-02", replace(shipped(), codes=MappingProxyType(strict)))
    book.received().accepted().acknowledged("2026-03-04")
    assert book.due("stage_1_respond") == "2026-03-16"
    assert "16 March 2026" in book.block("due_date")
    assert book.at("2026-03-17").timely() is Timeliness.OPEN_OVERDUE
    assert "extend" not in book.open()


def test_bug_23_unhappy_without_a_comment_is_recorded_and_moves_the_state() -> None:
    book = investigating().responded("2026-03-10")
    book.do("request_stage_2", by="complainant", role="complainant")
    assert book.complaint.state is State.STAGE_2_REQUESTED
    assert book.events[book.ref][-1].type == "stage_2_requested"
    assert book.due("stage_2_acknowledge") == "2026-03-17"


def test_bug_45_every_measure_says_which_date_it_goes_by() -> None:
    """Averages by date received and by date answered were mixed; here each names its own."""
    assert all(isinstance(one.cohort, Cohort) and one.note for one in MEASURES.values())
    days = [one for one in MEASURES.values() if one.days == "answer"]
    assert days
    assert {one.cohort for one in days} == {Cohort.DECIDED}


def test_bug_46_cold_caches_change_no_date() -> None:
    warm = investigating()
    rule_files._rules.cache_clear()
    cold = Casebook("2026-03-02", rule_files.load_rules())
    cold.received().accepted().acknowledged("2026-03-04")
    assert deadlines_of(cold.complaint, cold.rules) == deadlines_of(warm.complaint, warm.rules)


@pytest.mark.parametrize(
    ("when", "word"),
    [
        ("2026-03-11", "not come yet"),  # tomorrow
        ("2026-03-01", "before"),  # before it was received
    ],
)
def test_bug_62_no_answer_lies_in_the_future_or_before_the_complaint(
    when: str, word: str
) -> None:
    book = investigating().at("2026-03-10")
    outside = SentOutside(document="scan.pdf", reason="Sent by the landlord's office")
    with pytest.raises(Refusal, match=word) as caught:
        book.do("respond_stage_1", when=when, points=book.answers(), sent_outside=outside)
    assert caught.value.rule == "date_order"
    assert book.deadline("stage_1_respond").met_at is None


def test_bug_62_nothing_counts_as_met_before_it_was_sent() -> None:
    book = investigating()
    for day in ("2026-03-05", "2026-03-18"):
        assert book.at(day).timely() is Timeliness.OPEN_IN_TIME
        assert book.deadline("stage_1_respond").state(book.today) == "open"
    assert book.at("2026-03-19").deadline("stage_1_respond").state(book.today) == "missed"


def test_bug_63_the_clock_stops_at_the_sending_and_at_nothing_before_it() -> None:
    book = Casebook("2026-03-02").received().accepted()
    book.do("assign", handler="hope@example.org")
    book.do("add_note", text="Acknowledgement drafted")
    assert book.deadline("stage_1_acknowledge").open
    book.acknowledged("2026-03-04", send_by="post")
    assert book.deadline("stage_1_acknowledge").open
    assert book.at("2026-03-10").ack_timely() is Timeliness.OPEN_OVERDUE, "it lies on a desk"
    book.do("record_dispatch", letter=book.complaint.letters[-1].id, method="post",
            sent_on=date(2026, 3, 10))
    assert book.ack_timely() is Timeliness.LATE


def test_bug_64_to_stage_2_by_mistake_and_back_moves_no_date() -> None:
    book = investigating().responded("2026-03-10")
    before = {one.kind: one for one in deadlines_of(book.complaint, book.rules)}
    book.at("2026-03-12").do("request_stage_2")
    book.at("2026-03-13").do("decline_stage_2", ground="already_considered",
                             explanation="Recorded on the wrong file", policy_paragraph="6")
    after = {one.kind: one for one in deadlines_of(book.complaint, book.rules)}
    assert {kind: after[kind] for kind in before} == before
    assert after["stage_2_acknowledge"].state(book.today) == "void"


def test_bug_64_withdrawn_by_mistake_and_reopened_runs_on_from_the_same_days() -> None:
    book = investigating()
    book.at("2026-03-09").do("withdraw", evidence="Wrong file")
    book.at("2026-03-10").do("reopen", reason="It was another complaint")
    assert book.complaint.state is State.STAGE_1_INVESTIGATING
    assert book.due("stage_1_respond") == "2026-03-18"
    assert book.deadline("stage_1_respond").open
