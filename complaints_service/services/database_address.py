"""Where this installation's database is; starts the embedded one where none is named."""

from __future__ import annotations

from complaints_service.persistence import databases, embedded
from complaints_service.settings import Settings

BOROUGH = "borough"
"""The demo's own database on the embedded server."""


def database_url(settings: Settings) -> str:
    """Return the URL that the program works with.

    Without `COMPLAINTS_DATABASE_URL` (demo and test only) the embedded PostgreSQL is started, or
    joined if it runs; in a demo it is the borough's database, once there is one. Raises
    `EmbeddedDatabaseError`.
    """
    address = server_url(settings)
    if settings.database_url or settings.env != "demo":
        return address
    grown = databases.database_exists(address, BOROUGH)
    return databases.address_of(address, BOROUGH) if grown else address


def server_url(settings: Settings) -> str:
    """Return the URL of the database named, or of the embedded server's first one."""
    return settings.database_url or embedded.start(settings.embedded_dir)


def migration_url(settings: Settings) -> str:
    """Return the URL of the tables' owner, for migrations: by default the program's own."""
    return settings.migration_url or database_url(settings)
