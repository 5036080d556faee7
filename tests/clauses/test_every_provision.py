"""Every provision of both Codes has a test, or stands in the reviewed list with the reason."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.evidence import (
    HOWS,
    TESTS,
    partly,
    proofs,
    provisions,
    unconfirmed,
    waiting,
)

from complaints_service.content.letters import load_letter_rules
from complaints_service.content.rules import load_rules

LISTED = {citation: one for one in waiting() for citation in one.provisions}


@pytest.mark.parametrize("citation", sorted(provisions()))
def test_a_provision_has_a_proof_or_a_reason(citation: str) -> None:
    proved, listed = citation in proofs(), citation in LISTED
    assert proved or listed, f"no test is marked {citation}; prove it or say why not"
    assert not (proved and listed), f"{citation} has a test now; take it off the list"


def test_what_is_asked_of_nobody_is_listed_only_where_the_code_says_so() -> None:
    for citation, one in LISTED.items():
        check = provisions()[citation].check
        allowed = {"explanatory": {"none"}, "attested": {"form"}, "coming": {"auto", "data"}}
        assert check in allowed[one.how], f"{citation} is '{check}', not '{one.how}'"


def test_the_list_names_each_provision_once_and_no_unknown_one() -> None:
    named = [citation for one in waiting() for citation in one.provisions]
    assert len(named) == len(set(named))
    assert set(named) <= set(provisions())
    assert {one.how for one in waiting()} <= set(HOWS)
    assert all(one.reason.endswith(".") and one.proof.endswith(".") for one in waiting())


def test_what_is_proved_in_part_is_proved_and_says_what_is_left() -> None:
    named = [citation for one in partly() for citation in one.provisions]
    assert len(named) == len(set(named))
    assert set(named) <= set(proofs())
    assert all(one.rest.endswith(".") for one in partly())


def test_every_mark_names_a_provision() -> None:
    assert set(proofs()) <= set(provisions())


def test_every_provision_of_the_second_reading_is_held() -> None:
    """143 paragraphs were read: 73 of the Housing Ombudsman's Code, 70 of the other."""
    known = [*provisions(), *unconfirmed()]
    assert len([one for one in known if one.startswith("HO ")]) == 73
    assert len([one for one in known if one.startswith("LGSCO ")]) == 70


def test_a_paragraph_that_may_not_exist_is_printed_nowhere() -> None:
    assert unconfirmed() == {"LGSCO 9.8"}
    assert not unconfirmed() & (set(proofs()) | set(LISTED))
    blocks = load_letter_rules().blocks.values()
    asked = {need.provision for rows in blocks for row in rows for need in row.needs.values()}
    assert not unconfirmed() & asked
    terms = [one for words in load_rules().vocabularies.values() for one in words]
    named = {citation for one in terms for citation in one.extras.get("provisions", ())}
    assert not unconfirmed() & named


def test_marks_that_are_read_are_the_marks_that_pytest_sees() -> None:
    """The reading of the files is checked against what one file's tests really carry."""
    file = TESTS / "domain" / "decide" / "test_time.py"
    seen = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "provision",
         "-p", "no:cacheprovider", str(file)],
        cwd=TESTS.parent, capture_output=True, text=True, check=True,
    ).stdout
    collected = {line.split("::")[1].split("[")[0] for line in seen.splitlines() if "::" in line}
    path = Path(file).relative_to(TESTS.parent).as_posix()
    read = {one.test for held in proofs().values() for one in held if one.path == path}
    assert read == collected
