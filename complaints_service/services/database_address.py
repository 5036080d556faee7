"""Where this installation's database is; starts the embedded one where none is named."""

from __future__ import annotations

from complaints_service.persistence import embedded
from complaints_service.settings import Settings


def database_url(settings: Settings) -> str:
    """Return the URL that the program works with.

    Without `COMPLAINTS_DATABASE_URL` (demo and test only) the embedded PostgreSQL is started, or
    joined if it runs. Raises `EmbeddedDatabaseError`.
    """
    return settings.database_url or embedded.start(settings.embedded_dir)


def migration_url(settings: Settings) -> str:
    """Return the URL of the tables' owner, for migrations: by default the program's own."""
    return settings.migration_url or database_url(settings)
