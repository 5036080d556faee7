"""Time: extensions, delays, post, and lateness that never disappears."""

from __future__ import annotations

from datetime import date

import pytest
from support.casebook import ANN, Casebook
from support.clauses import clause

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.stages import State, Timeliness

WHY = {"reason": "third_party", "reason_text": "We wait for the surveyor"}


def investigating(received: str = "2026-03-02", acknowledged: str = "2026-03-04") -> Casebook:
    return Casebook(received).received().accepted().acknowledged(acknowledged)


def extend(book: Casebook, days: int, stage: int = 1, **data: object) -> None:
    book.do("extend", by="hal", role="handler", stage=stage, working_days=days, **(WHY | data))


def refusal_of(book: Casebook, name: str, **data: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        book.do(name, by="hal", role="handler", **data)
    return caught.value


@clause("HO 6.4", "LGSCO 6.4", "HO 6.5", "LGSCO 6.5")
def test_an_extension_counts_from_the_original_date() -> None:
    book = investigating()
    assert book.due("stage_1_respond") == "2026-03-18"
    extend(book.at("2026-03-18"), 10)
    assert book.due("stage_1_respond") == "2026-04-01"
    assert book.at("2026-03-30").responded("2026-03-30").timely() is Timeliness.ON_TIME_EXTENDED


def test_days_add_up_and_a_second_may_follow_until_the_new_date() -> None:
    book = investigating()
    extend(book.at("2026-03-10"), 4)
    extend(book.at("2026-03-20"), 6)
    assert book.due("stage_1_respond") == "2026-04-01"
    refusal = refusal_of(book, "extend", stage=1, working_days=1, **WHY)
    assert refusal.rule == "extension_over_cap"


@pytest.mark.parametrize(
    ("days", "good_reason", "rule"),
    [
        # Ten is the most without good reason.
        (11, None, "extension_over_cap"),
        (11, "  ", "extension_over_cap"),
        # With good reason it needs an approver besides.
        (11, "The only surveyor is ill", "not_approved"),
    ],
)
@clause("HO 6.4", "LGSCO 6.4")
def test_the_cap_holds(days: int, good_reason: str | None, rule: str) -> None:
    refusal = refusal_of(investigating(), "extend", stage=1, working_days=days,
                         good_reason=good_reason, **WHY)
    assert (refusal.rule, refusal.provision) == (rule, "HO 6.4")


@pytest.mark.parametrize("data", [{"reason_text": " "}, {"reason": None}])
def test_an_extension_explains_itself(data: dict[str, str | None]) -> None:
    refusal = refusal_of(investigating(), "extend", stage=1, working_days=5, **(WHY | data))
    assert refusal.rule == "reason_missing"


def test_after_the_due_date_no_extension_cures() -> None:
    book = investigating().at("2026-03-19")
    assert "extend" not in book.open()
    refusal = refusal_of(book, "extend", stage=1, working_days=5, **WHY)
    assert (refusal.rule, refusal.provision) == ("extension_after_due", "HO 6.4")
    assert book.timely() is Timeliness.OPEN_OVERDUE


def test_on_the_due_day_itself_there_is_still_time() -> None:
    book = investigating().at("2026-03-18T23:30")
    assert not book.deadline("stage_1_respond").overdue(book.today)
    assert "extend" in book.open()


def test_the_stage_named_is_the_one_under_way() -> None:
    with pytest.raises(Refusal, match="stage 1 is under way") as refused:
        extend(investigating(), 5, stage=2)
    assert (refused.value.rule, refused.value.field) == ("not_allowed", "stage")


@clause("HO 5.9", "LGSCO 5.5")
def test_a_delay_is_told_when_late_and_cures_nothing() -> None:
    book = investigating()
    data = {"stage": 1, "reason_text": "The surveyor is late", "expected_on": date(2026, 3, 27),
            "update_every_days": 3}
    assert refusal_of(book, "notify_delay", **data).rule == "delay_not_due"
    book.at("2026-03-19").do("notify_delay", by="hal", role="handler", **data)
    assert book.complaint.stage_1.promised_by == date(2026, 3, 27)
    assert book.due("promised_answer", "1") == "2026-03-27"
    assert book.responded("2026-03-26").timely() is Timeliness.LATE
    assert "promised_answer" not in {one.kind for one in _deadlines(book)}


def _deadlines(book: Casebook) -> list[object]:
    from complaints_service.domain.deadlines import deadlines_of

    return list(deadlines_of(book.complaint, book.rules))


def test_a_promise_lies_ahead() -> None:
    book = investigating().at("2026-03-19")
    refusal = refusal_of(book, "notify_delay", stage=1, reason_text="x",
                         expected_on=date(2026, 3, 18), update_every_days=3)
    assert (refusal.rule, refusal.field) == ("date_order", "expected_on")


@clause("HO 6.2", "HO 6.3", "LGSCO 6.2", "LGSCO 6.3")
def test_an_acknowledgement_that_never_came_is_two_breaches() -> None:
    book = Casebook("2026-09-01").received().accepted()
    assert book.due("stage_1_acknowledge") == "2026-09-08"
    assert book.due("stage_1_respond") == "2026-09-22"
    assert book.at("2026-09-09").ack_timely() is Timeliness.OPEN_OVERDUE
    assert book.at("2026-09-23").timely() is Timeliness.OPEN_OVERDUE


def test_acknowledged_late_the_answer_runs_from_it_and_the_breach_stays() -> None:
    book = Casebook("2026-03-02").received().accepted().acknowledged("2026-03-12")
    assert book.due("stage_1_respond") == "2026-03-26"
    assert book.ack_timely() is Timeliness.LATE
    assert book.responded("2026-03-26").timely() is Timeliness.ON_TIME


def test_a_posted_letter_stops_its_clock_when_it_leaves() -> None:
    book = investigating().at("2026-03-17")
    book.do("respond_stage_1", by="hal", role="handler", points=book.answers(), send_by="post")
    assert book.complaint.state is State.STAGE_1_RESPONDED
    assert book.deadline("stage_1_respond").open
    letter = book.complaint.letters[-1]
    book.at("2026-03-20").do("record_dispatch", letter=letter.id, method="post",
                             sent_on=date(2026, 3, 18))
    assert book.timely() is Timeliness.ON_TIME
    assert "record_dispatch" not in book.open()


@pytest.mark.parametrize(
    ("sent_on", "rule"),
    [(date(2026, 3, 16), "date_order"), (date(2026, 3, 21), "date_order")],
)
def test_a_letter_leaves_neither_before_it_was_made_nor_tomorrow(sent_on: date, rule: str) -> None:
    book = investigating().at("2026-03-17")
    book.do("respond_stage_1", by="hal", role="handler", points=book.answers(), send_by="post")
    letter = book.complaint.letters[-1].id
    refusal = refusal_of(book.at("2026-03-20"), "record_dispatch", letter=letter, method="post",
                         sent_on=sent_on)
    assert refusal.rule == rule
    with pytest.raises(InvalidData, match="no letter of this complaint"):
        book.do("record_dispatch", letter="L0", method="post", sent_on=date(2026, 3, 18))


@pytest.mark.parametrize(
    ("left_on", "due"),
    [
        # Posted by the due date: the extension stands.
        ("2026-03-18", "2026-03-25"),
        # Posted after it: told too late, so the original date stands.
        ("2026-03-19", "2026-03-18"),
    ],
)
@clause("HO 6.4", "LGSCO 6.4")
def test_an_extension_by_post_counts_from_its_dispatch(left_on: str, due: str) -> None:
    book = investigating().at("2026-03-17")
    extend(book, 5, send_by="post")
    assert book.due("stage_1_respond") == "2026-03-18", "not told yet"
    letter = book.complaint.letters[-1].id
    book.at("2026-03-19").do("record_dispatch", letter=letter, method="post",
                             sent_on=date.fromisoformat(left_on))
    assert book.due("stage_1_respond") == due


@pytest.mark.parametrize(
    ("answered", "extended", "expected"),
    [
        # Within the original time it is on time, though extended.
        ("2026-03-18", True, Timeliness.ON_TIME),
        ("2026-03-19", True, Timeliness.ON_TIME_EXTENDED),
        ("2026-03-25", True, Timeliness.ON_TIME_EXTENDED),
        # Over the extended date.
        ("2026-03-26", True, Timeliness.LATE_EXTENDED),
        ("2026-03-19", False, Timeliness.LATE),
    ],
)
def test_how_timely_an_answer_is(answered: str, extended: bool, expected: Timeliness) -> None:
    book = investigating().at("2026-03-16")
    if extended:
        extend(book, 5)
    assert book.responded(answered).timely() is expected


def test_waiting_for_the_complainant_stops_nothing() -> None:
    book = investigating("2026-06-01", "2026-06-03")
    due = book.due("stage_1_respond")
    for day in ("2026-06-05", "2026-06-15"):
        book.at(day).do("record_contact", channel="email", direction="in", summary="A question")
        book.do("add_note", text="We wait for her")
    assert book.due("stage_1_respond") == due == "2026-06-17"


def test_a_promised_update_is_a_deadline_until_we_call() -> None:
    book = investigating()
    book.do("record_contact", channel="phone", direction="in", summary="Asked how it goes",
            update_by=date(2026, 3, 9))
    assert book.due("promised_update", "1") == "2026-03-09"
    book.at("2026-03-09").do("record_contact", channel="phone", direction="out", summary="Told her")
    assert "promised_update" not in {one.kind for one in _deadlines(book)}


def test_an_unknown_year_never_blocks_receipt() -> None:
    book = Casebook("2035-03-02").received()
    assert book.due("stage_1_acknowledge") is None
    assert book.deadline("stage_1_acknowledge").open
    assert book.timely() is Timeliness.OPEN_IN_TIME


@pytest.mark.parametrize(
    ("moment", "acknowledge_by"),
    [
        # Half past eleven at night UTC in summer is the next day in London.
        ("2026-07-09T23:20", "2026-07-17"),
        # In winter it is the same day.
        ("2026-12-24T23:30", "2027-01-05"),
        ("2026-12-24T16:59", "2027-01-05"),
    ],
)
def test_bug_7_the_london_date_counts(moment: str, acknowledge_by: str) -> None:
    assert Casebook(moment).received().due("stage_1_acknowledge") == acknowledge_by


def test_time_never_runs_backwards() -> None:
    book = investigating()
    assert refusal_of(book.at("2026-03-03"), "add_note", text="x").rule == "date_order"


@pytest.mark.parametrize(
    ("field", "value", "kind", "due"),
    [
        # A later stamp on the letter moves both clocks that still run.
        ("received_at", "2026-02-27", "stage_1_acknowledge", "2026-03-06"),
        ("received_at", "2026-02-27T08:00:00+00:00", "stage_1_acknowledge", "2026-03-06"),
    ],
)
def test_bug_19_a_corrected_date_moves_the_clocks(
    field: str, value: str, kind: str, due: str
) -> None:
    book = Casebook("2026-03-02").received().accepted()
    book.do("correct_fact", field=field, value=value, reason="The letter was stamped then")
    assert book.due(kind) == due
    note = book.complaint.corrections[0]
    assert (note.field, note.old) == (field, "2026-03-02T12:00:00.000000Z")


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("2026-03-05", Refusal),  # after it was acknowledged
        ("2027-01-01", Refusal),  # not come yet
        ("yesterday", InvalidData),
        ("2026-03-01T10:00:00", InvalidData),  # no offset
        (None, InvalidData),
    ],
)
def test_a_correction_stays_possible(value: str | None, error: type[Exception]) -> None:
    with pytest.raises(error):
        investigating().do("correct_fact", field="received_at", value=value, reason="x")


def test_moving_a_complaint_to_another_state_and_back_moves_no_date() -> None:
    """Bug 64: a stage set by mistake and set back."""
    book = investigating().responded("2026-03-10")
    dates = (book.due("stage_1_respond"), book.due("stage_1_acknowledge"))
    book.do("request_stage_2")
    book.do("decline_stage_2", ground="already_considered", explanation="By mistake",
            policy_paragraph="6")
    assert (book.due("stage_1_respond"), book.due("stage_1_acknowledge")) == dates
    assert book.timely() is Timeliness.ON_TIME


def test_a_contact_recorded_late_has_its_receipt_made_today() -> None:
    book = Casebook("2026-03-09")
    book.ref = book.do(
        "receive", by="iris", role="intake", when="2026-03-02", service="housing-repairs",
        channel="letter", description="A letter that lay in a tray", complainants=(ANN,),
    ).ref
    assert book.complaint.received_on == date(2026, 3, 2)
    assert book.due("stage_1_acknowledge") == "2026-03-09"
    assert book.complaint.letters[0].issued_at == book.now
