"""A borough in which the stories alone are told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from support.stories import Borough

from complaints_service.demo import grow, staff
from complaints_service.demo.stories.every import STORIES
from complaints_service.demo.telling import Teller
from complaints_service.persistence import database
from complaints_service.persistence.database import db
from complaints_service.services.moving_clock import MovingClock


@pytest.fixture(scope="module")
def borough(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Borough]:
    """Tell every story, and stand where the demo opens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPLAINTS_ENV", "test")
        patch.setenv("COMPLAINTS_NOW_FILE", "")
        app = Flask("stories")
        database.bind(app, shared_database_url)
        clock = MovingClock(tmp_path_factory.mktemp("clock") / "clock")
        clock.stand_at(grow.FIRST)
        with app.app_context():
            staff.found_councils()
            actors = staff.take_on_staff()
            tellers = [Teller(story, actors) for story in STORIES]
            first = [happening for teller in tellers for happening in teller.begin()]
            grow.live(0, 1, actors, clock, lambda done, expected: None, first)
            clock.stand_at(grow.NOW)
            yield Borough({one.story.number: one.told() for one in tellers}, clock.file)
            db.session.remove()
            db.engine.dispose()
