"""Editions: frozen when built, approved by a second person, released once, withdrawn for good."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select, update
from support.figures import COUNCIL, a_case, add_council, store
from support.publishing import (
    APPROVER,
    BOTH,
    NOW,
    OFFICER,
    PUBLISHER,
    REPORT,
    actor,
    application,
    with_figures,
)

from complaints_service.content.places import place
from complaints_service.content.reports import ReportError
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.database import db
from complaints_service.persistence.editions import built_files, released_files, sha256_of
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import ChainEntryRow
from complaints_service.persistence.models.learning import EditionFileRow
from complaints_service.persistence.streams import read_events
from complaints_service.reporting.stamp import RELEASED_AT
from complaints_service.services import publications
from complaints_service.services.edition_writing import Edition
from complaints_service.services.errors import Forbidden, NotFound

PERIOD = "2026-27-q2"


@pytest.fixture(autouse=True)
def at_work(database_url: str) -> Iterator[None]:
    with application(database_url), time_machine.travel(NOW, tick=False):
        with_figures()
        yield


def build(period: str = PERIOD) -> Edition:
    return publications.build(REPORT, COUNCIL, period, by=OFFICER)


def released(period: str = PERIOD) -> Edition:
    edition = build(period)
    publications.approve(edition.id, by=APPROVER)
    return publications.publish(edition.id, by=PUBLISHER)


def performance(edition: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(
        released_files(db.session(), edition)["performance.json"][1]
    )
    return found


def test_an_edition_goes_from_built_to_released() -> None:
    edition = released()
    assert (edition.state, edition.number, edition.revises) == ("released", 1, None)
    events = read_events(db.session(), edition.id)
    assert [event.type for event in events] == [
        "edition_built", "edition_approved", "edition_released"
    ]
    assert len(list(db.session.scalars(select(ChainEntryRow.n)))) == 3


def test_what_was_approved_is_what_is_released_but_for_the_moment_of_release() -> None:
    edition = released()
    built = built_files(db.session(), edition.id)
    public = released_files(db.session(), edition.id)
    assert sha256_of(built) == edition.sha256
    assert public.keys() - {"report.pdf"} == built.keys()
    assert public["report.pdf"][1].startswith(b"%PDF-")
    stamp = json.loads(public["performance.json"][1])["released_at"]
    assert stamp == "2026-11-23T09:00:00.000000Z"
    back = public["performance.json"][1].replace(stamp.encode(), RELEASED_AT.encode(), 2)
    before = built["performance.json"][1]
    # The figures' own date is the same instant here, so turn both into the mark.
    assert back == before.replace(stamp.encode(), RELEASED_AT.encode())


def test_a_performance_file_has_the_shape_that_programs_rely_on() -> None:
    file = performance(released().id)
    assert list(file) == ["organisation", "period", "edition", "as_of", "released_at", "revises",
                          "notes", "measures"]
    measures = file["measures"]
    assert isinstance(measures, list)
    for one in measures:
        assert list(one) == ["id", "name", "unit", "breakdown", "key", "label", "numerator",
                             "denominator", "value", "marker"]
        if one["marker"]:
            assert one["marker"] == "c"
            assert one["numerator"] is one["denominator"] is one["value"] is None
        elif one["breakdown"] != "all" and one["id"].startswith("O"):
            assert one["numerator"] not in {1, 2, 3, 4}
            assert one["denominator"] not in {1, 2, 3, 4}
        if one["unit"] == "percent" and one["denominator"]:
            assert one["value"] == round(100 * one["numerator"] / one["denominator"] + 1e-9, 1)
    assert {"V2", "V3", "T1", "T2", "T3", "T4", "T5", "O1", "O2", "E1"} <= {
        one["id"] for one in measures
    }


# (what is tried, by whom, on what) and the rule that refuses it
def test_the_builder_never_approves() -> None:
    edition = publications.build(REPORT, COUNCIL, PERIOD, by=BOTH)
    with pytest.raises(Refusal) as refused:
        publications.approve(edition.id, by=BOTH)
    assert refused.value.rule == "self_approval"


def test_only_an_approver_approves_and_only_what_is_approved_is_published() -> None:
    edition = build()
    with pytest.raises(Forbidden):
        publications.approve(edition.id, by=PUBLISHER)
    with pytest.raises(Refusal) as refused:
        publications.publish(edition.id, by=PUBLISHER)
    assert refused.value.rule == "not_allowed"
    with pytest.raises(NotFound):
        publications.approve(edition.id, by=actor("eve", "approver", organisation="thornley"))


def test_files_changed_behind_our_back_are_neither_approved_nor_published() -> None:
    edition = build()
    publications.approve(edition.id, by=APPROVER)
    db.session.execute(
        update(EditionFileRow)
        .where(EditionFileRow.edition == edition.id, EditionFileRow.path == "performance.csv")
        .values(content=b"forged")
    )
    db.session.commit()
    with pytest.raises(Refusal) as refused:
        publications.publish(edition.id, by=PUBLISHER)
    assert refused.value.rule == "not_approved"


def test_a_later_edition_names_the_one_it_revises_and_what_changed() -> None:
    first = released()
    before = performance(first.id)
    ref = db.session.scalar(
        select(ComplaintRow.ref).where(
            ComplaintRow.accepted, ComplaintRow.state == "stage_1_accepted",
            ComplaintRow.received_on.between(date(2026, 7, 1), date(2026, 9, 30)),
        )
    )
    db.session.execute(update(ComplaintRow).where(ComplaintRow.ref == ref).values(state="merged"))
    db.session.commit()
    second = released()
    after = performance(second.id)
    assert (second.number, second.revises) == (2, first.id)
    assert after["revises"] == first.id
    notes = after["notes"]
    assert isinstance(notes, list)
    assert "Complaints accepted (Whole council)" in notes[-1]
    assert performance(first.id) == before


def test_an_edition_built_before_another_was_released_must_be_built_again() -> None:
    first, second = build(), build()
    for edition in (first, second):
        publications.approve(edition.id, by=APPROVER)
    publications.publish(first.id, by=PUBLISHER)
    with pytest.raises(Refusal) as refused:
        publications.publish(second.id, by=PUBLISHER)
    assert refused.value.rule == "not_allowed"


def test_withdrawal_needs_a_reason_fit_for_the_public() -> None:
    edition = released()
    for reason, rule in ((" ", "reason_missing"), ("Ask jo@example.org", "personal_data")):
        with pytest.raises(Refusal) as refused:
            publications.withdraw(edition.id, reason, by=PUBLISHER)
        assert refused.value.rule == rule
    gone = publications.withdraw(edition.id, "A service was counted twice.", by=PUBLISHER)
    assert gone.state == "withdrawn"
    with pytest.raises(Refusal):
        publications.withdraw(edition.id, "Again.", by=PUBLISHER)


@pytest.mark.parametrize(("period", "as_of", "field"), [
    ("2026-28", None, "period"),
    (None, None, "period"),
    ("2027-28", None, "period"),
    (PERIOD, NOW + timedelta(days=1), "as_of"),
])
def test_what_cannot_be_built_is_said_in_one_sentence(
    period: str | None, as_of: object, field: str
) -> None:
    with pytest.raises(InvalidData) as refused:
        publications.build(REPORT, COUNCIL, period, as_of, by=OFFICER)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_an_unknown_report_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ReportError, match="quarterly-committee"):
        publications.build("yearly", COUNCIL, PERIOD, by=OFFICER)


def hide_small_volumes(home: Path) -> None:
    """A council that hides how many complaints a service had, where they are few."""
    mine = home / "reports" / REPORT
    shutil.copytree(place("reports") / REPORT, mine)
    file = mine / "report.toml"
    words = file.read_text(encoding="utf-8")
    assert "service_volumes = 0" in words
    file.write_text(words.replace("service_volumes = 0", "service_volumes = 5"), encoding="utf-8")


def test_by_service_volumes_are_shown_and_outcomes_hidden_when_small() -> None:
    measures = performance(released().id)["measures"]
    by_service = [one for one in measures if one["breakdown"] == "service"]  # type: ignore[index]
    assert not any(one["marker"] for one in by_service if one["id"] in {"V2", "V3", "T2", "T3"})
    assert any(one["marker"] for one in by_service if one["id"] in {"O1", "O1b"})


def test_a_service_of_two_complaints_is_hidden_with_what_would_give_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide_small_volumes(tmp_path)
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    session = db.session()
    add_council(session, "thornley")
    days = date(2026, 7, 6)
    store(session, [
        a_case(10_000 + n, days, organisation="thornley",
               service="housing-repairs" if n < 2 else "refuse-recycling" if n < 9 else "parking")
        for n in range(40)
    ])
    edition = publications.build(REPORT, "thornley", PERIOD, by=actor("z", "officer",
                                                                      organisation=None))
    file = json.loads(built_files(session, edition.id)["performance.json"][1])
    accepted = {one["key"]: one for one in file["measures"]
                if one["id"] == "V2" and one["breakdown"] == "service"}
    hidden = {key for key, one in accepted.items() if one["marker"] == "c"}
    assert "housing-repairs" in hidden
    # One more must be hidden: the total less the others would be the two.
    assert len(hidden) >= 2
    whole = next(one for one in file["measures"] if one["id"] == "V2"
                 and one["breakdown"] == "all")
    assert whole["value"] == 40


def test_unnamed_it_is_the_only_council_with_complaints() -> None:
    session = db.session()
    add_council(session, "thornley")
    anywhere = actor("z", "officer", organisation=None)
    assert publications.organisation_row(session, None, anywhere).key == COUNCIL
    store(session, [a_case(10_000, date(2026, 7, 6), organisation="thornley")])
    with pytest.raises(InvalidData, match="give one of"):
        publications.organisation_row(session, None, anywhere)
