"""Whoever may not know of a complaint learns of it at no address, in no list and by no command."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from support import web
from support.web import API, Caller

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.services.actors import ROLES
from complaints_service.web.api.application import openapi_document

CANARY = "canary-5d1c9e"


@pytest.fixture(scope="module")
def owner(app: Flask) -> Caller:
    """An officer of another council."""
    return web.caller(app, "officer", organisation="easton")


@pytest.fixture(scope="module")
def parts(owner: Caller) -> dict[str, str]:
    """Everything that names something of that council's complaint."""
    ref = owner.complaint(
        description=CANARY, complainants=[{"name": CANARY, "email": f"{CANARY}@example.org"}]
    )
    owner.command(ref, "accept", points=[{"text": CANARY}])
    owner.command(ref, "offer_remedy", kind="apology", description=CANARY, due_on="2099-01-01")
    letter = owner.get(f"/complaints/{ref}/letters").json["items"][0]["id"]
    return {"ref": ref, "letter_id": letter, "kind": "stage_1_respond", "name": "services"}


def addresses(parts: dict[str, str]) -> list[str]:
    paths = openapi_document()["paths"]
    return [
        re.sub(r"\{(\w+)\}", lambda found: parts.get(found[1], "IMP-0001"), path).removeprefix(API)
        for path in paths if "get" in paths[path]
    ]


@pytest.mark.parametrize("role", ROLES)
def test_reading_tells_nothing(app: Flask, parts: dict[str, str], role: str) -> None:
    stranger = web.caller(app, role)
    for address in addresses(parts):
        answer = stranger.get(f"{address}?limit=200")
        if answer.status_code == 422:
            answer = stranger.get(address)
        assert CANARY not in answer.text, address
        if "/audit/" not in address:
            assert parts["ref"] not in answer.text, address
        if parts["ref"] in address or parts["letter_id"] in address:
            assert answer.status_code == 404, address


def test_its_own_council_sees_it(owner: Caller, parts: dict[str, str]) -> None:
    """Else the test above proves nothing."""
    told = [owner.get(address) for address in addresses(parts)]
    assert sum(CANARY.encode() in answer.data for answer in told) >= 5


@pytest.mark.parametrize("role", ROLES)
def test_no_command_reaches_it(
    app: Flask, owner: Caller, parts: dict[str, str], role: str
) -> None:
    stranger = web.caller(app, role)
    before = owner.get(f"/complaints/{parts['ref']}").json
    for name in COMMANDS:
        answer = stranger.command(parts["ref"], name, before["version"])
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert owner.get(f"/complaints/{parts['ref']}").json == before


@pytest.mark.parametrize(("name", "field"), [("link", "ref"), ("merge", "into")])
def test_another_councils_reference_is_no_reference(
    officer: Caller, parts: dict[str, str], name: str, field: str
) -> None:
    """A reference inside the data is judged as the one in the address (T03)."""
    own = officer.complaint()
    answers = [officer.command(own, name, **{field: ref}) for ref in (parts["ref"], "2222-2222-2")]
    assert [one.status_code for one in answers] == [422, 422]
    told = [one.text.replace(parts["ref"], "x").replace("2222-2222-2", "x") for one in answers]
    assert told[0] == told[1]
