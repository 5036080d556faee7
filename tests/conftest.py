"""What every test may ask for: a database of its own, a seed, a clean environment."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from support import database

SEED = "COMPLAINTS_TEST_SEED"

# Two processes share two cores, so a slow example says nothing about the code.
hypothesis_settings.register_profile(
    "suite", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("suite")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed of this run, the same in every process of it."""
    seed = os.environ.setdefault(SEED, str(random.SystemRandom().randrange(2**32)))
    if config.getoption("hypothesis_seed", None) is None:
        config.option.hypothesis_seed = seed


def pytest_report_header() -> str:
    """Say how to repeat this run."""
    return f"seed: {os.environ[SEED]} (repeat with {SEED}={os.environ[SEED]})"


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the developer's own settings, and be a test installation."""
    for name in list(os.environ):
        if name.startswith("COMPLAINTS_") and not name.startswith("COMPLAINTS_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.delenv("COMPLAINTS_TEST_CRASH", raising=False)
    monkeypatch.setenv("COMPLAINTS_ENV", "test")


@pytest.fixture
def seeded() -> random.Random:
    """Give a random source that the printed seed repeats."""
    return random.Random(int(os.environ[SEED]))


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """Give the URL of the test server, started once for all processes of a run."""
    url = database.server_url()
    yield url
    database.drop_spare_copies(url)


@pytest.fixture(scope="session")
def database_template(database_server: str) -> str:
    """Give the name of the migrated database that the others are copied from."""
    return database.template(database_server)


@pytest.fixture
def database_url(database_server: str, database_template: str) -> Iterator[str]:
    """Lend a migrated database to one test alone."""
    with database.copy_of(database_server, database_template) as url:
        yield url


@pytest.fixture(scope="module")
def shared_database_url(database_server: str, database_template: str) -> Iterator[str]:
    """Lend a migrated database to the tests of one module, which must not disturb each other."""
    with database.copy_of(database_server, database_template) as url:
        yield url


@pytest.fixture
def empty_database_url(database_server: str) -> Iterator[str]:
    """Lend a database without any table to one test alone."""
    with database.empty_database(database_server) as url:
        yield url
