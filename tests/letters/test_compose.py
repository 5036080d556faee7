"""Proves that a letter is refused without what it must say, and frozen once it says it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.letters import (
    ADVICE,
    HOUSING_OMBUDSMAN,
    LGSCO_OMBUDSMAN,
    REDECORATION,
    REPAIRS,
    fullest_facts,
    letter_facts,
)

from complaints_service.content.letter_templates import letter_folders
from complaints_service.content.letters import load_letter_rules
from complaints_service.domain.letter_facts import LetterFacts, LetterKind
from complaints_service.domain.letters import LetterRules
from complaints_service.letters.compose import FrozenLetter, MissingBlock, compose

HO, LG, BOTH = ("housing",), ("lgsco",), ("housing", "lgsco")
NOT_ANSWERED = (replace(REPAIRS, finding=""), replace(ADVICE, finding=""))
NO_REASONS = (replace(REPAIRS, reasons=""), replace(ADVICE, reasons=""))
NOT_OURS = (replace(REPAIRS, ours=False), replace(ADVICE, ours=False))
UNDATED = (replace(REDECORATION, due_on=None),)
OVER = {"over_cap": True}
UNTIMED = (
    replace(HOUSING_OMBUDSMAN, time_limit_text=""),
    replace(LGSCO_OMBUDSMAN, time_limit_text=""),
)

# kind, what is left out, block, rule, provision under the Housing Code, under the LGSCO Code.
# None: the council's own standard, refused without a provision. "-": recommended, so not refused.
REQUIRED: list[tuple[str, dict[str, Any], str, str, str | None, str | None]] = [
    # A receipt says that it came and when the complainant will hear
    ("receipt", {"received_on": None}, "received", "definition_missing", None, None),
    # A service request decision says why
    ("service_request_decision", {"explanation": " "}, "explanation", "reason_missing", None, None),
    # An acknowledgement defines the complaint, says what is ours, asks, and gives the date
    *(
        (kind, left_out, block, rule, housing_1 if kind == "acknowledgement" else housing_2, lgsco)
        for kind, left_out, block, rule, housing_1, housing_2, lgsco in [
            ("acknowledgement", {"received_on": None}, "received", "definition_missing",
             "HO 6.2", "", "LGSCO 6.2"),
            ("stage_2_acknowledgement", {"received_on": None}, "received", "definition_missing",
             "", "HO 6.11", "LGSCO 6.11"),
            ("acknowledgement", {"definition": ""}, "definition", "definition_missing",
             "HO 5.6", "", None),
            ("stage_2_acknowledgement", {"definition": ""}, "definition", "definition_missing",
             "", "HO 5.6", "LGSCO 6.12"),
            ("acknowledgement", {"points": NOT_OURS}, "responsibility", "definition_missing",
             "HO 5.7", "", None),
            ("stage_2_acknowledgement", {"points": NOT_OURS}, "responsibility",
             "definition_missing", "", "HO 5.7", None),
            ("acknowledgement", {"clarification": " "}, "clarification", "definition_missing",
             "HO 5.6", "", "LGSCO 5.4"),
            ("stage_2_acknowledgement", {"clarification": " "}, "clarification",
             "definition_missing", "", "HO 5.6", "LGSCO 5.4"),
            ("acknowledgement", {"respond_by": None}, "due_date", "reason_missing",
             "HO 6.3", "", "LGSCO 6.3"),
            ("stage_2_acknowledgement", {"respond_by": None}, "due_date", "reason_missing",
             "", "HO 6.14", "LGSCO 6.15"),
            ("acknowledgement", {"ombudsmen": ()}, "ombudsman", "signpost_missing",
             "HO 3.7", "", "LGSCO 3.7"),
            ("stage_2_acknowledgement", {"ombudsmen": ()}, "ombudsman", "signpost_missing",
             "", "HO 3.7", "LGSCO 3.7"),
        ]
    ),
    # An extension gives its reason, the new date and the Ombudsman, at either stage
    ("extension", {"reason": ""}, "reason", "reason_missing", "HO 6.4", "LGSCO 6.4"),
    ("extension", {"reason": "", "stage": 2}, "reason", "reason_missing", "HO 6.15", "LGSCO 6.16"),
    ("extension", {"new_due": None}, "new_date", "reason_missing", "HO 6.4", "LGSCO 6.4"),
    ("extension", {"ombudsmen": ()}, "ombudsman", "signpost_missing", "HO 6.5", "LGSCO 6.5"),
    ("extension", {"ombudsmen": (), "stage": 2}, "ombudsman", "signpost_missing",
     "HO 6.16", "LGSCO 6.17"),
    # Beyond the cap it gives the good reason too, and how often we will write
    ("extension", {**OVER, "good_reason": ""}, "good_reason", "reason_missing",
     "HO 6.4", "LGSCO 6.4"),
    ("extension", {**OVER, "good_reason": "", "stage": 2}, "good_reason", "reason_missing",
     "HO 6.15", "LGSCO 6.16"),
    ("extension", {**OVER, "update_every_days": None}, "updates", "reason_missing", "HO 5.9", "-"),
    ("extension", {"update_every_days": None}, "updates", "reason_missing", "-", "-"),
    # A late answer is explained, dated, and followed by news
    ("delay", {"reason": " \n "}, "reason", "reason_missing", None, "LGSCO 5.5"),
    ("delay", {"expected_on": None}, "expected", "reason_missing", None, "LGSCO 5.5"),
    ("delay", {"update_every_days": None}, "updates", "reason_missing", "HO 5.9", "-"),
    # A stage 1 response has the seven items, and says what is ours
    ("stage_1_response", {"definition": ""}, "definition", "definition_missing", "HO 6.9", None),
    ("stage_1_response", {"points": NOT_ANSWERED}, "decision", "point_unanswered",
     "HO 6.9", "LGSCO 6.7"),
    ("stage_1_response", {"points": NO_REASONS}, "reasons", "point_unanswered",
     "HO 6.9", "LGSCO 6.7"),
    ("stage_1_response", {"points": NOT_OURS}, "responsibility", "definition_missing",
     "-", "LGSCO 6.7"),
    ("stage_1_response", {"remedies": UNDATED}, "remedy", "remedy_incomplete",
     "HO 6.9", "LGSCO 7.3"),
    ("stage_1_response", {"how_to_escalate": ""}, "escalation", "signpost_missing",
     "HO 6.9", "LGSCO 6.8"),
    # A refusal says why, under which paragraph, and how to challenge it
    ("not_accepted", {"ground": ""}, "ground", "ground_missing", "HO 2.4", "LGSCO 2.4"),
    ("not_accepted", {"explanation": ""}, "explanation", "reason_missing", "HO 2.4", "LGSCO 2.4"),
    ("not_accepted", {"policy_paragraph": ""}, "policy", "reason_missing", "HO 2.2", "LGSCO 2.3"),
    ("not_accepted", {"ombudsmen": ()}, "ombudsman", "signpost_missing", "HO 2.4", "LGSCO 2.4"),
    # Out of time, that discretion was considered
    ("not_accepted", {"out_of_time": True, "discretion": ""}, "discretion",
     "discretion_not_considered", "HO 2.3", "LGSCO 2.2"),
    # A refusal to escalate has the same blocks under its own provisions
    ("escalation_not_accepted", {"ground": ""}, "ground", "ground_missing",
     "HO 5.11", "LGSCO 5.7"),
    ("escalation_not_accepted", {"explanation": ""}, "explanation", "reason_missing",
     "HO 5.11", "LGSCO 5.7"),
    ("escalation_not_accepted", {"policy_paragraph": ""}, "policy", "reason_missing",
     "HO 2.2", "LGSCO 2.3"),
    ("escalation_not_accepted", {"ombudsmen": ()}, "ombudsman", "signpost_missing",
     "HO 5.11", "LGSCO 5.7"),
    ("escalation_not_accepted", {"out_of_time": True, "discretion": ""}, "discretion",
     "discretion_not_considered", "HO 2.3", "LGSCO 2.2"),
    # The final response: seven items, whether stage 1 changed, and the Ombudsman with its limit
    ("stage_2_response", {"definition": ""}, "definition", "definition_missing", "HO 6.19", None),
    ("stage_2_response", {"points": NOT_ANSWERED}, "decision", "point_unanswered",
     "HO 6.19", None),
    ("stage_2_response", {"points": NO_REASONS}, "reasons", "point_unanswered", "HO 6.19", None),
    ("stage_2_response", {"remedies": UNDATED}, "remedy", "remedy_incomplete",
     "HO 6.19", "LGSCO 7.3"),
    ("stage_2_response", {"stage_1_changed": ""}, "stage_1_changed", "reason_missing", None, None),
    ("stage_2_response", {"ombudsmen": ()}, "ombudsman", "signpost_missing",
     "HO 6.19", "LGSCO 6.18"),
    ("stage_2_response", {"ombudsmen": UNTIMED}, "ombudsman", "signpost_missing",
     "HO 6.19", "LGSCO 6.18"),
    # A withdrawal says what was recorded
    ("withdrawal", {"evidence": ""}, "withdrawn", "reason_missing", None, None),
    # A remedy that cannot be delivered: which, why, what instead, and the Ombudsman
    ("remedy_undeliverable", {"remedies": ()}, "undelivered", "remedy_incomplete",
     None, "LGSCO 7.4"),
    ("remedy_undeliverable", {"reason": ""}, "reason", "reason_missing", None, "LGSCO 7.4"),
    ("remedy_undeliverable", {"alternative_remedy": ""}, "alternative", "remedy_incomplete",
     None, "LGSCO 7.4"),
    ("remedy_undeliverable", {"ombudsmen": ()}, "ombudsman", "signpost_missing",
     None, "LGSCO 7.4"),
    # An update has news, and names the procedure that a matter was handed to
    ("update", {"explanation": ""}, "news", "reason_missing", "HO 6.6", "LGSCO 6.6"),
    ("update", {"procedure": " "}, "procedure", "reason_missing", None, None),
    # An apology says sorry for something
    ("apology", {"apology": ""}, "sorry", "reason_missing", "HO 7.1", "LGSCO 7.1"),
]


def cases() -> list[Any]:
    """Return a case for each row and Code, marked with the provision that it proves."""
    found = []
    for kind, left_out, block, rule, housing, lgsco in REQUIRED:
        both = [one for one in (housing, lgsco) if one not in (None, "-")]
        neither = "-" if housing == lgsco == "-" else None
        for codes, provision in ((HO, housing), (LG, lgsco), (BOTH, ", ".join(both) or neither)):
            marks = [pytest.mark.provision(one) for one in both if one in str(provision)]
            name = f"{kind}-{'+'.join(codes)}-{block}"
            found.append(
                pytest.param(kind, codes, left_out, block, rule, provision, marks=marks, id=name)
            )
    return found


@pytest.fixture(scope="module")
def rules() -> LetterRules:
    return load_letter_rules()


def facts_without(kind: str, codes: tuple[str, ...], left_out: dict[str, Any]) -> LetterFacts:
    """Return full facts of these Codes with something left out, which may be of fewer points."""
    full = letter_facts(kind, codes)
    named = {"housing": 1, "lgsco": 2}
    ours = {named[code] for code in codes}
    trimmed = dict(left_out)
    if trimmed.get("points"):
        trimmed["points"] = tuple(point for point in trimmed["points"] if point.n in ours)
    return replace(full, **trimmed)


@pytest.mark.parametrize(("kind", "codes", "left_out", "block", "rule", "provision"), cases())
def test_a_letter_is_refused_without_a_required_block(
    rules: LetterRules,
    kind: str,
    codes: tuple[str, ...],
    left_out: dict[str, Any],
    block: str,
    rule: str,
    provision: str | None,
) -> None:
    facts = facts_without(kind, codes, left_out)
    if provision == "-":
        assert block not in {one.key for one in compose(facts, rules).blocks}
        return
    with pytest.raises(MissingBlock) as refused:
        compose(facts, rules)
    missing = refused.value
    assert (missing.block, missing.rule, missing.provision) == (block, rule, provision)
    assert "fill it in before sending" in missing.detail


def test_every_required_block_of_the_rules_has_its_row() -> None:
    """Some blocks cannot be left out, as the facts that fill them are of no optional type."""
    always = {"stage", "outstanding", "come_back", "right_to_complain", "what_happens_next"}
    rows = {(kind, block) for kind, _, block, *_ in REQUIRED}
    for kind, blocks in load_letter_rules().blocks.items():
        for block in blocks:
            required = any(need.required for need in block.needs.values())
            decided = block.key == "decision" and "response" not in kind
            if required and not decided and block.key not in always:
                assert (kind.value, block.key) in rows


@pytest.mark.parametrize("kind", list(LetterKind))
@pytest.mark.parametrize("codes", [HO, LG, BOTH])
def test_every_kind_of_letter_can_be_written(
    rules: LetterRules, kind: LetterKind, codes: tuple[str, ...]
) -> None:
    letter = compose(letter_facts(kind, codes), rules)
    assert letter.blocks
    assert letter.template == f"letters/{kind}.html"
    assert letter.sha256 == hashlib.sha256(letter.html.encode()).hexdigest()


@pytest.mark.parametrize("kind", list(LetterKind))
def test_the_fullest_letter_holds_every_block_of_its_kind(
    rules: LetterRules, kind: LetterKind
) -> None:
    facts = fullest_facts(kind)
    kept = {block.key for block in compose(facts, rules).blocks}
    wanted = {rule.key for rule in rules.blocks[kind] if rule.stage in (0, facts.stage)}
    assert kept == wanted


@pytest.mark.provision("LGSCO 6.8")
def test_an_early_answer_by_telephone_needs_only_the_way_on_under_the_lgsco_code(
    rules: LetterRules,
) -> None:
    bare = {"definition": "", "outcomes_sought": "", "points": (), "remedies": (), "ombudsmen": ()}
    early = {"resolved_early": True, "answered_by_phone": True}
    letter = compose(letter_facts("stage_1_response", LG, **bare, **early), rules)
    assert "escalation" in {block.key for block in letter.blocks}
    with pytest.raises(MissingBlock) as refused:
        compose(letter_facts("stage_1_response", HO, **bare, **early), rules)
    assert refused.value.provision == "HO 6.9"


@pytest.mark.parametrize(
    ("codes", "named", "not_named"),
    [
        # A complaint about the council as landlord goes to the Housing Ombudsman alone
        (HO, ("Housing Ombudsman Service",), ("Local Government",)),
        # Any other goes to the other one alone
        (LG, ("Local Government and Social Care Ombudsman",), ("Housing Ombudsman",)),
    ],
)
@pytest.mark.provision("LGSCO 6.5")
@pytest.mark.provision("HO 6.5")
def test_the_right_ombudsman_alone_is_named(
    rules: LetterRules, codes: tuple[str, ...], named: tuple[str], not_named: tuple[str]
) -> None:
    bodies = (HOUSING_OMBUDSMAN, LGSCO_OMBUDSMAN)
    text = compose(letter_facts("extension", codes, ombudsmen=bodies), rules).text
    assert all(name in text for name in named)
    assert not any(name in text for name in not_named)


@pytest.mark.provision("HO 6.19")
@pytest.mark.provision("LGSCO 6.18")
def test_a_mixed_complaint_names_both_with_their_points_and_their_own_time_limits(
    rules: LetterRules,
) -> None:
    letter = compose(letter_facts("stage_2_response", BOTH), rules)
    block = next(block for block in letter.blocks if block.key == "ombudsman")
    housing, lgsco = block.text.split("Local Government and Social Care Ombudsman")
    assert "For point 1 of your complaint." in housing
    assert "within 12 months of our final response" in housing
    assert "For point 2 of your complaint." in lgsco
    assert "when you first knew about the matter" in lgsco
    assert "final response" not in lgsco
    assert block.provision == "HO 6.19, LGSCO 6.18"


@pytest.mark.provision("HO 6.12")
@pytest.mark.provision("LGSCO 6.13")
def test_going_to_stage_2_needs_no_reason_and_has_no_time_limit_unless_configured(
    rules: LetterRules,
) -> None:
    facts = letter_facts("stage_1_response", BOTH)
    block = next(b.text for b in compose(facts, rules).blocks if b.key == "escalation")
    assert "You do not have to give a reason." in block
    assert not any(word in block for word in ("within", "days", "month", "deadline"))
    window = replace(facts, escalation_window="Please ask within one month if you can.")
    assert "Please ask within one month if you can." in compose(window, rules).text


@pytest.mark.parametrize("kind", ["stage_1_response", "stage_2_response"])
def test_no_officer_is_named_in_findings(rules: LetterRules, kind: str) -> None:
    assert "Sam Placeholder" in compose(letter_facts("acknowledgement"), rules).text
    assert "Sam Placeholder" not in compose(letter_facts(kind), rules).html


def test_the_same_facts_freeze_to_the_same_bytes_and_others_do_not(rules: LetterRules) -> None:
    first, again = (compose(letter_facts(), rules) for _ in range(2))
    assert first == again
    changed = compose(letter_facts(definition="Something else."), rules)
    assert changed.sha256 != first.sha256
    assert changed.template_version == first.template_version


@pytest.fixture
def overlay(tmp_path: Path) -> tuple[Path, ...]:
    """Return the folders of wording with a council's own, still empty, before the shipped one."""
    return (tmp_path, *letter_folders())


