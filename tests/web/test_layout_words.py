"""Dates, amounts and keys as people read them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints_service.content.reminders import load_reminders
from complaints_service.domain import deadlines
from complaints_service.domain.commands.registry import COMMANDS, EVENT_OF
from complaints_service.domain.improvement import ImprovementState, PublicationState
from complaints_service.domain.stages import Finding, Stage, State, Timeliness
from complaints_service.jobs.digests import CARRIED
from complaints_service.jobs.emails import KINDS
from complaints_service.services.actors import ROLES
from complaints_service.services.deliveries import COPY
from complaints_service.services.rules_in_use import rules
from complaints_service.web import shown

TUESDAY = date(2026, 12, 29)
LATE = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # already 1 July in London


# --- dates and amounts -------------------------------------------------------------------------


@pytest.mark.parametrize(("filter_", "value", "told"), [
    # A date has its weekday, day, month and year, no zero before the day.
    (shown.day, TUESDAY, "Tuesday 29 December 2026"),
    (shown.day, "2026-12-29", "Tuesday 29 December 2026"),
    (shown.day, date(2027, 1, 1), "Friday 1 January 2027"),
    (shown.date_words, "2026-12-29", "29 December 2026"),
    # A short date stays on one line.
    (shown.short, TUESDAY, "29\xa0Dec\xa02026"),
    (shown.iso, TUESDAY, "2026-12-29"),
    # An instant is shown in London, whatever zone it came in, with the date it has there.
    (shown.moment, LATE, "1 July 2026 at 12:30am"),
    (shown.moment, "2026-06-30T23:30:00.000000Z", "1 July 2026 at 12:30am"),
    (shown.moment, "2026-12-29T22:40:00.000000Z", "29 December 2026 at 10:40pm"),
    (shown.day, LATE, "Wednesday 1 July 2026"),
    (shown.short, "2026-06-30T23:30:00Z", "1\xa0Jul\xa02026"),
    # Full hours have no minutes; noon and midnight have names.
    (shown.moment, datetime(2026, 1, 5, 9, tzinfo=UTC), "5 January 2026 at 9am"),
    (shown.moment, datetime(2026, 1, 5, 12, tzinfo=UTC), "5 January 2026 at midday"),
    (shown.moment, datetime(2026, 1, 5, 0, tzinfo=UTC), "5 January 2026 at midnight"),
    (shown.moment, datetime(2026, 1, 5, 12, 5, tzinfo=UTC), "5 January 2026 at 12:05pm"),
    # A date alone has no time.
    (shown.moment, TUESDAY, "29 December 2026"),
    (shown.moment, "2026-12-29", "29 December 2026"),
    # Pounds have pence only where there are any.
    (shown.pounds, Decimal("1250.00"), "£1,250"),
    (shown.pounds, "99.5", "£99.50"),
    (shown.pounds, 0, "£0"),
    (shown.pounds, "a voucher", "a voucher"),
    # A text is cut between words.
    (shown.first_words, "one  two\nthree", "one two three"),
    (shown.first_words, "word " * 40, ("word " * 24).strip() + "…"),
    (shown.first_words, None, ""),
])
def test_values_in_words(filter_: Any, value: Any, told: str) -> None:
    assert filter_(value) == told


@pytest.mark.parametrize("name", ["day", "date", "short", "iso", "moment", "pounds", "words",
                                  "paragraphs", "first_words"])
def test_nothing_is_shown_as_nothing(name: str) -> None:
    assert shown.FILTERS[name](None) == ""


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_date_and_its_text_are_shown_alike(on: date) -> None:
    for show in (shown.day, shown.date_words, shown.short, shown.iso):
        assert show(on) == show(on.isoformat())
    assert str(on.year) in shown.day(on)


@pytest.mark.parametrize(("count", "told"), [
    (0, "0 days"), (1, "1 day"), (2, "2 days"), (12000, "12,000 days"),
])
def test_one_is_not_several(count: int, told: str) -> None:
    assert shown.plural(count, "day") == told


def test_a_plural_of_its_own() -> None:
    assert shown.plural(2, "reply", "replies") == "2 replies"


def test_lists_end_with_and() -> None:
    assert shown.listed(["<a>"]) == "&lt;a&gt;"
    assert shown.listed(("a", "b & c", "d")) == "a, b &amp; c and d"
    assert shown.listed([]) == ""


def test_paragraphs_are_parted_by_blank_lines_and_escaped() -> None:
    made = shown.paragraphs("First\r\nline\r\n \r\n<script>x</script>\n\n\n\n& last")
    assert made.count("<p ") == 3
    assert "First\nline" in made
    assert "&lt;script&gt;" in made
    assert "&amp; last" in made


@given(st.text())
def test_paragraphs_never_hold_an_element_of_the_text(text: str) -> None:
    inner = re.sub(r'<p class="govuk-body app-prewrap">|</p>', "", shown.paragraphs(text))
    assert "<" not in inner


# --- keys --------------------------------------------------------------------------------------


def deadline_kinds() -> set[str]:
    """Every kind that the domain makes, read from its own source."""
    made = re.findall(r'Deadline\("(\w+)"', inspect.getsource(deadlines))
    return {*deadlines.ACKNOWLEDGE, *deadlines.RESPOND, *made}


# Each group of words, and the keys that it must have, no more and no fewer.
GROUPS: list[tuple[str, Iterable[str]]] = [
    ("states", [one.value for one in State]),
    ("stages", [one.value for one in Stage]),
    ("deadlines", deadline_kinds()),
    ("deadline_states", ["open", "met", "missed", "void"]),
    ("findings", [one.value for one in Finding]),
    ("timeliness", [one.value for one in Timeliness]),
    ("roles", [*ROLES, "complainant", "system"]),
    ("events", {*EVENT_OF.values(), "left_with_team"}),
    ("commands", COMMANDS),
    ("letters", [one.key for one in rules().vocabularies["letter_kinds"]]),
    ("delivery", ["queued", "sent", "awaiting_post", "failed"]),
    ("outbox", ["queued", "retrying", "sent", "needs_attention"]),
    ("messages", {*KINDS, *CARRIED, COPY}),
    ("ways", ["email", "portal", "post", "hand"]),
    ("remedies", ["offered", "accepted", "refused", "agreed", "done", "undeliverable"]),
    ("ombudsman", rules().ombudsman_lifecycle.states),
    ("bodies", ["lgsco", "housing"]),
    ("improvements", [one.value for one in ImprovementState]),
    ("publications", [one.value for one in PublicationState]),
]


@pytest.mark.parametrize(("group", "keys"), GROUPS, ids=[name for name, _ in GROUPS])
def test_every_key_has_its_words(group: str, keys: Iterable[str]) -> None:
    assert set(shown.all_words()[group]) == set(keys)
    for key in keys:
        told = shown.words(key, group)
        assert "_" not in told
        assert told[0].isupper()


def test_no_word_is_a_key() -> None:
    for group, entries in shown.all_words().items():
        for key, told in entries.items():
            assert told.strip(), (group, key)
            assert "_" not in told, (group, key)


def test_the_reminders_know_the_same_kinds_of_date() -> None:
    assert set(load_reminders().words) == deadline_kinds()


def test_a_group_tells_apart_a_key_that_means_several_things() -> None:
    assert shown.words("withdrawn", "events") == "Complaint withdrawn"
    assert shown.words("withdrawn", "states") == "Withdrawn"
    assert shown.words("withdrawn") == "Withdrawn"


def test_a_key_without_words_is_spaced() -> None:
    assert shown.words("some_new_key") == "Some new key"


def test_a_term_has_its_label() -> None:
    known = next(iter(rules().vocabularies["services"]))
    assert shown.term(known.key, "services") == known.label
    assert shown.term("no-such-service", "services") == "No such service"
    assert shown.term("x_y", "no-such-list") == "X y"
    assert shown.term(None, "services") == ""


def test_a_council_replaces_single_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "templates" / "web"
    folder.mkdir(parents=True)
    (folder / "words.toml").write_text('[states]\nclosed = "Finished"\n', encoding="utf-8")
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    shown.all_words.cache_clear()
    try:
        assert shown.words("closed", "states") == "Finished"
        assert shown.words("received", "states") == "Received"
    finally:
        monkeypatch.undo()
        shown.all_words.cache_clear()
