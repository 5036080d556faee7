"""A complaint's page: whole in every state, and true to who looks at it."""

from __future__ import annotations

import pytest
from support.lives import STATES

from complaints_service.services.permissions import WHO
from complaints_service.web.complaint.next_steps import GROUPS

from .conftest import Office


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_page(office: Office, state: str) -> None:
    """For an auditor, who sees all and may do nothing, and for an officer, who may."""
    ref = STATES[state](office.lives)
    read = office.visitor("auditor").get(f"/complaints/{ref}")
    assert read.page_id == "complaint"
    assert ref in read.heading
    assert not [one for one in read.links if "/do/" in one.href]
    found = office.lives.complaint(ref)
    if found.restricted:
        office.visitor("officer_2").get(f"/complaints/{ref}", status=404)
    page = office.visitor("officer").get(f"/complaints/{ref}")
    assert [one.text for one in page.select("section h2")]
    assert "None" not in page.text


def test_every_command_stands_in_one_group() -> None:
    grouped = [name for names in GROUPS.values() for name in names]
    assert len(grouped) == len(set(grouped))
    assert set(WHO) - {"receive", "save_draft"} <= set(grouped)
