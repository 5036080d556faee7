"""What the tests of background work share: a filled database and its surroundings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.caseload import Caseload, working_on

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
