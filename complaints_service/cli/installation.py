"""Reads this installation's settings and finds its database, for the verbs that need them."""

from __future__ import annotations

import os

from complaints_service.content.places import place
from complaints_service.services import database_address
from complaints_service.services.moving_clock import MovingClock
from complaints_service.settings import Settings


def settings() -> Settings:
    """Return the settings of environment and `config.py`; raises `SettingsError`.

    Beside a demo, the verb lives in the demo's time from now on.
    """
    found = Settings.load(os.environ, place("config.py"))
    MovingClock.beside_demo(found)
    return found


def database_url() -> str:
    """Return the URL the program works with, the embedded PostgreSQL started if need be."""
    return database_address.database_url(settings())


def migration_url() -> str:
    """Return the URL of the tables' owner."""
    return database_address.migration_url(settings())
