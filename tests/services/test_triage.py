"""Triage through the door: earlier contacts found, thresholds recorded, duplicates joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select
from support.clauses import clause
from support.staffed import Staffed, staffed

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.complaints import kind_of, load
from complaints_service.persistence.database import db
from complaints_service.persistence.models.event import EventRow
from complaints_service.persistence.streams import private_values
from complaints_service.services import case_file, merged_files, reading
from complaints_service.services.earlier_contacts import Earlier, earlier_contacts, looked_at
from complaints_service.services.errors import NotFound
from complaints_service.services.triage_figures import triage_figures

SAID = "The lift in Mill House is broken again and my wheelchair cannot leave the third floor."


@dataclass
class Office:
    """A council with short ways to do what triage is about."""

    council: Staffed
    homes: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def person(self, **more: Any) -> dict[str, Any]:
        """Somebody whom nobody else is like."""
        n = next(self.homes)
        name = f"{_letters(n)} {_letters(n * 7919)}"
        return {"name": name, "email": f"person{n}@home.example", "address": f"{n} Otter Way",
                "postcode": f"ZZ99 {n % 9}AB", **more}

    def received(self, *people: Mapping[str, Any], **more: Any) -> str:
        self.council.later(minutes=1)
        data = {"service": "refuse-recycling", "channel": "phone",
                "description": "My bin was missed.", "complainants": list(people), **more}
        return self.council.tell("intake", "receive", None, data).ref

    def give(self, ref: str, command: str, by: str = "officer", /, **data: Any) -> str:
        self.council.later(minutes=1)
        return self.council.tell(by, command, ref, data).ref

    def complaint(self, ref: str) -> Complaint:
        with self.council.app.app_context():
            found = load(db.session(), ref)
        assert found is not None
        return found

    def found(self, ref: str, by: str = "officer") -> dict[str, Earlier]:
        complaint = self.complaint(ref)
        with self.council.app.app_context():
            session = db.session()
            looked = looked_at(complaint, private_values(session, ref))
            return {one.ref: one
                    for one in earlier_contacts(session, looked, self.council.actors[by])}


def _letters(n: int) -> str:
    return "".join(chr(97 + (n >> shift) % 26) for shift in (0, 3, 5, 8, 11, 13))


@pytest.fixture(scope="module")
def office(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=41) as council:
        yield Office(council)


REQUEST = {"reason": "A first report.", "explanation": "A crew comes tomorrow."}


def test_a_second_missed_bin_is_advised_to_be_a_complaint(office: Office) -> None:
    """The advice is worked out from what is on file, and whether it was taken is recorded."""
    person = office.person()
    first = office.received(person)
    office.give(first, "treat_as_service_request", **REQUEST)
    second = office.received({**person, "email": person["email"].upper()})
    office.give(second, "accept", points=[{"text": "The bin was missed twice."}],
                reason="The second in a week.")
    once, twice = office.complaint(first).triage, office.complaint(second).triage
    assert once is not None
    assert twice is not None
    assert (once.threshold, once.advised, once.found, once.followed) == (
        "second-missed-bin", "service_request", 1, True)
    assert (twice.advised, twice.found, twice.followed) == ("complaint", 2, True)


def test_advice_need_not_be_taken(office: Office) -> None:
    person = office.person()
    office.received(person)
    again = office.received(person)
    office.give(again, "treat_as_service_request", **REQUEST)
    decided = office.complaint(again).triage
    assert decided is not None
    assert (decided.advised, decided.followed) == ("complaint", False)


@clause("HO 1.3", "LGSCO 5.3")
def test_no_threshold_where_they_ask_to_complain(office: Office) -> None:
    """Whether they said so, and whether a complaint was offered, stands on the contact."""
    person = office.person()
    office.received(person)
    again = office.received(person, dissatisfaction_expressed=True)
    office.give(again, "treat_as_service_request", **REQUEST, complaint_offered=True)
    complaint = office.complaint(again)
    assert complaint.triage is not None
    assert complaint.triage.threshold is None
    assert (complaint.dissatisfaction_expressed, complaint.complaint_offered) == (True, True)


@clause("HO 1.4", "LGSCO 1.8")
@pytest.mark.parametrize(("command", "data"), [
    ("treat_as_service_request", {"reason": " ", "explanation": "A crew comes."}),
    ("treat_as_compliment", {"kind": "comment", "reason": ""}),
    ("hand_off", {"procedure": "data_protection", "explanation": " "}),
    ("decline", {"ground": "already_considered", "policy_paragraph": "Exclusions, paragraph 3",
                 "explanation": ""}),
])
def test_no_decision_without_a_reason(office: Office, command: str, data: dict[str, Any]) -> None:
    ref = office.received(office.person())
    with pytest.raises(Refusal) as caught:
        office.give(ref, command, **data)
    assert caught.value.rule == "reason_missing"


@clause("HO 1.5", "LGSCO 1.7")
def test_a_request_becomes_a_complaint_with_the_first_contacts_date(office: Office) -> None:
    ref = office.received(office.person())
    office.give(ref, "treat_as_service_request", **REQUEST)
    office.council.later(days=3)
    raised = office.give(ref, "raise_as_complaint", why="misclassified", points=[])
    request, complaint = office.complaint(ref), office.complaint(raised)
    assert request.state.value == "service_request"
    assert complaint.received_at == request.first_contact_at


def test_thanks_are_kept_apart(office: Office) -> None:
    """They end at once, no clock runs, and reopened they wait for triage again."""
    ref = office.received(office.person(), kind="compliment", description="Thank you, crew.")
    assert office.complaint(ref).given_as == "compliment"
    office.give(ref, "treat_as_compliment", kind="compliment", reason="They want nothing.",
                passed_to="waste_manager@borough.example")
    kept = office.complaint(ref)
    assert (kept.state.value, kind_of(kept)) == ("closed", "compliment")
    assert kept.compliment is not None
    assert kept.compliment.passed_to == office.council.actors["waste_manager"].id
    office.give(ref, "reopen", reason="It asks for something after all.")
    again = office.complaint(ref)
    assert (again.state.value, kind_of(again), again.triage) == ("received", "complaint", None)


def test_nobody_unknown_is_told_of_a_compliment(office: Office) -> None:
    ref = office.received(office.person())
    with pytest.raises(InvalidData, match="no account in use"):
        office.give(ref, "treat_as_compliment", kind="comment", reason="A comment.",
                    passed_to="nobody@borough.example")


@clause("HO 5.4", "HO 1.2")
def test_who_acts_for_the_council_is_not_another_body(office: Office) -> None:
    """A contractor's or council company's answer is our stage 1, and counted."""
    ref = office.received(office.person(), service="housing-repairs")
    point = {"text": "The roofer never came.", "contractor": "Northbank", "acts_for_council": True}
    office.give(ref, "set_points", points=[point])
    with pytest.raises(InvalidData, match="acts for the council"):
        office.give(ref, "hand_off", procedure="other_body", explanation="Ask Northbank.")
    office.give(ref, "accept", points=[point])
    assert office.complaint(ref).points[0].acts_for_council


def test_an_anonymous_complaint_can_be_looked_into(office: Office) -> None:
    ref = office.received(anonymous=True, service="street-cleansing")
    office.give(ref, "accept", points=[{"text": "Rubbish in Mill Lane."}])
    assert office.complaint(ref).state.value == "stage_1_accepted"


def test_bug_35_two_spellings_are_suggested_and_never_joined(office: Office) -> None:
    """Suggested with the reason; both files stay as they are, and a mistaken merge is undone."""
    one = office.person(name="Catherine Ashby", email="c.ashby@home.example", postcode="ZZ99 8QQ")
    other = office.person(name="Katherine Ashbey", email="kate@home.example", postcode="ZZ99 8QQ")
    first, second = office.received(one), office.received(other, service="parking")
    found = office.found(second)
    assert found[first].why == ("similar_name",)
    assert {office.complaint(ref).state.value for ref in (first, second)} == {"received"}
    assert office.complaint(first).complainants != office.complaint(second).complainants
    office.give(second, "merge", into=first)
    office.give(second, "unmerge")
    assert office.complaint(second).state.value == "received"
    assert len(office.complaint(first).complainants) == 1


def test_similar_words_about_one_service(office: Office) -> None:
    first = office.received(office.person(), service="housing-repairs", description=SAID)
    told = "Lift broken in Mill House. We live on the third floor, my wheelchair cannot get out."
    second = office.received(office.person(), service="housing-repairs", description=told)
    elsewhere = office.received(office.person(), service="planning", description=told)
    found = office.found(second)
    assert found[first].why == ("words",)
    assert elsewhere not in found


def test_what_is_restricted_is_not_hinted_at(office: Office) -> None:
    """Neither among the earlier contacts, nor in a threshold's count, nor by a tie."""
    person = office.person()
    secret = office.received(person, description="My bin was missed. The crew swore at me.")
    office.give(secret, "restrict_access", "officer_2", people=["officer_2@borough.example"],
                reason="A colleague is complained of.")
    again = office.received(person)
    assert secret not in office.found(again)
    assert secret in office.found(again, by="officer_2")
    office.give(again, "link", "officer_2", ref=secret)
    office.give(again, "treat_as_service_request", **REQUEST)
    decided = office.complaint(again)
    assert decided.triage is not None
    assert decided.triage.found == 1
    with office.council.app.app_context():
        seen = case_file.case_file(decided, office.council.actors["officer"])
        all_seen = case_file.case_file(decided, office.council.actors["officer_2"])
    assert seen.view["links"] == []
    assert [one["ref"] for one in all_seen.view["links"]] == [secret]


