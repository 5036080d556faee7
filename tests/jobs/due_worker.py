"""A worker of its own for the tests: runs what is due once at the moment given, then ends."""

from __future__ import annotations

import sys
from datetime import datetime

sys.path.insert(0, "tests")

from support.caseload import working_on

from complaints_service.jobs.due_work import DueWork


def main(url: str, now: str, batch: str) -> None:
    """Wait for a line on stdin, so that several start together; print how many were made."""
    with working_on(url) as found, found.app.app_context():
        worker = DueWork(found, batch=int(batch))
        _say("ready")
        sys.stdin.readline()
        _say(str(worker.run(datetime.fromisoformat(now)).made.reminders))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
