"""Search: whatever somebody types is found or not, and never an error (bug 58)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support import web
from support.pages import Page, Visitor
from support.web import Caller

from complaints_service.persistence.database import db
from complaints_service.persistence.queries.search_words import terms

OLD = "FS-Case-71264/2019"
PERSON = {"name": "Siobhán O'Hanlon-Okonkwo", "email": "siobhan@hanlon.example",
          "phone": "+44 7700 900461", "postcode": "ZZ9 9ZZ", "address": "14 Tamarisk Crescent"}


@pytest.fixture(scope="module")
def app(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = web.application(shared_database_url, tmp_path_factory.mktemp("search"))
    yield made
    web.close(made)


@pytest.fixture(scope="module")
def caller(app: Flask) -> Caller:
    return web.caller(app, "officer")


@pytest.fixture(scope="module")
def ref(app: Flask, caller: Caller) -> str:
    """A complaint that every search below is about, with a reference of an older register."""
    made = caller.complaint(
        description="The wheelie bin was left across the dropped kerb by the library.",
        complainants=[PERSON])
    with app.app_context():
        db.session.execute(text("UPDATE complaint SET old_reference = :old WHERE ref = :ref"),
                           {"old": OLD, "ref": made})
        db.session.commit()
    return made


def found(caller: Caller, words: str) -> list[str]:
    answer = caller.post("/search", {"words": words})
    assert answer.status_code == 200, answer.json
    return [one["ref"] for one in answer.json["items"]]


@pytest.mark.parametrize("words", [
    # Names as written, in part, and beside a word of the complaint
    "O'Hanlon-Okonkwo", "okonkwo", "siobhán", "okon", "okonkwo kerb", "tamar", "TAMARISK CRES",
    # Words by their stem and by their beginning; three letters
    "kerbs", "libr", "bin", "whee bin", '"dropped kerb"',
    # Every way to write a telephone number and a postcode
    "07700 900461", "+44 7700 900461", "00447700900461", "07700 900 461", "0770090", "zz99zz",
    "ZZ9 9ZZ", "siobhan@hanlon.example", "siobhan",
    # An older reference exactly, in pieces, and from the middle on
    OLD, OLD.lower(), "71264", "7126", "case-71264", "FS-Case", "71264/2019", "fscase71264",
])
def test_a_file_is_found_by_any_part_of_it(caller: Caller, ref: str, words: str) -> None:
    assert ref in found(caller, words)


def test_our_own_reference_is_found_in_pieces(caller: Caller, ref: str) -> None:
    for part in (ref, ref.lower(), ref[:4], ref[5:9], ref.replace("-", ""), ref[:7]):
        assert ref in found(caller, part), part


@pytest.mark.parametrize("words", [
    '"kerb dropped"', "okonkwo badger", "71265", "ibrary", '"libr"', "07700 900462",
])
def test_what_is_not_on_the_file_is_not_found(caller: Caller, ref: str, words: str) -> None:
    assert ref not in found(caller, words)


@pytest.mark.parametrize("words", [
    "'", '"', "''", '"""', "NOT", "NOT (", "(bin", "bin)", "((((", "bin NOT kerb", "bin & | ! kerb",
    "bin:*", ":*", "a'b:*", "\\", "bin\\", "x" * 10_000, "bin " * 2_500, "é" * 5_000, "%", "_%_",
    "--", "-bin", "<->", "bin <-> kerb", "\t", "0", "🗑" * 200, "../etc", "{}", "'; DROP TABLE x",
    "bin'':*", "&amp;", "a" * 2_047,
])
def test_bug_58_nothing_that_anybody_types_is_an_error(
    app: Flask, caller: Caller, ref: str, words: str
) -> None:
    assert caller.post("/search", {"words": words}).status_code == 200
    page = Visitor(app).sign_in("officer", organisation="weston").get("/officer/search")
    for status in (200, 422):
        try:
            assert page.submit("Search", words=words, status=status).heading
            break
        except AssertionError:
            if status == 422:
                raise


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(min_size=1, max_size=60))
def test_bug_58_nor_is_anything_else(app: Flask, caller: Caller, words: str) -> None:
    with app.app_context():
        assert len(terms(words)) <= 8
    sendable = words.encode("utf-8", "ignore").decode()
    assert caller.post("/search", {"words": sendable or "x"}).status_code == 200


def test_a_name_stands_before_a_complaint_and_that_before_a_note(caller: Caller) -> None:
    noted = caller.complaint(description="A tree.")
    caller.command(noted, "add_note", text="Spoke with the neighbour about the marmalade.")
    described = caller.complaint(description="There is marmalade on the bench.")
    called = caller.complaint(description="A bench.", complainants=[{"name": "Ann Marmalade"}])
    for words in itertools.permutations(("marmalade",)):
        assert found(caller, " ".join(words)) == [called, described, noted]


def test_what_one_may_not_see_is_not_found(app: Flask, caller: Caller) -> None:
    ref = caller.complaint(description="The pangolin is at large.")
    assert found(caller, "pangolin") == [ref]
    for other in (web.caller(app, "officer", organisation="eastham"), web.caller(app, "handler"),
                  web.caller(app, "administrator"), web.caller(app, "member")):
        assert found(other, "pangolin") == []
        assert found(other, ref) == []
    caller.command(ref, "restrict_access", people=[caller.email], reason="Staff")
    assert found(web.caller(app, "officer"), "pangolin") == []
    assert found(caller, "pangolin") == [ref]


def test_words_die_with_what_they_were_written_in(app: Flask, caller: Caller) -> None:
    """The index is made of the private values themselves: erased, they are found no more."""
    ref = caller.complaint(description="The axolotl.", complainants=[{"name": "Zebedee Quill"}])
    assert found(caller, "zebedee") == found(caller, "axol") == [ref]
    with app.app_context():
        db.session.execute(text("DELETE FROM private_value WHERE ref = :ref"), {"ref": ref})
        db.session.commit()
    assert found(caller, "zebedee") == found(caller, "axol") == []
    assert found(caller, ref) == [ref]


@pytest.mark.parametrize("body", [
    {}, {"words": ""}, {"words": 3}, {"words": "x" * 10_001}, {"words": "x", "page": 0},
    {"words": "x", "page": True}, {"words": "x", "q": "y"}, [],
])
def test_another_body_is_refused(caller: Caller, body: object) -> None:
    assert caller.post("/search", body).status_code == 422


def test_the_page_says_in_which_order(app: Flask, caller: Caller, ref: str) -> None:
    page: Page = Visitor(app).sign_in("officer", organisation="weston").get("/officer/")
    shown = page.submit("Search", words="okonkwo")
    assert ref in [one.text for one in shown.select("tbody th a")]
    assert "what tells most of your words first" in shown.text
