"""What the guide for integrators says is what the API does."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from support.checkout import ROOT
from support.web import Caller

from complaints_service.web.api.application import openapi_document
from complaints_service.web.api.complaints import CONTACTS

GUIDE = (ROOT / "docs/api.md").read_text(encoding="utf-8")
BODIES = [json.loads(found) for found in re.findall(r"-d '(\{.*?\})'\n", GUIDE, re.DOTALL)]


def test_the_worked_example_works(officer: Caller) -> None:
    receive, contact = BODIES
    made = officer.post("/complaints", receive)
    assert made.status_code == 201, made.json
    done = officer.post(f"/complaints/{made.json['ref']}/commands", contact)
    assert done.status_code == 201, done.json


@pytest.mark.parametrize("address", sorted(set(re.findall(r"`(?:GET )?(/[a-z][^`?]*)", GUIDE))))
def test_every_address_exists(address: str) -> None:
    document = openapi_document()
    plain = re.sub(r"7K3M-Q29X-4|\{\w+\}", "{}", address.removeprefix("/api/v1"))
    known = {re.sub(r"\{\w+\}", "{}", path).removeprefix("/api/v1") for path in document["paths"]}
    assert plain in known | {"/openapi.json"}


@pytest.mark.parametrize("name", CONTACTS)
def test_every_filter_is_named(name: str) -> None:
    assert f"`{name}`" in GUIDE


def test_every_problem_is_named() -> None:
    rows: list[Any] = re.findall(r"^\| (\d{3}[^|]*)\| (.*?) \|", GUIDE, re.MULTILINE)
    assert len(rows) == 11
