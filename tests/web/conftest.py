"""The application that the tests of one module share, and people who call it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from support import web
from support.lives import Lives
from support.office import Office
from support.staffed import staffed
from support.web import Caller


@pytest.fixture(scope="module")
def app(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """Give the application of this module."""
    made = web.application(shared_database_url, tmp_path_factory.mktemp("data"))
    yield made
    web.close(made)


@pytest.fixture(scope="module")
def officer(app: Flask) -> Caller:
    """Give an officer of one council."""
    return web.caller(app, "officer")


@pytest.fixture(scope="module")
def handler(app: Flask) -> Caller:
    """Give a handler of the same council."""
    return web.caller(app, "handler")


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
