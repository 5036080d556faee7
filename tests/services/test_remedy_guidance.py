"""What the Ombudsmen's guidance says about money: shown with its source, and it stops nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from complaints_service.content.problems import WorkflowError
from complaints_service.content.remedy_guidance import load_remedy_guidance, read_remedy_guidance
from complaints_service.content.rules import load_rules
from complaints_service.services.remedy_guidance import advice_on_amounts, guidance_for

TODAY = date(2026, 11, 23)


def kinds(remedy: dict[str, Any], *codes: str) -> list[str]:
    """What is advised on one remedy."""
    return [one.kind for one in advice_on_amounts([remedy], guidance_for(codes, TODAY))]


@pytest.mark.parametrize(("amount", "head", "codes", "expected"), [
    # Inside the band nothing is said, its ends included.
    ("100", "distress", ("lgsco",), []),
    ("300", "distress", ("lgsco",), []),
    # Outside it, which way.
    ("99.99", "distress", ("lgsco",), ["below"]),
    ("301", "time_and_trouble", ("lgsco",), ["above"]),
    # With both Codes the bands of both count together; the Housing Ombudsman's have no upper end.
    ("60", "distress", ("lgsco", "housing"), []),
    ("5000", "distress", ("lgsco", "housing"), []),
    # Money of which nobody said what for; no money; what cannot be read; what no band names.
    ("50", "", ("lgsco",), ["no_head"]),
    (None, "distress", ("lgsco",), []),
    ("ten", "distress", ("lgsco",), []),
    ("1", "missed_appointment", ("lgsco",), []),
    # So much a month says nothing of a sum.
    ("1", "unsuitable_housing", ("lgsco",), []),
])
def test_a_sum_is_compared_and_never_refused(
    amount: str | None, head: str, codes: tuple[str, ...], expected: list[str]
) -> None:
    assert kinds({"amount": amount, "head": head}, *codes) == expected


def test_every_figure_names_its_source_and_how_sure_it_is() -> None:
    guidance = load_remedy_guidance()
    heads = {one.key for one in load_rules().vocabularies["money_heads"]}
    for band in guidance.bands:
        assert band.heads <= heads
        assert band.advised.source
        assert band.advised.checked <= TODAY
        assert band.advised.verified in ("text", "partial", "unverified")


def test_a_band_the_wrong_way_round_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "remedy_guidance.toml"
    file.write_text('[[band]]\nbody = "lgsco"\nheads = ["distress"]\nfrom = 5\nto = 4\nsaid = "x"\n'
                    'source = "x"\nchecked = 2026-01-01\nverified = "text"\n', encoding="utf-8")
    with pytest.raises(WorkflowError, match="it is less than 5"):
        read_remedy_guidance(file)
