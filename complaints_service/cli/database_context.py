"""Lends a verb the database, as a request would have it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from complaints_service.cli import exit_status, installation
from complaints_service.persistence import database, migrate
from complaints_service.persistence.database import db
from complaints_service.services.rules_in_use import look_for_calendars


@contextmanager
def database_context() -> Iterator[None]:
    """Open this installation's database for one verb.

    Raises `NotReady` where its schema is not this program's.
    """
    app = Flask("complaints_service.cli", static_folder=None, template_folder=None)
    database.bind(app, installation.database_url())
    with app.app_context():
        try:
            found, newest = migrate.current_of(db.session.connection()), migrate.head()
            if found != newest:
                raise exit_status.NotReady(
                    f"The database's schema is at {found or 'base'}, not {newest}; "
                    "run complaints db upgrade."
                )
            look_for_calendars()
            yield
        finally:
            db.session.remove()
            db.engine.dispose()
