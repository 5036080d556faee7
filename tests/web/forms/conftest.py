"""What the tests of forms share."""

from __future__ import annotations

import pytest
from support.forms import Draw, drawing


@pytest.fixture(scope="session")
def draw() -> Draw:
    """Draw a form on a page of its own."""
    return drawing()
