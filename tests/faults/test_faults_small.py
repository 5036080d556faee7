"""Killed and restarted under load, an installation loses nothing and does nothing twice."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from support.faulty_run import maltreat

SEED = int(os.environ.get("COMPLAINTS_TEST_SEED", "0"))


@pytest.mark.faults_small
@pytest.mark.slow
@pytest.mark.enable_socket
@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost_or_doubled() -> None:
    """Ten kills of web and worker and two power cuts of PostgreSQL; `make faults` does ten times
    as much, and dies at the named points too."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        result = maltreat(Path(folder), SEED, kills=10, restarts=2, crashes=0)
    assert result.faults == []
    assert (result.web_kills, result.worker_kills, result.restarts) == (5, 5, 2)
    assert result.acknowledged > 50
    assert result.retried > 0
    assert result.events >= result.acknowledged
    assert result.messages > 0
    assert result.reminders > 0
