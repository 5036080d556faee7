"""Lends an application on a database of its own, whose clock stands still, with nothing in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from complaints_service.persistence import database
from complaints_service.persistence.database import db
from support.database import copy_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@contextmanager
def bare_council(server: str, template: str, folder: Path, now: datetime = NOW) -> Iterator[Flask]:
    """Lend an application on a fresh copy of the migrated database; it is `now` there."""
    with copy_of(server, template) as url, clock_at(folder, now):
        app = Flask("complaints_tests", static_folder=None, template_folder=None)
        database.bind(app, url)
        try:
            yield app
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


@contextmanager
def clock_at(folder: Path, now: datetime) -> Iterator[None]:
    """Let the clock of this process stand at `now`."""
    wanted = {"COMPLAINTS_NOW_FILE": str(folder / "now"), "COMPLAINTS_ENV": "test"}
    (folder / "now").write_text(now.isoformat(), encoding="utf-8")
    before = {name: os.environ.get(name) for name in wanted}
    os.environ |= wanted
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
