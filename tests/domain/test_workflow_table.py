"""The shipped workflows against the API contract's own table, written down here a second time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from itertools import product

import pytest
from support.casebook import Casebook, shipped
from support.clauses import clause

from complaints_service.domain.commands.registry import COMMANDS, CREATION
from complaints_service.domain.facts import Facts
from complaints_service.domain.lifecycle import ConditionUnmet, Lifecycle, NotAllowed
from complaints_service.domain.refusals import RULES
from complaints_service.domain.stages import Stage, State, stage_of

RECEIVED, REQUEST, HANDED, DECLINED, MERGED = (
    "received", "service_request", "handed_off", "declined", "merged")
ACCEPTED, INVESTIGATING, ANSWERED = (
    "stage_1_accepted", "stage_1_investigating", "stage_1_responded")
ASKED, REVIEWING, FINAL = "stage_2_requested", "stage_2_investigating", "stage_2_responded"
WITHDRAWN, CLOSED = "withdrawn", "closed"
ALL = {RECEIVED, REQUEST, HANDED, DECLINED, MERGED, ACCEPTED, INVESTIGATING, ANSWERED, ASKED,
       REVIEWING, FINAL, WITHDRAWN, CLOSED}
SAME = "="
UNDER_WAY_1 = {RECEIVED, ACCEPTED, INVESTIGATING}
OPEN_TO_CLOCKS = {*UNDER_WAY_1, ASKED, REVIEWING}

# command, the states it may follow in, the states it may lead to ("=": the state stays)
TABLE: list[tuple[str, set[str], set[str]]] = [
    # Triage decides once what a contact is
    ("treat_as_service_request", {RECEIVED}, {REQUEST}),
    ("hand_off", {RECEIVED}, {HANDED}),
    # Thanks and comments ask for nothing more
    ("treat_as_compliment", {RECEIVED}, {CLOSED}),
    # The request stays what it is; the complaint raised from it is another file
    ("raise_as_complaint", {REQUEST}, {SAME}),
    ("close_service_request", {REQUEST}, {CLOSED}),
    # A refused complaint may be taken on after all
    # A hazard waits for nothing: in any state, also in triage
    ("open_hazard", ALL, {SAME}),
    ("record_bundle_made", ALL, {SAME}),
    ("record_hazard_step", ALL, {SAME}),
    ("hand_over_hazard", ALL, {SAME}),
    ("accept", {RECEIVED, DECLINED}, {ACCEPTED}),
    # For some points only, the state stays
    ("decline", UNDER_WAY_1, {DECLINED, RECEIVED, ACCEPTED, INVESTIGATING}),
    ("link", ALL, {SAME}),
    # Any but merged and closed; back to where it came from
    ("merge", ALL - {MERGED, CLOSED}, {MERGED}),
    ("unmerge", {MERGED}, ALL - {MERGED, CLOSED}),
    ("open_linked_complaint", ALL, {SAME}),
    ("assign", ALL, {SAME}),
    ("assign_reviewer", ALL, {SAME}),
    # Only what somebody has to answer, and nobody has
    ("take", {ACCEPTED, INVESTIGATING}, {SAME}),
    # Until stage 1 is answered
    ("set_points", UNDER_WAY_1, {SAME}),
    ("add_point", UNDER_WAY_1, {SAME}),
    ("acknowledge", {ACCEPTED}, {INVESTIGATING}),
    ("correct_definition", {INVESTIGATING, REVIEWING}, {SAME}),
    ("extend", {INVESTIGATING, REVIEWING}, {SAME}),
    ("notify_delay", OPEN_TO_CLOCKS, {SAME}),
    ("tell_new_date", OPEN_TO_CLOCKS, {SAME}),
    # Straight on to stage 2 where it was asked for while stage 1 was overdue
    ("respond_stage_1", {INVESTIGATING}, {ANSWERED, ASKED}),
    ("request_stage_2", {ANSWERED, CLOSED, ACCEPTED, INVESTIGATING}, {ASKED, SAME}),
    ("decline_stage_2", {ASKED}, {ANSWERED}),
    ("acknowledge_stage_2", {ASKED}, {REVIEWING}),
    ("respond_stage_2", {REVIEWING}, {FINAL}),
    *((name, ALL, {SAME}) for name in (
        "reissue_response", "record_dispatch", "record_contact", "add_note", "set_adjustments",
        "set_representative", "set_complainants", "offer_remedy", "record_remedy_reply",
        "change_remedy_date", "hand_over_remedy", "complete_remedy", "remedy_undeliverable",
        "record_cause", "record_quality_check",
        "add_lesson", "restrict_access", "restrict_contact",
        "record_complained_of", "submit_for_approval", "approve", "return_draft",
        "correct_fact", "notify_ombudsman",
        "record_ombudsman_request", "record_ombudsman_decision", "complete_obligation",
        "answer_ombudsman_request", "record_obligation_accepted")),
    # Others are asked while there is an answer to write
    ("request_contribution", {ACCEPTED, INVESTIGATING, ASKED, REVIEWING}, {SAME}),
    ("contribute", {ACCEPTED, INVESTIGATING, ASKED, REVIEWING}, {SAME}),
    ("withdraw_contribution", ALL, {SAME}),
    ("add_document", ALL, {SAME}),
    ("describe_document", ALL, {SAME}),
    ("withdraw_document", ALL, {SAME}),
    # While there is something left to decide
    ("save_draft", {RECEIVED, ACCEPTED, INVESTIGATING, ANSWERED, ASKED, REVIEWING, FINAL}, {SAME}),
    # An Ombudsman's word leads to the stage that it names, from anywhere
    ("record_ombudsman_instruction", ALL, {ACCEPTED, INVESTIGATING, ASKED, REVIEWING}),
    ("withdraw", {RECEIVED, ACCEPTED, INVESTIGATING, ANSWERED, ASKED, REVIEWING}, {WITHDRAWN}),
    ("close", {ANSWERED, FINAL, DECLINED, WITHDRAWN, HANDED}, {CLOSED}),
    # Back to where it came from
    ("reopen", {CLOSED, DECLINED, WITHDRAWN, HANDED}, ALL - {MERGED, CLOSED}),
]
STAGES = {
    Stage.CONTACT: {RECEIVED, REQUEST, HANDED},
    Stage.STAGE_1: {ACCEPTED, INVESTIGATING, ANSWERED},
    Stage.STAGE_2: {ASKED, REVIEWING, FINAL},
    Stage.ENDED: {DECLINED, MERGED, WITHDRAWN, CLOSED},
}

# The Ombudsman's own case: command, from, to
OMBUDSMAN: list[tuple[str, set[str], set[str]]] = [
    ("record_ombudsman_request", {"enquiry", "investigating"}, {"investigating"}),
    ("record_ombudsman_request", {"draft", "compliance"}, {SAME}),
    # Told to answer ourselves first: their case ends, and ours goes on
    ("record_ombudsman_instruction", {"enquiry", "investigating"}, {"returned_premature"}),
    ("record_ombudsman_instruction", {"draft", "compliance"}, {SAME}),
    ("record_ombudsman_decision", {"enquiry", "investigating", "draft"},
     {"draft", "compliance", "decided"}),
    ("answer_ombudsman_request", {"enquiry", "investigating", "draft", "compliance"}, {SAME}),
    ("complete_obligation", {"compliance"}, {"compliance", "closed"}),
]
EVERYTHING = Facts(**dict.fromkeys((one.name for one in fields(Facts)), True))


@pytest.fixture(scope="module")
def life() -> Lifecycle:
    return shipped().lifecycle


def led(life: Lifecycle, command: str, state: str, facts: object = EVERYTHING) -> set[str]:
    """Every state that the command may lead to from here; empty where it may not follow."""
    found = set()
    for target in (None, *life.states):
        try:
            found.add(life.next_state(state, command, facts, target))
        except (NotAllowed, ConditionUnmet):
            continue
        except ValueError:
            assert target is None, "a target was given"
    return found


def test_the_table_knows_every_command_once() -> None:
    assert sorted(name for name, _, _ in TABLE) == sorted(set(COMMANDS) - {CREATION})


def test_the_states_are_those_of_the_contract(life: Lifecycle) -> None:
    assert set(life.states) == ALL == {one.value for one in State}
    assert life.initial == RECEIVED


@pytest.mark.parametrize(("command", "sources", "dests"), TABLE, ids=[row[0] for row in TABLE])
def test_a_command_follows_and_leads_as_the_contract_says(
    life: Lifecycle, command: str, sources: set[str], dests: set[str]
) -> None:
    for state in ALL:
        reached = led(life, command, state)
        if state not in sources:
            assert reached == set(), f"{command} must not follow in {state}"
            assert command not in life.open_steps(state, EVERYTHING)
        else:
            allowed = {state if one == SAME else one for one in dests}
            assert reached, f"{command} must be able to follow in {state}"
            assert reached <= allowed, f"{command} leads from {state} astray"
            assert command in life.open_steps(state, EVERYTHING)
    everywhere = {one for state in sources for one in led(life, command, state)}
    assert dests - {SAME} <= everywhere, f"{command} never leads where it should"


@pytest.mark.parametrize(
    ("state", "stays"),
    [(ANSWERED, False), (CLOSED, False), (ACCEPTED, True), (INVESTIGATING, True)],
)
def test_a_wish_for_stage_2_waits_while_stage_1_is_overdue(
    life: Lifecycle, state: str, stays: bool
) -> None:
    assert led(life, "request_stage_2", state) == {state if stays else ASKED}


# command, state, the fact that must hold, the rule that refuses it otherwise
CONDITIONS = [
    # Once per request
    ("raise_as_complaint", REQUEST, "not_yet_raised", "not_allowed"),
    # New issues are a complaint of their own only once stage 1 is answered
    ("open_linked_complaint", ANSWERED, "stage_1_answered", "not_allowed"),
    # Told after the due date, further time cures nothing
    ("extend", INVESTIGATING, "answer_not_yet_due", "extension_after_due"),
    ("extend", REVIEWING, "answer_not_yet_due", "extension_after_due"),
    # Only where a new calendar moved a date that a letter names
    ("tell_new_date", INVESTIGATING, "date_to_tell", "not_allowed"),
    ("notify_delay", INVESTIGATING, "answer_or_acknowledgement_overdue", "delay_not_due"),
    ("notify_delay", RECEIVED, "answer_or_acknowledgement_overdue", "delay_not_due"),
    ("request_stage_2", CLOSED, "closed_after_stage_1", "not_allowed"),
    ("request_stage_2", ACCEPTED, "stage_1_overdue", "not_allowed"),
    ("request_stage_2", INVESTIGATING, "stage_1_overdue", "not_allowed"),
    ("request_stage_2", INVESTIGATING, "stage_2_not_yet_requested", "not_allowed"),
    ("reissue_response", ANSWERED, "some_stage_answered", "not_allowed"),
    ("record_quality_check", INVESTIGATING, "answer_to_check", "not_allowed"),
    ("record_dispatch", INVESTIGATING, "letter_awaits_post", "not_allowed"),
    ("record_remedy_reply", CLOSED, "remedy_unanswered", "not_allowed"),
    ("change_remedy_date", CLOSED, "remedy_unsettled", "not_allowed"),
    ("hand_over_remedy", CLOSED, "remedy_unsettled", "not_allowed"),
    ("take", ACCEPTED, "nobody_has_it", "not_allowed"),
    ("complete_remedy", CLOSED, "remedy_unsettled", "not_allowed"),
    ("remedy_undeliverable", CLOSED, "remedy_unsettled", "not_allowed"),
    ("notify_ombudsman", RECEIVED, "ombudsman_free", "not_allowed"),
    ("record_ombudsman_request", CLOSED, "ombudsman_case_open", "not_allowed"),
    ("record_ombudsman_instruction", CLOSED, "ombudsman_case_open", "not_allowed"),
    ("record_ombudsman_decision", CLOSED, "ombudsman_undecided", "not_allowed"),
    ("record_hazard_step", RECEIVED, "hazard_open", "not_allowed"),
    ("hand_over_hazard", RECEIVED, "hazard_open", "not_allowed"),
    ("answer_ombudsman_request", CLOSED, "ombudsman_request_open", "not_allowed"),
    ("record_obligation_accepted", CLOSED, "obligation_to_accept", "not_allowed"),
    ("complete_obligation", CLOSED, "obligation_open", "not_allowed"),
    ("submit_for_approval", INVESTIGATING, "draft_to_submit", "not_allowed"),
    ("approve", INVESTIGATING, "draft_waiting", "not_allowed"),
    ("return_draft", INVESTIGATING, "draft_waiting", "not_allowed"),
    ("add_document", CLOSED, "room_for_a_document", "not_allowed"),
    ("describe_document", CLOSED, "document_on_file", "not_allowed"),
    ("withdraw_document", CLOSED, "document_on_file", "not_allowed"),
    ("contribute", INVESTIGATING, "contribution_open", "not_allowed"),
    ("withdraw_contribution", CLOSED, "contribution_open", "not_allowed"),
]


@pytest.mark.parametrize(("command", "state", "fact", "rule"), CONDITIONS)
def test_a_condition_refuses_by_its_own_rule(
    life: Lifecycle, command: str, state: str, fact: str, rule: str
) -> None:
    without = replace(EVERYTHING, **{fact: False})
    target = min(led(life, command, state))
    with pytest.raises(ConditionUnmet) as unmet:
        life.next_state(state, command, without, target)
    assert unmet.value.rule == rule
    assert rule in RULES
    assert command not in life.open_steps(state, without)


def test_nothing_else_depends_on_anything(life: Lifecycle) -> None:
    """A command that the table gives no condition succeeds whatever the facts."""
    nothing = Facts(**dict.fromkeys((one.name for one in fields(Facts)), False))
    bound = {(command, state) for command, state, _, _ in CONDITIONS}
    conditional = {command for command, _ in bound}
    for command, sources, _ in TABLE:
        if command not in conditional:
            assert all(led(life, command, state, nothing) for state in sources), command
    assert led(life, "request_stage_2", ANSWERED, nothing) == {ASKED}, "never for want of a reason"


@clause("HO 5.2", "HO 5.3", "LGSCO 5.2")
def test_states_belong_to_two_stages_and_no_third(life: Lifecycle) -> None:
    for stage, states in STAGES.items():
        for state in states:
            assert stage_of(State(state), ()) is stage
            assert life.states[state].stage == stage.value
    assert set().union(*STAGES.values()) == ALL
    assert {one for one in STAGES if one.value.startswith("stage_")} == {
        Stage.STAGE_1, Stage.STAGE_2}


@pytest.mark.parametrize(
    ("statuses", "above"),
    [
        # While either body has a case under way the stage is the Ombudsman's …
        (("enquiry",), True), (("investigating",), True), (("draft",), True),
        (("compliance",), True), (("decided", "enquiry"), True),
        # … and then the complaint's own again
        ((), False), (("returned_premature",), False), (("decided",), False),
        (("closed", "decided"), False),
    ],
)
def test_an_ombudsmans_case_stands_above_every_state(
    statuses: tuple[str, ...], above: bool
) -> None:
    for state in State:
        assert (stage_of(state, statuses) is Stage.OMBUDSMAN) is above


def test_the_ombudsmans_case_follows_its_own_table() -> None:
    case = shipped().ombudsman_lifecycle
    assert set(case.states) == {"enquiry", "returned_premature", "investigating", "draft",
                                "decided", "compliance", "closed"}
    assert case.initial == "enquiry"
    for command, state in product({row[0] for row in OMBUDSMAN}, case.states):
        rows = [row for row in OMBUDSMAN if row[0] == command and state in row[1]]
        expected = {state if one == SAME else one for row in rows for one in row[2]}
        assert led(case, command, state) == expected, (command, state)


@pytest.mark.parametrize("final", ["decided", "returned_premature", "closed"])
def test_an_ended_ombudsmans_case_moves_no_more(final: str) -> None:
    case = shipped().ombudsman_lifecycle
    assert case.states[final].final
    assert case.open_steps(final, EVERYTHING) == ()


Walk = Callable[[Casebook], object]


@pytest.mark.parametrize(
    ("walk", "may"),
    [
        # Before the answer a new matter is a point; after it, a complaint of its own
        (lambda book: None, False),
        (lambda book: book.accepted(), False),
        (lambda book: book.accepted().acknowledged("2026-03-04"), False),
        (lambda book: book.accepted().acknowledged("2026-03-04").responded("2026-03-10"), True),
        (lambda book: book.accepted().acknowledged("2026-03-04").responded("2026-03-10")
         .do("close"), True),
        (lambda book: book.accepted().acknowledged("2026-03-04").responded("2026-03-10")
         .escalated("2026-03-12"), True),
    ],
    ids=["received", "accepted", "investigating", "answered", "closed", "stage 2"],
)
@clause("HO 6.8", "LGSCO 6.9")
def test_new_matters_become_a_complaint_only_once_stage_1_is_answered(
    walk: Walk, may: bool
) -> None:
    book = Casebook("2026-03-02").received()
    walk(book)
    assert ("open_linked_complaint" in book.open()) is may


def test_no_state_ends_without_a_way_back_or_on(life: Lifecycle) -> None:
    """Nothing is a trap: from every state the complaints team can move or reopen the file."""
    for state in ALL:
        moving = {command for command, _, _ in TABLE if led(life, command, state) - {state}}
        assert moving, state
