"""The story cases: each shows what its title promises."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, text
from support.stories import Borough

from complaints_service.demo import borough as cast
from complaints_service.demo.stories.every import STORIES
from complaints_service.demo.stories.register import WARDS
from complaints_service.persistence.database import db
from complaints_service.persistence.editions import built_files
from complaints_service.persistence.models.learning import EditionRow
from complaints_service.services import actors
from complaints_service.services.accounts import account_id_of, actor_of
from complaints_service.services.errors import NotFound
from complaints_service.services.organisations import organisations
from complaints_service.services.reading import seen

Fact = Callable[[Borough], object]


@pytest.fixture(autouse=True)
def the_borough_s_time(borough: Borough, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the morning on which the demo opens."""
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(borough.clock))


def deadline(borough: Borough, number: int, kind: str) -> list[dict[str, object]]:
    """The deadlines of one kind."""
    return [one for one in borough.deadlines(number) if one["kind"] == kind]


def extension(borough: Borough, number: int) -> tuple[object, ...]:
    """Whether the one extension is valid, and the dates that come of it."""
    view = borough.view(number)
    (one,) = view["extensions"]
    return one["valid"], one["new_respond_by"], view["stage_1"]["timeliness"]


def statuses(borough: Borough, number: int) -> list[object]:
    """The states of an Ombudsman's obligations."""
    return [one["state"] for one in deadline(borough, number, "obligation")]


