"""What is read of a posted form: each kind of control, and whatever somebody may send."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.forms import TODAY, numbered, sent
from werkzeug.datastructures import MultiDict

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.services.command_data import parse_command
from complaints_service.services.errors import InvalidCommand
from complaints_service.web.forms.build import build, refused
from complaints_service.web.forms.paths import control_id, normal, pattern, printable
from complaints_service.web.forms.read import Posted, read
from complaints_service.web.forms.words import words_of


def posted(command: str, *pairs: tuple[str, str]) -> Posted:
    return read(COMMANDS[command].data, words_of(command), MultiDict(pairs))


def data_of(command: str, *pairs: tuple[str, str]) -> dict[str, Any]:
    return posted(command, *pairs).data


def date(name: str, day: str, month: str, year: str) -> list[tuple[str, str]]:
    return [(f"{name}.day", day), (f"{name}.month", month), (f"{name}.year", year)]


@pytest.mark.parametrize(("typed", "read_as"), [
    # A date is three numbers.
    (("29", "12", "2026"), "2026-12-29"),
    # Spaces and zeros before do no harm.
    ((" 01 ", "01", "2027 "), "2027-01-01"),
    # A month may be written out, or its beginning.
    (("1", "January", "2027"), "2027-01-01"),
    (("1", "sept", "2026"), "2026-09-01"),
    # No such day: it goes on as it was typed, so that the sentence can name it.
    (("31", "2", "2026"), "31/2/2026"),
    # A year has four figures.
    (("1", "2", "26"), "1/2/26"),
    # A part left out is no date.
    (("", "2", "2026"), "/2/2026"),
    # Figures of other scripts are no figures here.
    (("٢٩", "12", "2026"), "٢٩/12/2026"),
    # Two letters may be two months.
    (("1", "ju", "2026"), "1/ju/2026"),
    (("1", "", "2026"), "1//2026"),
])
def test_reads_a_date(typed: tuple[str, str, str], read_as: str) -> None:
    assert data_of("notify_delay", *date("expected_on", *typed))["expected_on"] == read_as


def test_leaves_out_a_date_that_is_blank() -> None:
    assert "issue_on" not in data_of("receive", *date("issue_on", "", " ", ""))


def test_reads_a_date_that_stands_in_one_field() -> None:
    assert data_of("receive", ("issue_on", "2026-03-02"))["issue_on"] == "2026-03-02"


@pytest.mark.parametrize(("typed", "read_as"), [
    ("150", 150.0), ("150.50", 150.5), ("£1,250.50", 1250.5), (" 0 ", 0.0),
    # What is no amount of pounds and pence goes on as it was typed.
    ("25.505", "25.505"), ("ten", "ten"), ("-5", "-5"), ("1e9", "1e9"), ("NaN", "NaN"),
    ("9" * 400, "9" * 400), ("١٢", "١٢"),
])
def test_reads_money(typed: str, read_as: object) -> None:
    assert data_of("offer_remedy", ("amount", typed))["amount"] == read_as


@pytest.mark.parametrize(("typed", "read_as"), [
    ("10", 10), (" 7 ", 7), ("007", 7),
    ("ten", "ten"), ("1.5", "1.5"), ("-1", "-1"), ("9" * 5000, "9" * 5000), ("٣", "٣"),
    ("0x10", "0x10"), ("1_000", "1_000"),
])
def test_reads_a_whole_number(typed: str, read_as: object) -> None:
    assert data_of("extend", ("working_days", typed))["working_days"] == read_as


@pytest.mark.parametrize(("typed", "read_as"), [("yes", True), ("no", False), ("on", "on")])
def test_reads_yes_and_no(typed: str, read_as: object) -> None:
    assert data_of("add_point", ("related", typed))["related"] == read_as


def test_leaves_out_what_is_blank_and_keeps_what_is_said() -> None:
    data = data_of("record_contact", ("summary", " Damp.\r\nAgain. "), ("direction", ""),
                   ("channel", " \n "), ("update_by.day", ""))
    assert data == {"summary": "Damp.\nAgain."}


def test_takes_boxes_and_lines_as_a_list() -> None:
    data = data_of("acknowledge", ("not_ours", "2"), ("not_ours", "1"),
                   ("not_ours.words", "The rain\n\n the county's road "))
    assert data["not_ours"] == [2, 1, "The rain", "the county's road"]


def test_keeps_a_number_in_words_as_words_where_no_numbers_are_asked() -> None:
    assert data_of("decline", ("discretion_considered", "12"))["discretion_considered"] == "12"


def test_leaves_out_a_part_of_which_nothing_was_said() -> None:
    data = data_of("acknowledge", ("sent_outside.document", ""), ("sent_outside.reason", " "))
    assert "sent_outside" not in data


def test_drops_blank_entries_and_closes_the_gaps() -> None:
    data = data_of("accept", ("points.7.text", "second"), ("points.0.text", ""),
                   ("points.3.text", "first"), ("points.3.service", ""))
    assert data == {"points": [{"text": "first"}, {"text": "second"}]}


# ---- One entry more, one less -----------------------------------------------------------------


def test_adds_an_entry_and_loses_nothing() -> None:
    found = posted("accept", ("points.0.text", "one"), ("_add", "points"))
    assert (found.adding, found.removing) == ("points", None)
    assert [one["text"] for one in found.values["points"][:1]] == ["one"]
    assert found.values["points"][1:] == [{}]


def test_removes_the_entry_named_and_no_other() -> None:
    found = posted("accept", ("points.0.text", "one"), ("points.1.text", "two"),
                   ("points.2.text", "three"), ("_remove", "points.1"))
    assert found.removing == "points.1"
    assert [one["text"] for one in found.values["points"]] == ["one", "three"]


@pytest.mark.parametrize("named", ["", "points", "nothing", "text.0", "points.x.0", "__class__.1"])
def test_adds_nothing_to_what_is_no_list(named: str) -> None:
    found = posted("acknowledge", ("_add", named), ("_remove", named))
    assert (found.adding, found.removing) == (None, None)


# ---- Whatever somebody may send ---------------------------------------------------------------


def test_takes_one_entry_more_than_may_be_given_out_of_ten_thousand() -> None:
    pairs = [(f"points.{n}.text", "x") for n in range(10_001)]
    found = posted("accept", *pairs)
    assert len(found.data["points"]) == 201
    with pytest.raises(InvalidCommand, match="has 201 items"):
        parse_command("accept", found.data, today=TODAY)


def test_adds_no_entry_without_end() -> None:
    pairs = [(f"points.{n}.text", "x") for n in range(300)]
    assert len(posted("accept", *pairs, ("_add", "points")).values["points"]) == 201


names = st.one_of(
    st.sampled_from([
        "points", "points.", "points..text", "points.0", "points.0.text", "points.0.text.x.y.z.w",
        ".points", ".", "..", "", "points.-1.text", "points.٣.text", "points.99999999.text",
        "points.00.text", "points.0.points", "sent_outside", "sent_outside.document.0",
        "due_on.day", "due_on.day.day", "due_on", "expected_on.year", "complainants.0.email",
        "representative.expires_on.month", "_add", "_remove", "n", "amount", "not_ours.words.0",
        "findings.0.points", "remedies.0.amount", "people", "occurred_at.time",
    ]),
    st.text(max_size=20),
)
typed = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["\0", "a\0b", "\x1b[31m", "٣٤", "9" * 400, "1e400", "\ud800".encode(
        "utf-8", "replace").decode(), "<script>alert(1)</script>", "\u202e", "points", "points.0",
        "yes", "2026-02-30", "0001-01-01", "￿"]),
)


@given(command=st.sampled_from(sorted(COMMANDS)), pairs=st.lists(st.tuples(names, typed),
                                                                  max_size=12))
def test_answers_anything_with_sentences(
    command: str, pairs: list[tuple[str, str]], draw: Any
) -> None:
    kind, words = COMMANDS[command].data, words_of(command)
    found = read(kind, words, MultiDict(pairs))
    form = build(kind, words, numbered(), found.values)
    try:
        parse_command(command, found.data, today=TODAY)
    except InvalidCommand as error:
        form = refused(form, error)
        assert form.errors
    sent(draw(form))


# ---- Names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "wanted"), [
    ("remedies[0].due_on", "remedies.0.due_on"), ("data.kind", "kind"), ("people[12]", "people.12"),
    ("points.0.text", "points.0.text"),
])
def test_writes_paths_in_one_way(path: str, wanted: str) -> None:
    assert normal(path) == wanted


def test_ids_and_patterns() -> None:
    assert control_id("points.0.text") == "points-0-text"
    assert pattern("points.0.text") == "points.text"
    assert printable("a\0b\n") == "a\N{REPLACEMENT CHARACTER}b\n"