def with_wording(folders: tuple[Path, ...], name: str, wording: str) -> FrozenLetter:
    (folders[0] / name).write_text(wording, encoding="utf-8")
    return compose(letter_facts(), load_letter_rules(), folders)


def test_a_council_may_reword_one_block_and_keep_the_others(overlay: tuple[Path, ...]) -> None:
    own = "{% macro block_due_date() %}<p>Before {{ respond_by | uk_date }}.</p>{% endmacro %}"
    plain = compose(letter_facts(), load_letter_rules())
    letter = with_wording(overlay, "acknowledgement.html", own)
    assert {block.key: block.text for block in letter.blocks} == {
        block.key: block.text for block in plain.blocks
    } | {"due_date": "Before 7 December 2026."}
    assert letter.template_version != plain.template_version


def test_a_council_may_reword_a_shared_piece_for_every_letter(overlay: tuple[Path, ...]) -> None:
    own = "{% macro closing() %}<p>With our regards.</p>{% endmacro %}"
    assert "With our regards." in with_wording(overlay, "common.html", own).text


def test_wording_that_empties_a_required_block_is_refused(overlay: tuple[Path, ...]) -> None:
    own = "{% macro block_definition() %}<h2> </h2>{% endmacro %}"
    with pytest.raises(MissingBlock) as refused:
        with_wording(overlay, "acknowledgement.html", own)
    assert refused.value.block == "definition"


def test_a_receipt_goes_out_though_no_calendar_knows_the_year() -> None:
    frozen = compose(letter_facts("receipt", acknowledge_by=None), load_letter_rules())
    assert "within the time that our complaints policy gives" in frozen.text