# (what the title promises, the story, how it is read, what it has to be)
@pytest.mark.parametrize(("number", "fact", "expected"), [
    # 1: every clock was met, and the file was put away
    (1, lambda b: {one["state"] for one in b.deadlines(1)}, {"met"}),
    (1, lambda b: (b.view(1)["state"], b.view(1)["stage_1"]["timeliness"]), ("closed", "on_time")),
    # 2: acknowledged on 11 December, due on the 29th (25 and 26 are bank holidays); ten working
    # days more end on 13 January (New Year's Day is none)
    (2, lambda b: extension(b, 2), (True, "2026-01-13", "on_time_extended")),
    # 3: due on 29 October; the letter left on the 31st, so nothing was extended
    (3, lambda b: extension(b, 3)[::2], (False, "late_extended")),
    (3, lambda b: b.view(3)["stage_1"]["respond_by"], "2025-10-29"),
    # 4: received with the request of 8 September, acknowledged within five working days
    (4, lambda b: (b.view(4)["received_on"], b.view(4)["stage_1"]["ack_timeliness"]),
     ("2025-09-08", "on_time")),
    (4, lambda b: (b.view(4, 1)["state"], b.view(4)["ref"] != b.view(4, 1)["ref"]),
     ("closed", True)),
    # 4: the first report was a request; the second, 17 days on, was advised to be a complaint
    (4, lambda b: [b.view(4, n)["triage"]["threshold"]["advised"] for n in (0, 1)],
     ["service_request", "complaint"]),
    (4, lambda b: [b.view(4, n)["triage"]["threshold"]["followed"] for n in (0, 1)],
     [True, False]),
    # 5: a point for each Ombudsman, both Codes
    (5, lambda b: [one["ombudsman"] for one in b.view(5)["points"]], ["housing", "lgsco"]),
    (5, lambda b: sorted(b.view(5)["codes"]), ["housing", "lgsco"]),
    # 6: another reviewer than the head who answered stage 1
    (6, lambda b: (b.view(6)["stage_1"]["handler"], b.view(6)["stage_2"]["reviewer"]),
     (cast.BOTH_STAGES.email, "rafael.stone@alderbourne.example.org")),
    (6, lambda b: b.view(6)["stage_2"]["stage_1_changed"], "yes"),
    # 7: asked on 4 March, recorded on the 10th; the clock runs from the 4th
    (7, lambda b: b.view(7)["stage_2"]["acknowledge_by"], "2026-03-11"),
    (7, lambda b: b.view(7)["stage_2"]["requested_at"][:10], "2026-03-04"),
    # 8: to the advocate while the authority stood, to the resident after it
    (8, lambda b: b.letter(8, "acknowledgement").recipient["email"], "bryn.lyle@example.org"),
    (8, lambda b: b.letter(8, "stage_1_response").recipient["email"], "aminarowe@example.org"),
    # 9: nothing went by email or portal once the adjustment was agreed
    (9, lambda b: b.letter(9, "acknowledgement").send_by, "post"),
    (9, lambda b: b.letter(9, "stage_1_response").delivery, "sent"),
    (9, lambda b: [one["kind"] for one in b.view(9)["adjustments"]], ["large_print", "post_only"]),
    # 10: a point for each of three services, one with a contractor that acts for the council
    (10, lambda b: [one["service"] for one in b.view(10)["points"]],
     ["housing-repairs", "refuse-recycling", "customer-services"]),
    (10, lambda b: b.view(10)["points"][0]["acts_for_council"], True),
    # 11: twelve people, of whom the first leads
    (11, lambda b: [one["lead"] for one in b.view(11)["complainants"]], [True] + [False] * 11),
    # 12: two recommendations met, the third overdue since 31 March
    (12, lambda b: statuses(b, 12), ["met", "met", "missed"]),
    (12, lambda b: b.view(12)["ombudsman"][0]["status"], "compliance"),
    # 13: four heads, severe on one; of four obligations two are met and none is late
    (13, lambda b: [one["category"] for one in b.view(13)["ombudsman"][0]["findings"]],
     ["severe_maladministration", "maladministration", "service_failure",
      "no_maladministration"]),
    (13, lambda b: statuses(b, 13), ["met", "met", "open", "open"]),
    # 14: offered, accepted and paid in full
    (14, lambda b: [(one["amount"], one["status"]) for one in b.view(14)["remedies"]
                    if one["kind"] == "financial_remedy"], [(1180.0, "done")]),
    # 15: a review is due next Monday, and the new complaint came in all the same
    (15, lambda b: [(one["due_on"], one["state"]) for one in b.deadlines(15, 0)
                    if one["kind"] == "contact_limit_review"], [("2026-04-13", "open")]),
    (15, lambda b: b.view(15)["state"], "received"),
    # 17: received twenty months after the matter, and answered
    # 24: thanks end at once, are counted apart, and are passed on to the service
    (24, lambda b: (b.view(24)["kind"], b.view(24)["state"], b.view(24)["passed_to"]),
     ("compliment", "closed", "marcus.webb@alderbourne.example.org")),
    # 17: why it was looked at stands with the decision
    (17, lambda b: "hospital" in b.view(17)["triage"]["reason"], True),
    (17, lambda b: (b.view(17)["issue_on"], b.view(17)["received_on"], b.view(17)["state"]),
     ("2024-01-10", "2025-09-02", "stage_1_responded")),
    # 18: its clock ended with it, in time
    (18, lambda b: (b.view(18)["state"], b.view(18)["stage_1"]["timeliness"]),
     ("withdrawn", "excluded")),
    # 19: one point not taken on, the other answered
    (19, lambda b: [(one["stage_1"] or {}).get("finding") for one in b.view(19)["points"]],
     ["partly_upheld", None]),
    (19, lambda b: b.letter(19, "not_accepted").delivery, "queued"),
    # 21: the neighbour's own reference and dates
    (21, lambda b: (b.view(21)["organisation"], b.view(21)["old_reference"]),
     ("thornley", "TDC-2025-0147")),
    # 22: the promise for June 2027 stands, and so does the reviewer's own date
    (22, lambda b: [one["due_on"] for one in deadline(b, 22, "remedy")][-1], "2027-06-30"),
    (22, lambda b: b.view(22)["state"], "stage_2_investigating"),
])
def test_a_story_shows_what_its_title_promises(
    borough: Borough, number: int, fact: Fact, expected: object
) -> None:
    assert fact(borough) == expected


