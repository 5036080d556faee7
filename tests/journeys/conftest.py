"""A demo and a browser that the journeys of one module share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from support import browsing
from support.browsing import Site


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give Chromium."""
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(
    chromium: Browser, shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Give a demo that runs; it is not made where there is no browser to look at it."""
    with browsing.demo(shared_database_url, tmp_path_factory.mktemp("demo") / "instance") as made:
        yield made
