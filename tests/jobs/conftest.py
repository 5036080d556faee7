"""What the tests of background work share: a filled database and its surroundings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from support import web
from support.caseload import Caseload, working_on
from support.mail import MailServer, mail_server
from support.web import Caller

from complaints_service.jobs.surroundings import Surroundings


@pytest.fixture
def caseload(database_url: str) -> Iterator[Caseload]:
    """Lend a database with one council in it."""
    found = Caseload(database_url)
    yield found
    found.engine.dispose()


@pytest.fixture
def surroundings(caseload: Caseload) -> Iterator[Surroundings]:
    """Lend the surroundings of background work on that database, without a mail server."""
    with working_on(caseload.url) as found:
        yield found


@pytest.fixture(scope="module")
def app(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """Give the application whose messages the worker carries."""
    made = web.application(shared_database_url, tmp_path_factory.mktemp("data"))
    yield made
    web.close(made)


@pytest.fixture(scope="module")
def officer(app: Flask) -> Caller:
    """Give an officer of one council."""
    return web.caller(app, "officer")


@pytest.fixture
def mail() -> Iterator[tuple[MailServer, int]]:
    """Lend a mail server: what came to it, and its port."""
    with mail_server() as found:
        yield found
