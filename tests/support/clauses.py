"""Marks a test with the paragraphs of the Codes that it proves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from complaints_service.content.rules import load_clock_rules


def clause(*citations: str) -> Callable[[Any], Any]:
    """Mark a test as proof of each citation, such as `HO 6.3`; an unknown one stops the run."""
    known = {
        citation for code in load_clock_rules()[0].values() for citation in code.provisions
    }
    for citation in citations:
        if citation not in known:
            raise ValueError(f'"{citation}" is no provision of a Code; correct the citation.')

    def marked(test: Any) -> Any:
        for citation in citations:
            test = pytest.mark.provision(citation)(test)
        return test

    return marked