def test_no_name_stands_in_any_event(office: Office) -> None:
    """What brings two contacts together is looked up, not written down."""
    person = office.person(name="Quintilla Vexworth")
    office.received(person)
    again = office.received(person)
    office.give(again, "treat_as_service_request", **REQUEST)
    with office.council.app.app_context():
        rows = db.session().scalars(select(EventRow.data).where(EventRow.ref == again)).all()
    assert "vexworth" not in str(rows).casefold()


# ---- How it went -----------------------------------------------------------------------------


@clause("HO 2.5", "LGSCO 2.5")
def test_the_same_explanation_used_again_is_shown(office: Office) -> None:
    """Another date hides no copy; other words are no copy; nothing of the words comes out."""
    said = "The Council answered this on 3 May and finds nothing new in it whatsoever."
    copied = [said, said.replace("3 May", "9 May"), "Looked at afresh: nothing new."]
    refs = [office.received(office.person(), service="planning") for _ in copied]
    for ref, explanation in zip(refs, copied, strict=True):
        office.give(ref, "decline", ground="already_considered", explanation=explanation,
                    policy_paragraph="Exclusions, paragraph 3")
    with office.council.app.app_context():
        found = triage_figures(office.council.actors["officer"], "quarter")
        others = triage_figures(office.council.actors["waste_manager"], "quarter")
    assert [one.refs for one in found.same_words] == [tuple(sorted(refs[:2]))]
    assert sum(one.refused for one in found.refused) == found.decisions["not_accepted"] == 3
    assert others.same_words == ()


