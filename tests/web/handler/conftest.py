"""A council with lives in every state, and its pages as people of each role see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from support import web
from support.lives import Lives
from support.pages import Visitor
from support.staffed import Staffed, staffed


@dataclass
class Office:
    """A council at work: its lives, and visitors who are its staff."""

    council: Staffed
    lives: Lives
    app: Flask

    def visitor(self, name: str) -> Visitor:
        """The account of that name, signed in."""
        return Visitor(self.app).sign_in_as(self.council.actors[name].id)


@pytest.fixture(scope="module")
def opened(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """Open a council that the tests of one module share."""
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=3) as council:
        app = web.application(shared_database_url, tmp_path_factory.mktemp("data"))
        yield Office(council, Lives(council), app)
        web.close(app)


@pytest.fixture
def office(opened: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Lend the council with its own clock, which each test's clean environment hides."""
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(opened.council.clock_file))
    return opened