def test_both_ombudsmen_stand_in_the_letter(borough: Borough) -> None:
    letter = borough.letter(5, "stage_1_response")
    words = " ".join(one["text"] for one in letter.blocks if one["key"] == "ombudsman")
    assert "Housing Ombudsman" in words
    assert "Local Government and Social Care Ombudsman" in words


def test_a_restricted_complaint_is_there_for_those_named_alone(borough: Borough) -> None:
    ref = borough.ref(16)
    named, other = ("heather.snow", "owen.baker")
    assert seen(ref, who(f"{named}@alderbourne.example.org")).restricted
    with pytest.raises(NotFound):
        seen(ref, who(f"{other}@alderbourne.example.org"))


def who(email: str) -> actors.Actor:
    """A member of staff."""
    found = actor_of(account_id_of(email) or "")
    assert found is not None
    return found


def test_wrong_words_stand_as_withdrawn_and_the_right_ones_follow(borough: Borough) -> None:
    rows = list(db.session.scalars(
        select(EditionRow).where(EditionRow.report == "learning-and-improvements")
        .order_by(EditionRow.built_at, EditionRow.number)
    ))
    assert [row.state for row in rows] == ["withdrawn", "released", "released"]
    assert rows[0].withdrawn_reason == "It said three days. The change promises one week."
    page = next(bytes(content) for path, (_, content) in built_files(db.session(), rows[-1].id)
                .items() if path == "learning.html").decode()
    assert "within one week of payment" in page
    assert "three days" not in page


def test_the_successor_answers_for_both_councils_from_vesting_day(borough: Borough) -> None:
    found = {one.key: (one.successor, str(one.succeeded_on)) for one in organisations()}
    assert found["alderbourne"] == found["thornley"] == (cast.SUCCESSOR, "2027-04-01")
    assert found[cast.SUCCESSOR] == (None, "None")


def test_a_small_ward_is_hidden_and_another_with_it(borough: Borough) -> None:
    edition = db.session.scalars(
        select(EditionRow).where(EditionRow.report == "complaints-by-ward")
    ).one()
    assert edition.state == "released"
    shown = {one["label"]: (one["value"], one["marker"])
             for one in edition.facts["performance"]["measures"] if one["breakdown"] == "ward"}
    true = dict(WARDS)
    hidden = [ward for ward, (_, marker) in shown.items() if marker == "c"]
    assert "Hill Top" in hidden
    assert len(hidden) == 2
    assert {ward: shown[ward][0] for ward in true if ward not in hidden} == {
        ward: count for ward, count in true.items() if ward not in hidden
    }


def test_the_stories_are_numbered_and_told_in_plain_words() -> None:
    assert [one.number for one in STORIES] == list(range(1, 25))
    assert len({one.title for one in STORIES}) == 24
    for one in STORIES:
        assert one.moral.endswith("."), one.number
        assert one.tale is not None or one.not_yet, one.number


def test_nobody_in_a_story_is_real(borough: Borough) -> None:
    details = db.session.scalars(text("SELECT payload FROM private_value"))
    people = [found for found in map(json.loads, details)
              if isinstance(found, dict) and "email" in found]
    assert len(people) > 24
    for person in people:
        assert person["email"].endswith("example.org")
        assert person.get("postcode", "ZZ99").startswith("ZZ99")
        assert person.get("phone", "01632 960").startswith("01632 960")


# (the day, who answers then)
@pytest.mark.parametrize(("day", "who_answers"), [
    # the day before vesting day: both councils for themselves
    (date(2027, 3, 31), {"alderbourne", "thornley"}),
    # from vesting day on: the new council alone
    (date(2027, 4, 1), {cast.SUCCESSOR}),
])
def test_nobody_answers_before_they_begin_or_after_they_end(
    borough: Borough, day: date, who_answers: set[str]
) -> None:
    assert {one.key for one in organisations() if one.answers_on(day)} == who_answers