def test_what_thresholds_advised_and_what_was_done(office: Office) -> None:
    """Counted from what the events recorded, and only once decided."""
    with office.council.app.app_context():
        before = _given(office)
        person = office.person()
        first = office.received(person)
        office.give(first, "treat_as_service_request", **REQUEST)
        second = office.received(person)
        assert _given(office) == (before[0] + 1, before[1] + 1)
        office.give(second, "treat_as_service_request", **REQUEST)
        assert _given(office) == (before[0] + 2, before[1] + 1)


def _given(office: Office) -> tuple[int, int]:
    found = triage_figures(office.council.actors["officer"])
    return (sum(one.given for one in found.thresholds),
            sum(one.followed for one in found.thresholds))


@clause("HO 1.3", "LGSCO 5.3")
def test_who_was_not_offered_the_choice_is_listed(office: Office) -> None:
    unasked = office.received(office.person(), dissatisfaction_expressed=True)
    asked = office.received(office.person(), dissatisfaction_expressed=True)
    office.give(unasked, "treat_as_service_request", **REQUEST)
    office.give(asked, "treat_as_service_request", **REQUEST, complaint_offered=True)
    with office.council.app.app_context():
        found = triage_figures(office.council.actors["officer"])
    listed = {one.ref for one in found.not_offered}
    assert unasked in listed
    assert asked not in listed


# ---- Joining duplicates ---------------------------------------------------------------------


def merged(office: Office) -> tuple[str, str, str]:
    """An earlier complaint, its duplicate, and a third tied to the duplicate."""
    person, friend = office.person(), office.person()
    first, third = office.received(person), office.received(office.person())
    second = office.received(person, friend, adjustments=[{"kind": "large_print"}])
    office.give(second, "link", ref=third)
    office.give(second, "treat_as_service_request", **REQUEST)
    office.give(second, "merge", into=first)
    return first, second, third


def test_bug_34_everything_comes_along_and_comes_back(office: Office) -> None:
    """People, adjustments, ties and letters are with the one that goes on; taken apart, each file
    is what it was."""
    first, second, third = merged(office)
    whole, duplicate = office.complaint(first), office.complaint(second)
    friend = duplicate.complainants[1]
    assert [one.id for one in whole.complainants if one.via == second] == [friend.id]
    assert [one.lead for one in whole.complainants] == [True, False]
    assert [one.via for one in whole.adjustments] == [second]
    assert (third, "related") in {(one.ref, one.kind) for one in whole.links}
    with office.council.app.app_context():
        officer = office.council.actors["officer"]
        assert merged_files.whole_file(whole, officer) == (first, second)
        shown = case_file.case_file(whole, officer)
        letters = reading.letters(whole, after=None, limit=50, by=officer).items
    assert [one.said for one in shown.merged] == ["My bin was missed."]
    kinds = [(one["ref"], one["kind"]) for one in letters]
    assert (second, "service_request_decision") in kinds
    assert {(one["ref"], one["kind"]) for one in shown.letters} == set(kinds)
    assert merged_files.goes_on_as(duplicate) == first

    office.give(second, "unmerge")
    apart, again = office.complaint(first), office.complaint(second)
    assert len(apart.complainants) == 1
    assert apart.adjustments == ()
    assert apart.links == ()
    assert (again.complainants, again.adjustments, again.letters) == (
        duplicate.complainants, duplicate.adjustments, duplicate.letters)
    assert again.state.value == "service_request"


def test_bug_34_who_may_not_see_a_duplicate_sees_nothing_of_it(office: Office) -> None:
    first, second, _ = merged(office)
    office.give(second, "restrict_access", "officer_2", people=["officer_2@borough.example"],
                reason="A colleague is complained of.")
    with office.council.app.app_context():
        whole = load(db.session(), first)
        assert whole is not None
        assert merged_files.whole_file(whole, office.council.actors["officer"]) == (first,)
        assert merged_files.whole_file(whole, office.council.actors["officer_2"]) == (first, second)
        with pytest.raises(NotFound):
            reading.seen(second, office.council.actors["officer"])
